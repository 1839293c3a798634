"""Reads and writes of the accounts' tables. Dataclases come out, PynamoDB stays in."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from ipaddress import ip_network

from pynamodb.expressions.update import Action

from accounts.domain import (
    AnyRole,
    CustomRole,
    Membership,
    Organization,
    Permission,
    Role,
    Standing,
    Team,
    Theme,
    User,
    UserStatus,
)
from accounts.models import MembershipItem, OrganizationItem, RoleItem, TeamItem, UserItem
from craftify import clock
from craftify.dynamo import unique
from craftify.dynamo.together import read_together
from craftify.dynamo.transact import Write
from craftify.errors import Conflict, CraftifyError

_BUILT_IN = frozenset(Role)
# An id of no user: reading it takes as long as reading one.
NOBODY = "nobody"


class EmailTaken(Conflict):
    """Another user signs in with this address."""


def taken(email: str) -> EmailTaken:
    """The refusal of an address that is in use."""
    return EmailTaken(f"Somebody signs in with {email} already. Use another address.")


def _user(item: UserItem) -> User:
    return User(
        id=item.id,
        email=item.email,
        first_name=item.first_name,
        last_name=item.last_name,
        status=UserStatus(item.status),
        theme=Theme(item.theme),
        created_at=clock.parse(item.created_at),
        last_login_at=clock.parse(item.last_login_at) if item.last_login_at else None,
        last_organization_id=item.last_organization_id,
        epoch=int(item.epoch),
    )


def credentials(user_id: str) -> tuple[User, str] | None:
    """The user and the hash of their password, read consistently."""
    try:
        item = UserItem.get(user_id, consistent_read=True)
    except UserItem.DoesNotExist:
        return None
    return _user(item), item.password


def user_id_of(email: str) -> str | None:
    """Who signs in with this address (in its normal form)."""
    # RFC 5321 ends addresses at 254 characters; a key of DynamoDB ends at 2,048 bytes.
    return unique.owner_of("email", email) if len(email) <= 254 else None


def users(user_ids: Iterable[str]) -> dict[str, User]:
    """Those of the users that exist, by id."""
    return {item.id: _user(item) for item in UserItem.batch_get(sorted(set(user_ids)))}


def add_user(write: Write, user: User, password_hash: str) -> None:
    """A new user; the commit raises EmailTaken when the address is in use."""
    stamp = clock.stamp(user.created_at)
    unique.claim(
        write,
        "email",
        user.email,
        user.id,
        taken(user.email),
    )
    item = UserItem(
        user.id,
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        password=password_hash,
        status=user.status,
        theme=user.theme,
        created_at=stamp,
        updated_at=stamp,
    )
    write.put(item, UserItem.id.does_not_exist())


def note_sign_in(write: Write, user_id: str, organization_id: str, at: datetime) -> None:
    """Remember when and where somebody signed in or switched to last."""
    changes: list[Action] = [
        UserItem.last_login_at.set(clock.stamp(at)),
        UserItem.last_organization_id.set(organization_id),
    ]
    write.update(UserItem(user_id), changes, UserItem.id.exists())


def end_epoch(write: Write, user_id: str) -> None:
    """End every session and token of a user."""
    write.update(UserItem(user_id), [UserItem.epoch.add(1)], UserItem.id.exists())


def set_password(write: Write, user_id: str, old_hash: str, new_hash: str) -> None:
    """Change the password, if it is still the old one (else it races); ends the epoch."""
    changes: list[Action] = [UserItem.password.set(new_hash), UserItem.epoch.add(1)]
    write.update(UserItem(user_id), changes, UserItem.password == old_hash)


def change_email(write: Write, user: User, email: str) -> None:
    """Another address; the commit raises EmailTaken when it is in use, and races when the user has
    got another one since.
    """
    unique.claim(write, "email", email, user.id, taken(email))
    unique.release(write, "email", user.email, user.id)
    at = clock.stamp(clock.now())
    changes: list[Action] = [UserItem.email.set(email), UserItem.updated_at.set(at)]
    write.update(UserItem(user.id), changes, UserItem.email == user.email)


def change_profile(write: Write, old: User, new: User) -> None:
    """Other names, another look; races when somebody else has changed them since."""
    changes: list[Action] = [
        UserItem.first_name.set(new.first_name),
        UserItem.last_name.set(new.last_name),
        UserItem.theme.set(new.theme),
        UserItem.updated_at.set(clock.stamp(clock.now())),
    ]
    as_read = (
        (UserItem.first_name == old.first_name)
        & (UserItem.last_name == old.last_name)
        & (UserItem.theme == old.theme)
    )
    write.update(UserItem(new.id), changes, as_read)


def organization(organization_id: str) -> Organization | None:
    """An organization, or None, read consistently."""
    try:
        item = OrganizationItem.get(organization_id, consistent_read=True)
    except OrganizationItem.DoesNotExist:
        return None
    return _organization(item)


def _organization(item: OrganizationItem) -> Organization:
    return Organization(
        item.id,
        item.name,
        clock.parse(item.created_at),
        # Older organizations have neither.
        requires_second_factor=bool(item.requires_second_factor),
        networks=tuple(map(ip_network, item.networks or ())),
        revision=int(item.settings_revision or 0),
    )


def add_organization(write: Write, organization: Organization) -> None:
    """A new organization."""
    item = OrganizationItem(
        organization.id,
        name=organization.name,
        created_at=clock.stamp(organization.created_at),
    )
    write.put(item, OrganizationItem.id.does_not_exist())


def add_membership(
    write: Write, organization_id: str, user_id: str, role: AnyRole, at: datetime
) -> None:
    """Make a user a member."""
    item = MembershipItem(organization_id, user_id, role=role.value, created_at=clock.stamp(at))
    write.put(item, MembershipItem.user_id.does_not_exist())


def hold_membership(
    write: Write, organization_id: str, user_id: str, otherwise: CraftifyError
) -> None:
    """Demand that somebody is a member who is not suspended; else `otherwise`."""
    active = MembershipItem.user_id.exists() & MembershipItem.suspended_at.does_not_exist()
    write.check(MembershipItem, (organization_id, user_id), active, otherwise)


def role_of(organization_id: str, user_id: str) -> AnyRole | None:
    """What the user is in the organization, read consistently; None for no member, and for one who
    is suspended.
    """
    try:
        item = MembershipItem.get(organization_id, user_id, consistent_read=True)
    except MembershipItem.DoesNotExist:
        return None
    return None if item.suspended_at else _role(organization_id, item.role)


def standing(organization_id: str, user_id: str) -> tuple[User, Organization, AnyRole] | None:
    """A user in an organization, read consistently and at once; None for no member, and for one who
    is suspended there.
    """
    if not organization_id or not user_id:  # no key is empty
        return None
    user, membership, home = read_together(
        [
            (UserItem, (user_id,)),
            (MembershipItem, (organization_id, user_id)),
            (OrganizationItem, (organization_id,)),
        ]
    )
    if not user or not membership or not home or membership.suspended_at:
        return None
    return _user(user), _organization(home), _role(organization_id, membership.role)


def memberships_of(user_id: str) -> tuple[Membership, ...]:
    """A user's organizations, sorted by name, without those in which they are suspended."""
    found = []
    for item in MembershipItem.by_user.query(user_id):
        # The index is late, and does not know who is suspended.
        role, home = role_of(item.organization_id, user_id), organization(item.organization_id)
        if home and role:
            found.append(Membership(home.id, home.name, user_id, role))
    return tuple(sorted(found, key=lambda membership: membership.organization_name))


def standings(organization_id: str) -> dict[str, Standing]:
    """What every member is, by user id, read consistently; the suspended too."""
    items = list(MembershipItem.query(organization_id, consistent_read=True))
    roles = {word: _role(organization_id, word) for word in {item.role for item in items}}
    return {
        item.user_id: Standing(
            roles[item.role], clock.parse(item.suspended_at) if item.suspended_at else None
        )
        for item in items
    }


def custom_roles(organization_id: str) -> tuple[CustomRole, ...]:
    """The roles that an organization made for itself, by name, read consistently."""
    found = map(_custom_role, RoleItem.query(organization_id, consistent_read=True))
    return tuple(sorted(found, key=lambda role: role.name.casefold()))


def roles_in(organization_id: str) -> dict[str, AnyRole]:
    """The role of every member who is not suspended, by user id."""
    found = standings(organization_id)
    return {user_id: one.role for user_id, one in found.items() if not one.suspended_at}


def _role(organization_id: str, word: str) -> AnyRole:
    if word in _BUILT_IN:
        return Role(word)
    try:
        return _custom_role(RoleItem.get(organization_id, word, consistent_read=True))
    except RoleItem.DoesNotExist:
        # No action deletes a role that somebody has; should one be lost, it allows nothing.
        return CustomRole(word, organization_id, "no role", frozenset())


def _custom_role(item: RoleItem) -> CustomRole:
    # A permission that a release took away is none any more.
    known = frozenset(one for one in Permission if one in item.permissions)
    return CustomRole(item.id, item.organization_id, item.name, known)


def teams(organization_id: str) -> tuple[Team, ...]:
    """An organization's teams, by name, read consistently."""
    found = (
        Team(item.id, item.organization_id, item.name, tuple(item.member_ids))
        for item in TeamItem.query(organization_id, consistent_read=True)
    )
    return tuple(sorted(found, key=lambda team: team.name.casefold()))


def organization_ids() -> Iterator[str]:
    """Every organization, for what runs daily; no request asks for all of them."""
    for item in OrganizationItem.scan(attributes_to_get=["id"]):
        yield item.id
