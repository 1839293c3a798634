"""One thing done with many templates, each by its own action; no refusal stops the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from accounts.domain import Member, Permission
from craftify.errors import CraftifyError
from templates_app import access
from templates_app.actions.archive import archive_template, unarchive_template
from templates_app.actions.delete import delete_template, restore_template
from templates_app.actions.save import save_template
from templates_app.domain import Changes

MAX_TEMPLATES = 100


class Bulk(StrEnum):
    """What can be done with many at once; decisions never are."""

    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    DELETE = "delete"
    RESTORE = "restore"
    TAG = "tag"
    UNTAG = "untag"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one template; `refusal` is None where it was done."""

    id: str
    refusal: CraftifyError | None


def change_many(
    ids: Sequence[str], *, actor: Member, act: Bulk, tags: Sequence[str] = ()
) -> tuple[Result, ...]:
    """Do it with each, in the order given; an id that is given twice is done once."""
    return tuple(_result(one, actor, act, tuple(tags)) for one in dict.fromkeys(ids))


def _result(template_id: str, actor: Member, act: Bulk, tags: tuple[str, ...]) -> Result:
    try:
        if act in _ACTIONS:
            _ACTIONS[act](template_id, actor=actor)
        else:
            _retag(template_id, actor, act, tags)
    except CraftifyError as refusal:
        return Result(template_id, refusal)
    return Result(template_id, None)


def _retag(template_id: str, actor: Member, act: Bulk, tags: tuple[str, ...]) -> None:
    before = access.template(actor, template_id, Permission.TEMPLATES_EDIT).tags
    after = (*before, *tags) if act == Bulk.TAG else tuple(one for one in before if one not in tags)
    save_template(template_id, actor=actor, revision=None, changes=Changes(tags=after))


_ACTIONS: Mapping[Bulk, Callable[..., object]] = MappingProxyType(
    {
        Bulk.ARCHIVE: archive_template,
        Bulk.UNARCHIVE: unarchive_template,
        Bulk.DELETE: delete_template,
        Bulk.RESTORE: restore_template,
    }
)
