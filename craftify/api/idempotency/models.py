"""The table of idempotency keys."""

from pynamodb.attributes import BinaryAttribute, TTLAttribute, UnicodeAttribute

from craftify.dynamo.table import Place, Table, name


class KeyItem(Table):
    """What became of one key of one person in one organization (`owner` = `organization#user`).

    `key` is the SHA-256 (hex) of the key, `fingerprint` the HMAC of the request; `token` is new
    with each try; `state` is a `domain.State`; until `leased` a try is taken to be alive.
    """

    class Meta(Place):
        table_name = name("idempotency_keys")

    owner = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    fingerprint = UnicodeAttribute()
    token = UnicodeAttribute()
    state = UnicodeAttribute()
    leased = UnicodeAttribute()
    answer = BinaryAttribute(null=True, legacy_encoding=False)
    expires = TTLAttribute()
