"""The tables of accounts; `docs/data-model.md` says what reads them."""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from craftify.dynamo.table import IndexPlace, Place, Table, name


class UserItem(Table):
    """A person. Not below an organization: one person may belong to several."""

    class Meta(Place):
        table_name = name("users")

    id = UnicodeAttribute(hash_key=True)
    email = UnicodeAttribute()
    first_name = UnicodeAttribute(default="")
    last_name = UnicodeAttribute(default="")
    password = UnicodeAttribute()
    status = UnicodeAttribute()
    theme = UnicodeAttribute(default="system")
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    last_login_at = UnicodeAttribute(null=True)
    last_organization_id = UnicodeAttribute(null=True)


class OrganizationItem(Table):
    """An organization."""

    class Meta(Place):
        table_name = name("organizations")

    id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    created_at = UnicodeAttribute()


class MembershipsOfUser(GlobalSecondaryIndex["MembershipItem"]):
    """The organizations of one user."""

    class Meta(IndexPlace):
        index_name = "by_user"
        projection = IncludeProjection(["role"])

    user_id = UnicodeAttribute(hash_key=True)
    organization_id = UnicodeAttribute(range_key=True)


class MembershipItem(Table):
    """Who belongs to an organization."""

    class Meta(Place):
        table_name = name("memberships")

    organization_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    role = UnicodeAttribute()
    created_at = UnicodeAttribute()
    by_user = MembershipsOfUser()
