"""What should happen to a submitted version: an organization's own rules. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.domain import AnyRole, Role
from approvals.domain.calendar import Calendar


class QuorumKind(StrEnum):
    """How a step's approvers agree."""

    ANY = "any"
    ALL = "all"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Quorum:
    """`count` is of use for `QuorumKind.COUNT`: that many of the approvers."""

    kind: QuorumKind = QuorumKind.ANY
    count: int = 1

    def needed(self, seats: int) -> int:
        """How many approvals `seats` approvers have to give."""
        return {QuorumKind.ANY: 1, QuorumKind.ALL: seats, QuorumKind.COUNT: self.count}[self.kind]


@dataclass(frozen=True, slots=True)
class People:
    """Who is meant: people and teams by id, roles, and whoever owns the template's category."""

    users: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    teams: tuple[str, ...] = ()
    category_owner: bool = False

    @property
    def is_nobody(self) -> bool:
        """Whether nothing is named at all."""
        return not (self.users or self.roles or self.teams or self.category_owner)


@dataclass(frozen=True, slots=True)
class Match:
    """Each part that is not empty must hold; inside a part one of its entries is enough.

    `teams` and `author_roles` are those of the person who submits.
    """

    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    author_roles: tuple[Role, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether it matches whatever comes."""
        return not (self.categories or self.tags or self.teams or self.author_roles)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepDefinition:
    """A step as it should be; all spans are working days.

    `needed_when` None means always. `reminders` are days before (positive) or after (negative)
    the due date; `escalate_after` and `expire_after` count from the due date.
    """

    name: str
    approvers: People
    quorum: Quorum = field(default_factory=Quorum)
    needed_when: Match | None = None
    due_days: int | None = None
    reminders: tuple[int, ...] = ()
    escalate_after: int | None = None
    escalate_to: People = field(default_factory=People)
    expire_after: int | None = None
    reviewers: People = field(default_factory=People)


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """The steps of the reviews that `match`."""

    id: str
    name: str
    match: Match = field(default_factory=Match)
    steps: tuple[StepDefinition, ...]


DECIDERS = (Role.ADMIN, Role.MANAGER, Role.APPROVER)
DEFAULT_DEFINITION = Definition(
    id="def_default",
    name="One approval",
    steps=(StepDefinition(name="Approval", approvers=People(roles=DECIDERS)),),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """An organization's rules: the first definition that matches counts, the last one catches all.

    `separation_of_duties`: whoever wrote or edited since the last approval cannot decide.
    `carry_over`: approvals of the very same content count in the next review as well.
    `category_owners` are user ids by category.
    """

    organization_id: str
    revision: int = 0
    definitions: tuple[Definition, ...] = (DEFAULT_DEFINITION,)
    separation_of_duties: bool = True
    carry_over: bool = False
    calendar: Calendar = field(default_factory=Calendar)
    category_owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What rules look at: the template as it is, and who submits it.

    `editors` are those who wrote or edited it since it was last approved.
    """

    category: str
    tags: tuple[str, ...]
    author_id: str
    author_role: AnyRole
    author_teams: frozenset[str] = frozenset()
    editors: frozenset[str] = frozenset()


def matches(match: Match, facts: Facts) -> bool:
    """Whether every part that is not empty holds."""
    return (
        (not match.categories or facts.category in match.categories)
        and (not match.tags or not set(match.tags).isdisjoint(facts.tags))
        and (not match.teams or not facts.author_teams.isdisjoint(match.teams))
        and (not match.author_roles or facts.author_role in match.author_roles)
    )


def definition_for(policy: Policy, facts: Facts) -> Definition:
    """The first that matches; a policy that was accepted has one for everything."""
    return next(one for one in policy.definitions if matches(one.match, facts))
