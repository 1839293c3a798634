"""The table of security events; `docs/data-model.md` says what reads it."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute

from craftify.dynamo.table import Place, Table, name


class SecurityEventItem(Table):
    """A security event; `moment` is `first_at#id`: the key is the list in the order of time."""

    class Meta(Place):
        table_name = name("security_events")

    organization_id = UnicodeAttribute(hash_key=True)
    moment = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    last_at = UnicodeAttribute()
    times = NumberAttribute()
    base = UnicodeAttribute()
    user_id = UnicodeAttribute()
    address = UnicodeAttribute()
    agent = UnicodeAttribute()
    request_id = UnicodeAttribute()
    about = UnicodeAttribute()
    details = JSONAttribute()
    expires = TTLAttribute()
