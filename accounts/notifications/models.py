"""The tables of notifications; `docs/data-model.md` says what reads them."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, LocalSecondaryIndex

from craftify.dynamo.table import IndexPlace, Place, Table, name


class Unread(LocalSecondaryIndex["NotificationItem"]):
    """Sparse: what somebody has not read, read consistently."""

    class Meta(IndexPlace):
        index_name = "unread"
        projection = AllProjection()

    inbox = UnicodeAttribute(hash_key=True)
    unread = UnicodeAttribute(range_key=True)


class NotificationItem(Table):
    """What somebody was told; `inbox` is `organization#user`, `id` the event's.

    `unread` is the id until it is read.
    """

    class Meta(Place):
        table_name = name("notifications")

    inbox = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    sentence = UnicodeAttribute()
    quote = UnicodeAttribute()
    target = UnicodeAttribute()
    about = UnicodeAttribute()
    by_id = UnicodeAttribute()
    by_name = UnicodeAttribute()
    at = UnicodeAttribute()
    added_at = UnicodeAttribute()
    read_at = UnicodeAttribute(null=True)
    unread = UnicodeAttribute(null=True)
    expires = TTLAttribute()

    not_read = Unread()


class DueDigests(GlobalSecondaryIndex["ChoicesItem"]):
    """Sparse: whose summary is due, the next one first."""

    class Meta(IndexPlace):
        index_name = "by_digest"
        projection = AllProjection()

    digest_queue = UnicodeAttribute(hash_key=True)
    digest_due = UnicodeAttribute(range_key=True)


class ChoicesItem(Table):
    """What a member chose to be told."""

    class Meta(Place):
        table_name = name("notification_choices")

    organization_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    switched = JSONAttribute()
    rhythm = UnicodeAttribute()
    digest_hour = NumberAttribute()
    time_zone = UnicodeAttribute()
    quiet_start = UnicodeAttribute(null=True)
    quiet_end = UnicodeAttribute(null=True)
    digest_since = UnicodeAttribute(null=True)
    digest_due = UnicodeAttribute(null=True)
    digest_queue = UnicodeAttribute(null=True)
    revision = NumberAttribute()

    by_digest = DueDigests()
