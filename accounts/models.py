"""The tables of accounts; `docs/data-model.md` says what reads them."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.crypto import salted_hmac
from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from accounts.brand.models import BrandItem
from accounts.domain import User, UserStatus
from accounts.invitations.models import InvitationItem
from accounts.keys.models import KeyItem
from accounts.notifications.models import ChoicesItem, NotificationItem
from accounts.security_events.models import SecurityEventItem
from accounts.signin.models import FactorItem, TicketItem, TokenFamilyItem
from accounts.webhooks.models import WebhookDeliveryItem, WebhookItem
from craftify.dynamo.table import IndexPlace, Place, Table, name

__all__ = [
    "AuthUser",
    "BrandItem",
    "ChoicesItem",
    "FactorItem",
    "InvitationItem",
    "KeyItem",
    "MembershipItem",
    "NotificationItem",
    "OrganizationItem",
    "RoleItem",
    "SecurityEventItem",
    "TeamItem",
    "TicketItem",
    "TokenFamilyItem",
    "UserItem",
    "WebhookDeliveryItem",
    "WebhookItem",
]


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
    epoch = NumberAttribute(default=0)


class OrganizationItem(Table):
    """An organization. `people_revision` counts the changes of its members, roles and teams."""

    class Meta(Place):
        table_name = name("organizations")

    id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    created_at = UnicodeAttribute()
    people_revision = NumberAttribute(null=True)
    requires_second_factor = BooleanAttribute(default=False)
    networks = JSONAttribute(default=list)
    settings_revision = NumberAttribute(null=True)


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
    suspended_at = UnicodeAttribute(null=True)
    by_user = MembershipsOfUser()


class RoleItem(Table):
    """A role that an organization made for itself."""

    class Meta(Place):
        table_name = name("roles")

    organization_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    permissions = JSONAttribute()


class TeamItem(Table):
    """A team of an organization."""

    class Meta(Place):
        table_name = name("teams")

    organization_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    member_ids = JSONAttribute()


class AuthUser(AbstractBaseUser):
    """The signed-in user as Django knows one; `person` is the domain's.

    It has no SQL table: it is only what `login()`, sessions, DRF and Channels need a user to be.
    """

    id = models.CharField(primary_key=True, max_length=64)
    email = models.CharField(max_length=254, unique=True)
    # Without the field Django does not write it at each login; `note_sign_in` does.
    last_login = None
    person: User

    USERNAME_FIELD = "email"

    class Meta:
        app_label = "accounts"
        managed = False

    @classmethod
    def of(cls, person: User, password_hash: str) -> "AuthUser":
        """Wrap a stored user."""
        user = cls(id=person.id, email=person.email, password=password_hash)
        user.person = person
        return user

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a plain flag in Django's base class
        """Only active users may sign in or stay signed in."""
        return self.person.status == UserStatus.ACTIVE

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with the password, and with the epoch that “sign out everywhere” ends."""
        value = f"{self.password}#{self.person.epoch}"
        return salted_hmac("accounts.session", value, secret, algorithm="sha256").hexdigest()
