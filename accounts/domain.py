"""People, organizations, and what a role may do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol
from zlib import crc32

from craftify.errors import Invalid
from craftify.security.networks import Network


class Role(StrEnum):
    """What a member is in one organization, of what every organization has."""

    ADMIN = "admin"
    MANAGER = "manager"
    EDITOR = "editor"
    APPROVER = "approver"
    VIEWER = "viewer"

    @property
    def permissions(self) -> "frozenset[Permission]":
        """What it allows."""
        return PERMISSIONS[self]


class Permission(StrEnum):
    """One thing that a role allows."""

    TEMPLATES_VIEW = "templates.view"
    TEMPLATES_EDIT = "templates.edit"
    TEMPLATES_DELETE = "templates.delete"
    TEMPLATES_EXPORT = "templates.export"
    APPROVALS_SUBMIT = "approvals.submit"
    APPROVALS_DECIDE = "approvals.decide"
    APPROVALS_COMMENT = "approvals.comment"
    APPROVALS_DEFINE = "approvals.define"
    APPROVALS_OVERRIDE = "approvals.override"
    AUDIT_VIEW = "audit.view"
    WEBHOOKS_MANAGE = "webhooks.manage"
    MEMBERS_MANAGE = "members.manage"
    BRAND_MANAGE = "brand.manage"
    ORGANIZATION_MANAGE = "organization.manage"


_SEES = frozenset({Permission.TEMPLATES_VIEW, Permission.TEMPLATES_EXPORT})
_WRITES = _SEES | {
    Permission.TEMPLATES_EDIT,
    Permission.TEMPLATES_DELETE,
    Permission.APPROVALS_SUBMIT,
    Permission.APPROVALS_COMMENT,
}
_DECIDES = frozenset({Permission.APPROVALS_DECIDE, Permission.APPROVALS_COMMENT})
_MANAGES = (
    _WRITES
    | _DECIDES
    | {
        Permission.APPROVALS_DEFINE,
        Permission.AUDIT_VIEW,
        Permission.MEMBERS_MANAGE,
        Permission.BRAND_MANAGE,
    }
)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.ADMIN: frozenset(Permission),
        Role.MANAGER: _MANAGES,
        Role.EDITOR: _WRITES,
        Role.APPROVER: _SEES | _DECIDES,
        Role.VIEWER: _SEES,
    }
)


@dataclass(frozen=True, slots=True)
class CustomRole:
    """What a member is in one organization, of what that organization made for itself."""

    id: str
    organization_id: str
    name: str
    permissions: frozenset[Permission]

    @property
    def value(self) -> str:
        """What memberships hold."""
        return self.id

    def __str__(self) -> str:
        return self.name


AnyRole = Role | CustomRole


class UserStatus(StrEnum):
    """Only an active user may sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Theme(StrEnum):
    """The look of the product; `system` follows the device."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in, whatever organizations they belong to."""

    id: str
    email: str
    first_name: str
    last_name: str
    status: UserStatus
    theme: Theme
    created_at: datetime
    last_login_at: datetime | None = None
    last_organization_id: str | None = None
    epoch: int = 0  # sessions and tokens of another one are no longer valid

    @property
    def name(self) -> str:
        """Both names, or the address where there are none."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def initials(self) -> str:
        """One or two capitals for the avatar."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def hue(self) -> int:
        """The avatar's colour, 1 to 8, always the same for the same person."""
        return (crc32(self.email.encode()) >> 12) % 8 + 1


@dataclass(frozen=True, slots=True)
class Organization:
    """A customer: everything else belongs to one.

    Its members act from its `networks`, if it names some, and with a second factor, if it requires
    one (`accounts.organizations.admission`).
    """

    id: str
    name: str
    created_at: datetime
    requires_second_factor: bool = False
    networks: tuple[Network, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Membership:
    """That a user belongs to an organization, and as what."""

    organization_id: str
    organization_name: str
    user_id: str
    role: AnyRole


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member is in an organization; who is suspended there may do nothing in it."""

    role: AnyRole
    suspended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """Members of an organization who are meant together."""

    id: str
    organization_id: str
    name: str
    member_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A user acting in one organization: the `actor` of every action.

    Through an API key they do no more than its `scopes`.
    """

    user: User
    organization: Organization
    role: AnyRole
    scopes: frozenset[Permission] | None = None

    @property
    def id(self) -> str:
        """The user's id."""
        return self.user.id

    @property
    def organization_id(self) -> str:
        """The id of the organization they act in."""
        return self.organization.id

    @property
    def name(self) -> str:
        """The user's name."""
        return self.user.name

    def may(self, permission: Permission) -> bool:
        """Whether the role carries the permission, and the key, if they act through one."""
        return permission in self.permissions

    @property
    def permissions(self) -> frozenset[Permission]:
        """What they may do now."""
        held = self.role.permissions
        return held if self.scopes is None else held & self.scopes


class Actor(Protocol):
    """Whoever does something: a member, or the product itself when a date has come."""

    @property
    def id(self) -> str:
        """A user's id, or `system`."""

    @property
    def name(self) -> str:
        """For people to read."""

    @property
    def organization_id(self) -> str:
        """Where they act."""


@dataclass(frozen=True, slots=True)
class Automatic:
    """The product itself, acting in one organization."""

    organization_id: str
    id: str = "system"
    name: str = "Craftify"


def normal_email(email: str) -> str:
    """The form in which addresses are stored and compared."""
    return email.strip().lower()


def names(first: str, last: str) -> tuple[str, str]:
    """A person's names as they are kept.

    Raises:
        Invalid: the first one is missing, or one is too long or holds control characters.
    """
    found = []
    for place, text in (("firstName", first), ("lastName", last)):
        name = " ".join(text.split())
        if len(name) > 60 or not name.isprintable():
            raise Invalid("A name is one line of at most 60 characters.", field=place)
        found.append(name)
    if not found[0]:
        raise Invalid("Say what people call you.", field="firstName")
    return found[0], found[1]
