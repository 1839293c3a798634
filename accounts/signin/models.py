"""The tables of signing in; `docs/data-model.md` says what reads them."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute

from craftify.dynamo.table import Place, Table, name


class FactorItem(Table):
    """A user's second factor; demanded once it is confirmed."""

    class Meta(Place):
        table_name = name("second_factors")

    user_id = UnicodeAttribute(hash_key=True)
    secret = UnicodeAttribute()
    confirmed_at = UnicodeAttribute(null=True)
    last_step = NumberAttribute()
    recovery = JSONAttribute()
    revision = NumberAttribute()


class TicketItem(Table):
    """What a letter lets its reader do once; found by the SHA-256 of the secret in its link."""

    class Meta(Place):
        table_name = name("tickets")

    digest = UnicodeAttribute(hash_key=True)
    purpose = UnicodeAttribute()
    user_id = UnicodeAttribute()
    bound = UnicodeAttribute()
    value = UnicodeAttribute(default="")
    expires = TTLAttribute()


class TokenFamilyItem(Table):
    """One sign-in by a program: the refresh tokens that came of it, of which `current` is valid."""

    class Meta(Place):
        table_name = name("token_families")

    user_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    organization_id = UnicodeAttribute()
    current = UnicodeAttribute()
    agent = UnicodeAttribute()
    address = UnicodeAttribute()
    begun = UnicodeAttribute()
    used = UnicodeAttribute()
    expires = TTLAttribute()
