"""Everything that can be done with accounts: one verb, one function."""

import hashlib
import time
from dataclasses import replace
from typing import Any

from django.contrib.auth import authenticate as django_authenticate
from django.contrib.auth import login, logout
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts import access, limits, store
from accounts.domain import (
    Automatic,
    Member,
    Organization,
    Role,
    Theme,
    User,
    UserStatus,
    names,
    normal_email,
)
from accounts.models import AuthUser
from accounts.signin.actions import demand_code
from accounts.signin.domain import CodeNeeded
from craftify import clock, history, ids
from craftify.dynamo.transact import Write, retried
from craftify.errors import Forbidden, Unauthenticated
from craftify.history import PLATFORM
from craftify.origin import Identity, identity

ORGANIZATION_KEY = "organization_id"
_HALF_KEY = "half_signed_in"
HALF_SECONDS = 300  # between the two steps of signing in


class BadCredentials(Unauthenticated):
    """The address and the password do not belong together."""


class NoOrganization(Forbidden):
    """A user without any membership has nothing to see."""


@retried
def create_organization(*, name: str) -> Organization:
    """Found an organization."""
    organization = Organization(ids.new_id("org"), name, clock.now())
    write = Write()
    store.add_organization(write, organization)
    _record(write, organization.id, organization.id, "organization.created", after={"name": name})
    write.commit()
    return organization


@retried
def create_user(*, email: str, first_name: str, last_name: str, password: str) -> User:
    """Register a person.

    Raises:
        EmailTaken: the address is in use.
    """
    user = User(
        id=ids.new_id("usr"),
        email=normal_email(email),
        first_name=first_name,
        last_name=last_name,
        status=UserStatus.ACTIVE,
        theme=Theme.SYSTEM,
        created_at=clock.now(),
    )
    write = Write()
    store.add_user(write, user, make_password(password))
    _record(write, PLATFORM, user.id, "user.created", after={"name": user.name})
    write.commit()
    return user


@retried
def add_member(organization_id: str, user_id: str, *, role: Role) -> None:
    """Let a user into an organization."""
    write = Write()
    store.add_membership(write, organization_id, user_id, role, clock.now())
    _record(write, organization_id, user_id, "member.added", after={"role": role.value})
    write.commit()


def authenticate(
    *,
    email: str,
    password: str,
    address: str = "",
    organization_id: str | None = None,
    code: str | None = None,
) -> Member:
    """Who this is, in the organization named or the one they were in last.

    `address` is the network address that the request came from; failures are counted by it.

    Raises:
        BadCredentials: unknown address, wrong password or a user who may not sign in.
        TooManyFailures: see `limits.attempt`.
        NoOrganization: they belong to none.
        CodeNeeded, CodeWrong: see `accounts.signin.actions.demand_code`.
    """
    user = _known(email, password, address)
    demand_code(user.person, code)
    return _enter(user, organization_id)


def sign_in(request: HttpRequest, *, email: str, password: str) -> Member:
    """Start a session (a new one, whatever came with the request).

    Raises: as `authenticate`; after CodeNeeded, `sign_in_with_code` goes on.
    """
    user = _known(email, password, request.META["REMOTE_ADDR"])
    try:
        demand_code(user.person, None)
    except CodeNeeded:
        request.session[_HALF_KEY] = [user.pk, user.get_session_auth_hash(), time.time()]
        raise
    return _start(request, user)


def sign_in_with_code(request: HttpRequest, *, code: str) -> Member:
    """The second step of signing in, within `HALF_SECONDS` of the first.

    Raises:
        CodeWrong, TooManyFailures: see `demand_code`; the first step stays good.
        BadCredentials: there was no first step, it is too long ago, or the account has changed.
    """
    user_id, auth_hash, at = request.session.get(_HALF_KEY) or ("", "", 0.0)
    found = store.credentials(user_id) if user_id else None
    user = AuthUser.of(*found) if found and time.time() - at < HALF_SECONDS else None
    if not user or not user.is_active or user.get_session_auth_hash() != auth_hash:
        request.session.pop(_HALF_KEY, None)
        raise BadCredentials("The first step was too long ago. Sign in again.")
    demand_code(user.person, code or "-")
    del request.session[_HALF_KEY]
    return _start(request, user)


def sign_out(request: HttpRequest) -> None:
    """End the session; its record is deleted."""
    if isinstance(request.user, AuthUser):
        _note_sign_out(request.user.person, request.session.get(ORGANIZATION_KEY, PLATFORM))
    logout(request)


def switch_organization(request: HttpRequest, organization_id: str, *, actor: Member) -> Member:
    """Act in another of one's organizations from now on.

    Raises:
        NotFound: not a member there.
    """
    member = access.member(organization_id, actor.id)
    request.session.cycle_key()
    request.session[ORGANIZATION_KEY] = organization_id
    _note_sign_in(member, "user.switched", before={"organization": actor.organization_id})
    return member


@retried
def change_profile(
    *,
    actor: Member,
    first_name: str | None = None,
    last_name: str | None = None,
    theme: Theme | None = None,
) -> None:
    """What one is called and the look of the product, for oneself; None leaves what was.

    Raises:
        Invalid: see `domain.names`.
    """
    old = access.member(actor.organization_id, actor.id).user
    new = replace(old, theme=theme or old.theme)
    if first_name is not None or last_name is not None:
        first, last = names(
            old.first_name if first_name is None else first_name,
            old.last_name if last_name is None else last_name,
        )
        new = replace(new, first_name=first, last_name=last)
    if new == old:
        return
    write = Write()
    store.change_profile(write, old, new)
    change = history.difference(_profile(old), _profile(new))
    _record(write, actor.organization_id, actor.id, "user.changed", actor, **change)
    write.commit()


def _profile(user: User) -> dict[str, str]:
    return {"firstName": user.first_name, "lastName": user.last_name, "theme": user.theme.value}


def _start(request: HttpRequest, user: AuthUser) -> Member:
    member = _enter(user, None)
    login(request, user)
    request.session[ORGANIZATION_KEY] = member.organization_id
    return member


def _known(email: str, password: str, address: str) -> AuthUser:
    account = normal_email(email)
    try:
        return _with_password(account, password, address)
    except (BadCredentials, limits.TooManyFailures):
        _concerns(account)
        raise


def _with_password(account: str, password: str, address: str) -> AuthUser:
    with limits.attempt(account, address):
        user = django_authenticate(email=account, password=password)
        if not isinstance(user, AuthUser):
            _note_failure(account)
            raise BadCredentials("That address and password do not match.")
        return user


def _concerns(account: str) -> None:
    """Name the account, if there is one, for the security event of this refusal."""
    identity.set(Identity(user_id=store.user_id_of(account) or ""))


def _enter(user: AuthUser, organization_id: str | None) -> Member:
    memberships = [one.organization_id for one in store.memberships_of(user.person.id)]
    if not memberships:
        raise NoOrganization("You belong to no organization. Ask an administrator to invite you.")
    wanted = organization_id or user.person.last_organization_id
    if wanted not in memberships:
        if organization_id:
            raise BadCredentials("You are not a member of this organization.")
        wanted = memberships[0]
    member = access.member(wanted, user.person.id)
    _note_sign_in(member, "user.signed_in")
    return member


@retried
def _note_sign_in(member: Member, verb: str, **change: Any) -> None:
    write = Write()
    store.note_sign_in(write, member.id, member.organization_id, clock.now())
    _record(write, member.organization_id, member.id, verb, member, **change)
    write.commit()


@retried
def _note_sign_out(person: User, organization_id: str) -> None:
    write = Write()
    _record(write, organization_id, person.id, "user.signed_out", person)
    write.commit()


@retried
def _note_failure(account: str) -> None:
    """Nothing of what was typed is kept: some type their password for their address."""
    user_id = store.user_id_of(account)
    found = store.credentials(user_id or store.NOBODY)
    place, resource = PLATFORM, f"sign-in-{hashlib.sha256(account.encode()).hexdigest()[:2]}"
    if found and found[0].last_organization_id:
        place, resource = found[0].last_organization_id, found[0].id
    write = Write()
    _record(write, place, resource, "user.sign_in_failed")
    write.commit()


def _record(
    write: Write,
    organization_id: str,
    resource: str,
    verb: str,
    actor: Member | User | None = None,
    **change: Any,
) -> None:
    """Without an actor it is the product itself."""
    by = actor or Automatic(organization_id)
    history.record(
        write,
        organization_id=organization_id,
        resource=resource,
        verb=verb,
        actor_id=by.id,
        actor_name=by.name,
        **change,
    )
