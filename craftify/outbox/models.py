"""The outbox's table: a lane is a partition, its entries are sorted by id."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, LocalSecondaryIndex

from craftify.dynamo.table import IndexPlace, Place, Table, name


class WaitingEntries(LocalSecondaryIndex["OutboxItem"]):
    """Sparse: what a lane still has to deliver, in order, read consistently."""

    class Meta(IndexPlace):
        index_name = "waiting"
        projection = AllProjection()

    lane = UnicodeAttribute(hash_key=True)
    waiting = UnicodeAttribute(range_key=True)


class PendingEntries(GlobalSecondaryIndex["OutboxItem"]):
    """Sparse: where there is work. `queue` is `kind#shard`, `due` is `organization#instant`."""

    class Meta(IndexPlace):
        index_name = "pending"
        projection = AllProjection()

    queue = UnicodeAttribute(hash_key=True)
    due = UnicodeAttribute(range_key=True)


class DeadEntries(GlobalSecondaryIndex["OutboxItem"]):
    """Sparse: an organization's entries that were given up, by the instant of that."""

    class Meta(IndexPlace):
        index_name = "dead"
        projection = AllProjection()

    dead_of = UnicodeAttribute(hash_key=True)
    died = UnicodeAttribute(range_key=True)


class ToldEntries(GlobalSecondaryIndex["OutboxItem"]):
    """Sparse: an organization's events by the instant at which their delivery began."""

    class Meta(IndexPlace):
        index_name = "by_organization"
        projection = AllProjection()

    told_to = UnicodeAttribute(hash_key=True)
    told = UnicodeAttribute(range_key=True)


class OutboxItem(Table):
    """An entry; `lane` is `organization#kind#about`.

    While it waits it has `waiting` (its id), `queue` and `due`. `ready` is the instant before
    which nobody may begin it: the end of a pause or of somebody's lease. `due` is never earlier.
    `token` changes with every transition; a change names the one that it was made for. An event
    gets `told`, the instant, and `told_to`, its organization, with each lease.
    """

    class Meta(Place):
        table_name = name("outbox_entries")

    lane = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    organization_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    type = UnicodeAttribute()
    at = UnicodeAttribute()
    data = JSONAttribute()
    audience: JSONAttribute = JSONAttribute(default=list)
    request_id = UnicodeAttribute(default="")
    attempts = NumberAttribute(default=0)
    handled: JSONAttribute = JSONAttribute(default=list)
    reason = UnicodeAttribute(null=True)
    token = UnicodeAttribute()
    ready = UnicodeAttribute()
    waiting = UnicodeAttribute(null=True)
    queue = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    dead_of = UnicodeAttribute(null=True)
    died = UnicodeAttribute(null=True)
    told_to = UnicodeAttribute(null=True)
    told = UnicodeAttribute(null=True)
    expires = TTLAttribute(null=True)

    in_lane = WaitingEntries()
    pending = PendingEntries()
    dead = DeadEntries()
    by_organization = ToldEntries()
