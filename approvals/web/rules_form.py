"""A definition as a form, and back. What the rules are is said in `approvals.domain`."""

from dataclasses import dataclass

from django.http import QueryDict

from accounts.domain import Role
from approvals.domain import (
    Definition,
    Match,
    People,
    Quorum,
    QuorumKind,
    StepDefinition,
)
from craftify.errors import Invalid


@dataclass(frozen=True, slots=True)
class StepFields:
    """One step of the form: the number in its fields' names, and what it says."""

    number: int
    step: StepDefinition

    @property
    def prefix(self) -> str:
        """What its fields' names begin with."""
        return f"s{self.number}-"


def fields_of(definition: Definition) -> list[StepFields]:
    """The steps with their numbers."""
    return [StepFields(number, step) for number, step in enumerate(definition.steps)]


def read(post: QueryDict, definition_id: str) -> Definition:
    """The definition that a form says.

    Raises:
        Invalid: a number is none; everything else the rules themselves refuse.
    """
    return Definition(
        id=definition_id,
        name=post.get("name", "").strip(),
        match=_match(post, ""),
        steps=tuple(_step(post, f"s{number}-") for number in _numbers(post)),
    )


def _numbers(post: QueryDict) -> list[int]:
    """The numbers of the form's steps, but for the one to be removed, in order."""
    found = {name[1:-5] for name in post if name.startswith("s") and name.endswith("-name")}
    removed = post.get("remove", "")
    return sorted(int(one) for one in found if one.isdigit() and one != removed)[:20]


def _step(post: QueryDict, prefix: str) -> StepDefinition:
    kind = post.get(f"{prefix}quorum", "any")
    when = _match(post, f"{prefix}when-")
    return StepDefinition(
        name=post.get(f"{prefix}name", "").strip(),
        approvers=People(
            users=tuple(post.getlist(f"{prefix}users")),
            roles=_roles(post.getlist(f"{prefix}roles")),
            teams=tuple(post.getlist(f"{prefix}teams")),
            category_owner=bool(post.get(f"{prefix}owner")),
        ),
        quorum=Quorum(
            QuorumKind(kind) if kind in set(QuorumKind) else QuorumKind.ANY,
            _whole(post, f"{prefix}count") or 1,
        ),
        needed_when=None if when.is_everything else when,
        due_days=_whole(post, f"{prefix}due"),
        reminders=tuple(_wholes(post, f"{prefix}reminders")),
        escalate_after=_whole(post, f"{prefix}escalate"),
        escalate_to=People(users=tuple(post.getlist(f"{prefix}to"))),
        expire_after=_whole(post, f"{prefix}expire"),
        reviewers=People(users=tuple(post.getlist(f"{prefix}reviewers"))),
    )


def _match(post: QueryDict, prefix: str) -> Match:
    return Match(
        categories=words(post.get(f"{prefix}categories", "")),
        tags=words(post.get(f"{prefix}tags", "")),
        teams=tuple(post.getlist(f"{prefix}match-teams")),
        author_roles=_roles(post.getlist(f"{prefix}author-roles")),
    )


def words(text: str) -> tuple[str, ...]:
    """What stands between the commas."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _roles(given: list[str]) -> tuple[Role, ...]:
    return tuple(Role(one) for one in given if one in set(Role))


def _whole(post: QueryDict, name: str) -> int | None:
    found = _wholes(post, name)
    if len(found) > 1:
        raise Invalid("Give one whole number.", field=name)
    return found[0] if found else None


def _wholes(post: QueryDict, name: str) -> list[int]:
    try:
        return [int(part) for part in words(post.get(name, "")[:200])]
    except ValueError:
        raise Invalid("Give whole numbers of working days.", field=name) from None
