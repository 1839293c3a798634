"""Reads and writes of the invitations' table."""

from typing import Any

from accounts.invitations.domain import KEPT_FOR, Invitation
from accounts.invitations.models import InvitationItem
from craftify import clock
from craftify.dynamo.transact import Write
from craftify.errors import CraftifyError

_TEXTS = ("email", "role", "invited_by", "invited_by_name", "digest")
_INSTANTS = ("created_at", "sent_at", "expires_at")


def invitations(organization_id: str) -> tuple[Invitation, ...]:
    """An organization's invitations, the oldest first, read consistently."""
    return tuple(map(_invitation, InvitationItem.query(organization_id, consistent_read=True)))


def invitation(organization_id: str, invitation_id: str) -> Invitation | None:
    """One of them, read consistently."""
    try:
        return _invitation(InvitationItem.get(organization_id, invitation_id, consistent_read=True))
    except InvitationItem.DoesNotExist:
        return None


def put(write: Write, old: Invitation | None, new: Invitation) -> None:
    """A new invitation, or another one in the place of `old` (else it races)."""
    unchanged = (
        InvitationItem.revision == old.revision if old else InvitationItem.id.does_not_exist()
    )
    write.put(_item(new, old.revision + 1 if old else 1), unchanged)


def remove(write: Write, one: Invitation, otherwise: CraftifyError | None = None) -> None:
    """Use an invitation up; `otherwise` when it was changed or used in between."""
    item = InvitationItem(one.organization_id, one.id)
    write.delete(item, InvitationItem.revision == one.revision, otherwise)


def _item(one: Invitation, revision: int) -> InvitationItem:
    attributes: dict[str, Any] = {
        **{name: getattr(one, name) for name in _TEXTS},
        **{name: clock.stamp(getattr(one, name)) for name in _INSTANTS},
    }
    return InvitationItem(
        one.organization_id,
        one.id,
        revision=revision,
        expires=(one.expires_at + KEPT_FOR).replace(microsecond=0),
        **attributes,
    )


def _invitation(item: InvitationItem) -> Invitation:
    fields: dict[str, Any] = {
        **{name: getattr(item, name) for name in _TEXTS},
        **{name: clock.parse(getattr(item, name)) for name in _INSTANTS},
    }
    return Invitation(
        id=item.id,
        organization_id=item.organization_id,
        revision=int(item.revision),
        **fields,
    )
