"""Letters about one's account: what is to be sent, and what each says at the moment of sending.

The application that has the compiler writes them (`settings.MAIL_LETTERS`). A link's secret is made
when its letter is written, so that nothing else ever holds it.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from accounts import store as accounts
from accounts.domain import User, UserStatus
from accounts.signin.domain import Purpose, Ticket, device, digest_of, state_of
from accounts.signin.store import tickets
from craftify import clock, history, outbox
from craftify.dynamo.transact import Write, retried
from craftify.history import PLATFORM
from craftify.origin import origin
from craftify.outbox import Entry

PASSWORD_RESET, PASSWORD_CHANGED = "password_reset", "password_changed"
FACTOR_ADDED, FACTOR_REMOVED, RECOVERY_USED = "factor_added", "factor_removed", "recovery_used"
EMAIL_CONFIRM, EMAIL_CHANGED = "email_confirm", "email_changed"
SIGN_UP = "sign_up"
RESET_LIFE, CONFIRM_LIFE = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter of this kind says; `url` and `verb` are its one button."""

    to: str
    name: str
    organization: str
    title: str
    sentence: str
    note: str
    url: str
    verb: str


def ask(write: Write, organization_id: str, letter: str, **data: str) -> None:
    """Have a letter written as part of `write`; `outbox.nudge("mail")` after the commit."""
    about = digest_of(data.get("userId") or data["email"])[:32]
    outbox.enqueue(
        write,
        organization_id,
        "mail",
        lane=f"account#{about}",
        data={"account": letter, **data},
    )


def announce(write: Write, user: User, letter: str, **data: str) -> None:
    """Tell a user of what was done with their account, by whom as far as known."""
    here = origin.get()
    place = user.last_organization_id or PLATFORM
    device_name = device(here.agent)
    ask(
        write,
        place,
        letter,
        userId=user.id,
        at=clock.stamp(clock.now()),
        device=device_name,
        address=here.address,
        **data,
    )


def words(entry: Entry) -> Words | None:
    """What the letter of an entry says; None when there is nobody to tell."""
    return _LETTERS[entry.data["account"]](entry.data)


@retried
def _password_reset(data: Mapping[str, str]) -> Words | None:
    user_id = accounts.user_id_of(data["email"])
    found = accounts.credentials(user_id) if user_id else None
    if not found or found[0].status != UserStatus.ACTIVE:
        return None
    user, stored = found
    write = Write()
    secret = _add_ticket(write, user, stored, purpose=Purpose.PASSWORD, life=RESET_LIFE)
    history.record(
        write,
        organization_id=user.last_organization_id or PLATFORM,
        resource=user.id,
        verb="user.password_reset_asked",
        actor_id="system",
        actor_name="Craftify",
    )
    write.commit()
    return Words(
        to=user.email,
        name=user.name,
        organization=_organization(user),
        title="Choose a new password",
        sentence="Somebody, you as we hope, said that you forgot your password. The link below "
        "lets you choose a new one; it works once, for an hour.",
        note="If it was not you, do nothing: the link alone changes nothing, and whoever asked "
        "does not have it.",
        url=absolute(reverse("signin:reset-link", args=[secret])),
        verb="Choose a new password",
    )


@retried
def _email_confirm(data: Mapping[str, str]) -> Words | None:
    found, email = accounts.credentials(data["userId"]), data["email"]
    # Whether somebody else has the address is for nobody to find out who types it somewhere.
    if not found or found[0].status != UserStatus.ACTIVE or accounts.user_id_of(email):
        return None
    user, stored = found
    write = Write(unrecorded="that somebody asked for it is on record")
    secret = _add_ticket(write, user, stored, purpose=Purpose.EMAIL, life=CONFIRM_LIFE, value=email)
    write.commit()
    return Words(
        to=email,
        name=user.name,
        organization=_organization(user),
        title="Confirm your new address",
        sentence=f"You want to sign in with {email} instead of {user.email}. The link below makes "
        "it so; it works once, for a day.",
        note="If you do not know what this is about, do nothing.",
        url=absolute(reverse("signin:email-link", args=[secret])),
        verb="Confirm the address",
    )


@retried
def _sign_up(data: Mapping[str, str]) -> Words | None:
    email, name = json.loads(data["asked"])
    write = Write(unrecorded="nothing is, until the link is followed")
    secret = secrets.token_urlsafe(32)
    ticket = Ticket(
        digest=digest_of(secret),
        purpose=Purpose.SIGN_UP,
        user_id="nobody",
        bound="",
        expires=(clock.now() + CONFIRM_LIFE).replace(microsecond=0),
        value=data["asked"],
    )
    tickets.add(write, ticket)
    write.commit()
    return Words(
        to=email,
        name=email,
        organization=name,
        title=f"Found {name} on Craftify Email",
        sentence=f"Somebody, you as we hope, wants to work on the emails of {name} here. The link "
        "below founds the organization, with you as its administrator; it works once, for a day.",
        note="If it was not you, do nothing: the link alone changes nothing.",
        url=absolute(reverse("organizations:sign-up-link", args=[secret])),
        verb="Go on",
    )


def _add_ticket(
    write: Write,
    user: User,
    stored: str,
    *,
    purpose: Purpose,
    life: timedelta,
    value: str = "",
) -> str:
    """A ticket as part of `write`; gives its secret."""
    secret = secrets.token_urlsafe(32)
    ticket = Ticket(
        digest=digest_of(secret),
        purpose=purpose,
        user_id=user.id,
        bound=state_of(stored, user),
        expires=(clock.now() + life).replace(microsecond=0),
        value=value,
    )
    tickets.add(write, ticket)
    return secret


def _news(data: Mapping[str, str]) -> Words | None:
    """That something was done with the account: when, with what, from where."""
    user = accounts.users([data["userId"]]).get(data["userId"])
    if not user:
        return None
    title, consequence = _NEWS[data["account"]]
    return Words(
        to=data.get("to") or user.email,
        name=user.name,
        organization=_organization(user),
        title=title,
        sentence=f"This happened {_when(data)}, with {data['device']} at {data['address']}. "
        + consequence.format(**data),
        note="If it was not you, somebody else may have your account. Choose a new password now, "
        "and tell an administrator.",
        url=absolute(reverse("signin:forgot")),
        verb="It was not me",
    )


def absolute(path: str) -> str:
    """The address of a page as a letter has it."""
    return f"{settings.CRAFTIFY.public_url}{path}"


def _when(data: Mapping[str, str]) -> str:
    return f"{clock.parse(data['at']):%-d %B %Y, %H:%M} UTC"


def _organization(user: User) -> str:
    found = accounts.organization(user.last_organization_id) if user.last_organization_id else None
    return found.name if found else "your organization"


_NEWS = {
    PASSWORD_CHANGED: ("Your password was changed", "Every other device was signed out."),
    FACTOR_ADDED: (
        "Signing in takes a second step now",
        "From now on a code of your authenticator is needed beside the password.",
    ),
    FACTOR_REMOVED: (
        "Signing in takes no second step any more",
        "From now on your password alone is enough.",
    ),
    EMAIL_CHANGED: (
        "You sign in with another address now",
        "It is {email}; this one is good for signing in no more.",
    ),
    RECOVERY_USED: (
        "A recovery code was used",
        "Codes left: {left}. You can make new ones in your settings.",
    ),
}
_LETTERS = {
    PASSWORD_RESET: _password_reset,
    EMAIL_CONFIRM: _email_confirm,
    SIGN_UP: _sign_up,
    **dict.fromkeys(_NEWS, _news),
}
