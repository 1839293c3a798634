"""A definition as a form, and back. What the rules are is said in `approvals.domain`."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from accounts.domain import Role
from approvals.domain import (
    Definition,
    Match,
    People,
    Policy,
    Quorum,
    QuorumKind,
    StepDefinition,
)

_WHOLE = re.compile(r"[-−+]?[0-9]{1,4}")
_NO_NUMBER = "Give one whole number."
_NO_NUMBERS = "Give whole numbers of working days, with commas between."
# Where the rules say that something is wrong with a step → the field that it stands beside.
_BESIDE = {
    "name": "name", "quorum": "count", "approvers": "users", "reviewers": "reviewers",
    "dueDays": "due", "reminders": "reminders", "escalateAfter": "escalate",
    "escalateTo": "to", "expireAfter": "expire",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepFields:
    """One step of the form: the number in its fields' names, and what it says.

    `typed` has what somebody wrote where a number is due, as they wrote it; `wrong` a sentence for
    each field that is not what it must be.
    """

    number: int
    step: StepDefinition
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """What its fields' names begin with."""
        return f"s{self.number}-"

    @property
    def texts(self) -> Mapping[str, str]:
        """What stands in the fields of numbers."""
        step = self.step
        numbers = {
            "count": (step.quorum.count,),
            "due": (step.due_days,),
            "reminders": step.reminders,
            "escalate": (step.escalate_after,),
            "expire": (step.expire_after,),
        }
        said = {
            name: ", ".join(str(one) for one in found if one is not None)
            for name, found in numbers.items()
        }
        return said | dict(self.typed)


def fields_of(definition: Definition) -> list[StepFields]:
    """The steps with their numbers."""
    return [StepFields(number, step) for number, step in enumerate(definition.steps)]


def read(post: QueryDict, definition_id: str) -> tuple[Definition, list[StepFields]]:
    """The definition that a form says, and its steps as they were typed.

    Where a step's `wrong` says something, the definition has nothing in that place; everything else
    the rules themselves refuse.
    """
    steps = [_step(post, number) for number in _numbers(post)]
    made = Definition(
        id=definition_id,
        name=post.get("name", "").strip(),
        match=_match(post, ""),
        steps=tuple(one.step for one in steps),
    )
    return made, steps


def beside(
    steps: Iterable[StepFields], problems: Iterable[Mapping[str, str]], number: int
) -> list[StepFields]:
    """The steps with what the rules say about definition `number` beside the fields it is about."""
    wrong: dict[tuple[int, str], str] = {}
    for problem in problems:
        found = re.fullmatch(rf"definitions\.{number}\.steps\.(\d+)\.(\w+)", problem["place"])
        if found and found[2] in _BESIDE:
            wrong.setdefault((int(found[1]), _BESIDE[found[2]]), problem["sentence"])
    return [
        StepFields(
            one.number,
            one.step,
            one.typed,
            {**one.wrong, **{name: text for (at, name), text in wrong.items() if at == place}},
        )
        for place, one in enumerate(steps)
    ]


@dataclass(frozen=True, slots=True)
class OptionFields:
    """What holds for all reviews, as the form shows it; `owners` are user ids by category."""

    separation: bool
    carry_over: bool
    weekdays: Collection[int]
    time_zone: str
    holidays: str
    owners: Mapping[str, Collection[str]]


def option_fields(policy: Policy) -> OptionFields:
    """The options in force."""
    return OptionFields(
        policy.separation_of_duties,
        policy.carry_over,
        policy.calendar.weekdays,
        policy.calendar.time_zone,
        "\n".join(day.isoformat() for day in policy.calendar.holidays),
        policy.category_owners,
    )


def typed_options(post: QueryDict) -> OptionFields:
    """The options as somebody sent them, whatever is wrong with them."""
    return OptionFields(
        bool(post.get("separation")),
        bool(post.get("carry_over")),
        [int(one) for one in post.getlist("weekdays") if one in set("0123456")],
        post.get("time_zone", ""),
        post.get("holidays", ""),
        {
            str(category): post.getlist(f"owner-{name.removeprefix('category-')}")
            for name, category in post.items()
            if name.startswith("category-")
        },
    )


def _numbers(post: QueryDict) -> list[int]:
    """The numbers of the form's steps, but for the one to be removed, in order."""
    found = {name[1:-5] for name in post if name.startswith("s") and name.endswith("-name")}
    removed = post.get("remove", "")
    return sorted(int(one) for one in found if re.fullmatch("[0-9]{1,4}", one) and one != removed)[
        :20
    ]


def _step(post: QueryDict, number: int) -> StepFields:
    prefix = f"s{number}-"
    kind = post.get(f"{prefix}quorum", "any")
    when = _match(post, f"{prefix}when-")
    typed = {
        name: post.get(f"{prefix}{name}", "")[:200]
        for name in ("count", "due", "reminders", "escalate", "expire")
    }
    numbers = {name: _wholes(text) for name, text in typed.items()}
    wrong = {
        name: _NO_NUMBERS if name == "reminders" else _NO_NUMBER
        for name, found in numbers.items()
        if found is None or (name != "reminders" and len(found) > 1)
    }
    given = {name: found for name, found in numbers.items() if found and name not in wrong}

    def one(name: str) -> int | None:
        return given[name][0] if name in given else None

    step = StepDefinition(
        name=post.get(f"{prefix}name", "").strip(),
        approvers=People(
            users=tuple(post.getlist(f"{prefix}users")),
            roles=_roles(post.getlist(f"{prefix}roles")),
            teams=tuple(post.getlist(f"{prefix}teams")),
            category_owner=bool(post.get(f"{prefix}owner")),
        ),
        quorum=Quorum(
            QuorumKind(kind) if kind in set(QuorumKind) else QuorumKind.ANY,
            1 if one("count") is None else one("count") or 0,
        ),
        needed_when=None if when.is_everything else when,
        due_days=one("due"),
        reminders=tuple(given.get("reminders", ())),
        escalate_after=one("escalate"),
        escalate_to=_people(post, f"{prefix}to"),
        expire_after=one("expire"),
        reviewers=_people(post, f"{prefix}reviewers"),
    )
    return StepFields(number, step, typed, wrong)


def _people(post: QueryDict, name: str) -> People:
    """People by name; roles and teams, which the API can name as well, come back as they were."""
    return People(
        users=tuple(post.getlist(name)),
        roles=_roles(post.getlist(f"{name}-roles")),
        teams=tuple(post.getlist(f"{name}-teams")),
        category_owner=bool(post.get(f"{name}-owner")),
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


def _wholes(text: str) -> list[int] | None:
    """The numbers between the commas; None when something there is no number."""
    parts = words(text)
    if not all(_WHOLE.fullmatch(part) for part in parts):
        return None
    return [int(part.replace("−", "-")) for part in parts]
