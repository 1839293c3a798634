"""Found an organization with the link of a letter."""

from typing import Any

from django.contrib.auth import authenticate

from accounts import limits, store
from accounts.actions import BadCredentials
from accounts.domain import Organization, Role, Theme, User, UserStatus, names
from accounts.models import AuthUser
from accounts.organizations import access
from accounts.signin import passwords
from accounts.signin.access import TicketVoid
from accounts.signin.store import tickets
from craftify import clock, history, ids, outbox
from craftify.dynamo.transact import Write, retried
from craftify.history import PLATFORM
from craftify.origin import origin


def found(
    secret: str, *, password: str, first_name: str = "", last_name: str = ""
) -> tuple[Organization, User]:
    """The organization, and its only member, who is its administrator.

    The letter shows that somebody reads the address's mail. Who has an account with it gives its
    password, others get one: `first_name` and `last_name` are for them. Nobody is signed in.

    Raises:
        SignUpOff: see `access.refuse_when_off`.
        TicketVoid: see `access.opened`.
        BadCredentials, TooManyFailures: the password is not the account's; it was not too often.
        WeakPassword, Invalid: a new user's password or name will not do; the link stays valid.
    """
    access.refuse_when_off()
    _, asked = access.opened(secret)
    user_id = store.user_id_of(asked.email)
    if user_id:
        with limits.attempt(asked.email, origin.get().address):
            if not isinstance(authenticate(email=asked.email, password=password), AuthUser):
                raise BadCredentials("That is not the password of this address.", field="password")
        return _found(secret, store.users([user_id])[user_id], None)
    first, last = names(first_name, last_name)
    user = User(
        id=ids.new_id("usr"),
        email=asked.email,
        first_name=first,
        last_name=last,
        status=UserStatus.ACTIVE,
        theme=Theme.SYSTEM,
        created_at=clock.now(),
    )
    return _found(secret, user, passwords.hashed(password, user, field="password"))


@retried
def _found(secret: str, user: User, new_hash: str | None) -> tuple[Organization, User]:
    ticket, asked = access.opened(secret)
    organization = Organization(ids.new_id("org"), asked.name, clock.now())
    write = Write()
    tickets.spend(write, ticket, TicketVoid("This link was used already."))
    if new_hash:
        store.add_user(write, user, new_hash)
        _record(write, PLATFORM, user.id, "user.created", user, after={"name": user.name})
    store.add_organization(write, organization)
    store.add_membership(write, organization.id, user.id, Role.ADMIN, clock.now())
    made = {"after": {"name": organization.name}}
    _record(write, organization.id, organization.id, "organization.created", user, **made)
    added = {"after": {"role": Role.ADMIN.value}}
    _record(write, organization.id, user.id, "member.added", user, **added)
    write.commit()
    outbox.nudge()
    return organization, user


def _record(
    write: Write, organization_id: str, resource: str, verb: str, user: User, **change: Any
) -> None:
    history.record(
        write,
        organization_id=organization_id,
        resource=resource,
        verb=verb,
        actor_id=user.id,
        actor_name=user.name,
        **change,
    )
