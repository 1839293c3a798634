"""The table of invitations; `docs/data-model.md` says what reads it."""

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute

from craftify.dynamo.table import Place, Table, name


class InvitationItem(Table):
    """An invitation that is neither accepted nor revoked; those leave the table."""

    class Meta(Place):
        table_name = name("invitations")

    organization_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    email = UnicodeAttribute()
    role = UnicodeAttribute()
    invited_by = UnicodeAttribute()
    invited_by_name = UnicodeAttribute()
    created_at = UnicodeAttribute()
    sent_at = UnicodeAttribute()
    expires_at = UnicodeAttribute()
    digest = UnicodeAttribute()
    revision = NumberAttribute()
    expires = TTLAttribute()
