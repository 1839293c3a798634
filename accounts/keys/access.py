"""How anybody gets a key, and for whom a key speaks."""

from dataclasses import replace

from accounts import access
from accounts.domain import Member, Permission
from accounts.keys import store
from accounts.keys.domain import Key, KeyElsewhere, KeyInvalid, Text
from craftify import clock
from craftify.errors import NotFound
from craftify.security.addresses import is_in, parsed

_ADVICE = "Make another one under Settings, API keys."


def key(actor: Member, key_id: str) -> Key:
    """A key of the actor, or of anybody for those who manage members.

    Raises:
        NotFound: there is none.
    """
    found = store.key(actor.organization_id, key_id)
    if not found or not (found.user_id == actor.id or actor.may(Permission.MEMBERS_MANAGE)):
        raise NotFound("There is no such key.")
    return found


def speaker(text: str, address: str) -> tuple[Member, Key]:
    """For whom a key speaks that came from a network address, with no more than its scopes.

    Raises:
        KeyInvalid: for nobody; which of the reasons is not told.
        KeyElsewhere: the key is bound to other addresses.
    """
    read = Text.read(text)
    found = store.key(read.organization_id, read.key_id) if read else None
    if not read or not found or not read.opens(found) or found.is_expired(clock.now()):
        raise KeyInvalid(f"This is no valid API key, or no longer. {_ADVICE}")
    try:
        member = access.member(found.organization_id, found.user_id)
    except NotFound:
        raise KeyInvalid(f"This is no valid API key, or no longer. {_ADVICE}") from None
    access.identify(member)
    here = parsed(address)
    if found.networks and not (here and is_in(here, found.networks)):
        raise KeyElsewhere("This API key is bound to other network addresses than yours.")
    return replace(member, scopes=found.scopes), found
