"""Reviews and rules for tests of the pure domain."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from accounts.domain import Role, Team
from approvals import domain
from approvals.domain import (
    Decision,
    DecisionKind,
    Definition,
    Directory,
    Facts,
    Match,
    People,
    Person,
    Policy,
    Quorum,
    QuorumKind,
    StepDefinition,
    Workflow,
    WorkflowStatus,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
EVE, ANN, BOB, MAX, ADA, VIC = "usr_eve", "usr_ann", "usr_bob", "usr_max", "usr_ada", "usr_vic"
DIGEST = "9f" * 32
LEGAL = Team("team_legal", "org_1", "Legal", (ANN, MAX))
DIRECTORY = Directory(
    {
        ADA: Person("Ada", Role.ADMIN),
        ANN: Person("Ann", Role.APPROVER),
        BOB: Person("Bob", Role.APPROVER),
        EVE: Person("Eve", Role.EDITOR),
        MAX: Person("Max", Role.MANAGER),
        VIC: Person("Vic", Role.VIEWER),
    },
    {LEGAL.id: LEGAL},
)
APPROVERS = People(roles=(Role.APPROVER,))
ANY, ALL = Quorum(QuorumKind.ANY), Quorum(QuorumKind.ALL)


def count(number: int) -> Quorum:
    return Quorum(QuorumKind.COUNT, number)


def step(name: str = "Check", people: People = APPROVERS, **changes: Any) -> StepDefinition:
    return StepDefinition(name=name, approvers=people, **changes)


def definition(
    *steps: StepDefinition, name: str = "Usual", match: Match | None = None
) -> Definition:
    return Definition(id=f"def_{name}", name=name, match=match or Match(), steps=steps)


def policy(*definitions: Definition, **changes: Any) -> Policy:
    return replace(Policy(organization_id="org_1", definitions=definitions), **changes)


def facts(author: str = EVE, **changes: Any) -> Facts:
    person = DIRECTORY.members[author]
    made = Facts(
        category="",
        tags=(),
        author_id=author,
        author_role=person.role,
        author_teams=DIRECTORY.teams_of(author),
        editors=frozenset({author}),
    )
    return replace(made, **changes)


def review(*steps: StepDefinition, **changes: Any) -> Workflow:
    """An open review by Eve; `facts` and `policy` may be given."""
    of = changes.pop("facts", facts())
    rules = changes.pop("policy", policy(definition(*steps)))
    planned = domain.steps_of(definition(*steps), facts=of, directory=DIRECTORY, policy=rules)
    workflow = Workflow(
        id="apr_1",
        organization_id="org_1",
        template_id="tpl_1",
        template_name="Spring sale",
        subject="Hello",
        version=2,
        digest=DIGEST,
        status=WorkflowStatus.PENDING,
        steps=tuple(replace(one, id=f"stp_{one.order}") for one in planned),
        calendar=rules.calendar,
        authors=tuple(sorted(domain.authors(rules, of))),
        created_by=of.author_id,
        created_by_name="Eve",
        created_at=NOW,
        updated_at=NOW,
    )
    return domain.begin(replace(workflow, **changes), NOW)


def decision(
    by: str = ANN,
    kind: DecisionKind = DecisionKind.APPROVE,
    *,
    comment: str = "Because.",
    digest: str = DIGEST,
    at: datetime = NOW,
) -> Decision:
    name = DIRECTORY.members[by].name if by in DIRECTORY.members else by
    return Decision(
        id="dec_1", kind=kind, by=by, by_name=name, comment=comment, digest=digest, at=at
    )
