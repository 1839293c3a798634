"""Tickets: what a letter lets its reader do once."""

from dataclasses import asdict

from accounts.signin.domain import Purpose, Ticket
from accounts.signin.models import TicketItem
from craftify import clock
from craftify.dynamo.transact import Write
from craftify.errors import CraftifyError


def add(write: Write, one: Ticket) -> None:
    """A new ticket."""
    write.put(TicketItem(**asdict(one)), TicketItem.digest.does_not_exist())


def get(digest: str, purpose: Purpose) -> Ticket | None:
    """A ticket that is still valid by itself, read consistently."""
    try:
        item = TicketItem.get(digest, consistent_read=True)
    except TicketItem.DoesNotExist:
        return None
    if item.expires <= clock.now() or item.purpose != purpose:
        return None
    return Ticket(
        digest=item.digest,
        purpose=Purpose(item.purpose),
        user_id=item.user_id,
        bound=item.bound,
        expires=item.expires,
        value=item.value,
    )


def spend(write: Write, one: Ticket, otherwise: CraftifyError) -> None:
    """Use a ticket up as part of `write`; `otherwise` when it is used already."""
    write.delete(TicketItem(one.digest), TicketItem.digest.exists(), otherwise)
