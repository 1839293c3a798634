"""The table of keys."""

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from craftify.dynamo.table import Place, Table, name


class KeyItem(Table):
    """A key of a member; `digest` is the SHA-256 of its secret."""

    class Meta(Place):
        table_name = name("api_keys")

    organization_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    user_id = UnicodeAttribute()
    name = UnicodeAttribute()
    scopes = JSONAttribute()
    networks = JSONAttribute()
    digest = UnicodeAttribute()
    created_at = UnicodeAttribute()
    expires_at = UnicodeAttribute(null=True)
    last_used_at = UnicodeAttribute(null=True)
    last_address = UnicodeAttribute(default="")
