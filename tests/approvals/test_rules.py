"""Which rules are refused, which definition is taken, and what the page says about it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from accounts.domain import Permission, Role
from approvals import domain
from approvals.domain import (
    Calendar,
    Directory,
    Match,
    NoApprover,
    People,
    Person,
    Policy,
    Quorum,
    StepDefinition,
)
from tests.approvals.reviews import (
    ADA,
    ALL,
    ANN,
    ANY,
    BOB,
    DIRECTORY,
    EVE,
    LEGAL,
    MAX,
    NOW,
    VIC,
    count,
    definition,
    facts,
    policy,
    step,
)

PROMOTION = Match(categories=("Promotion",))
OWNED = People(category_owner=True)


def places(rules: Policy, directory: Directory = DIRECTORY) -> list[str]:
    return [problem.place for problem in domain.problems(rules, directory)]


def test_the_default_rules_are_accepted() -> None:
    assert domain.problems(Policy(organization_id="org_1"), DIRECTORY) == ()


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        (policy(), "definitions"),
        (policy(definition(step(), match=PROMOTION)), "definitions"),
        (policy(definition(step()), definition(step(), name="B")), "definitions.0.match"),
        (
            policy(definition(step(), match=PROMOTION), definition(step())),
            "definitions.1.name",
        ),
        (policy(definition(step(), name=" ")), "definitions.0.name"),
        (policy(definition(step(), name="x" * 81)), "definitions.0.name"),
        (policy(definition(step(), name="a\nb")), "definitions.0.name"),
        (policy(definition()), "definitions.0.steps"),
        (policy(definition(*(step(f"{n}") for n in range(11)))), "definitions.0.steps"),
        (policy(definition(step(needed_when=PROMOTION))), "definitions.0.steps"),
        (policy(definition(step(), step())), "definitions.0.steps.1.name"),
        (policy(definition(step(""))), "definitions.0.steps.0.name"),
        (policy(definition(step(people=People()))), "definitions.0.steps.0.approvers"),
        (policy(definition(step(people=People(users=(VIC,))))), "definitions.0.steps.0.approvers"),
        (
            policy(definition(step(people=People(users=(ANN, "usr_gone"))))),
            "definitions.0.steps.0.approvers",
        ),
        (
            policy(definition(step(people=People(users=(ANN,), teams=("team_gone",))))),
            "definitions.0.steps.0.approvers",
        ),
        (
            policy(definition(step(people=People(roles=(Role.VIEWER,))))),
            "definitions.0.steps.0.approvers",
        ),
        # Only with its author: Max may submit, and alone he cannot approve his own.
        (policy(definition(step(people=People(users=(MAX,))))), "definitions.0.steps.0.approvers"),
        (
            policy(definition(step(people=People(users=(MAX, ANN)), quorum=count(2)))),
            "definitions.0.steps.0.approvers",
        ),
        (policy(definition(step(quorum=count(3)))), "definitions.0.steps.0.approvers"),
        (policy(definition(step(quorum=count(0)))), "definitions.0.steps.0.quorum"),
        # A category without an owner would have nobody.
        (policy(definition(step(people=OWNED))), "definitions.0.steps.0.approvers"),
        (
            policy(definition(step(people=OWNED)), category_owners={"Promotion": (ANN,)}),
            "definitions.0.steps.0.approvers",
        ),
        (
            policy(definition(step()), category_owners={"Promotion": (VIC,)}),
            "categoryOwners.Promotion",
        ),
        (policy(definition(step()), category_owners={" ": (ANN,)}), "categoryOwners"),
        (policy(definition(step(due_days=0))), "definitions.0.steps.0.dueDays"),
        (policy(definition(step(due_days=61))), "definitions.0.steps.0.dueDays"),
        (policy(definition(step(reminders=(1,)))), "definitions.0.steps.0.dueDays"),
        (policy(definition(step(due_days=1, reminders=(99,)))), "definitions.0.steps.0.reminders"),
        (
            policy(definition(step(due_days=1, escalate_after=1))),
            "definitions.0.steps.0.escalateTo",
        ),
        (
            policy(
                definition(
                    step(
                        due_days=1,
                        escalate_after=2,
                        expire_after=2,
                        escalate_to=People(users=(ADA,)),
                    )
                )
            ),
            "definitions.0.steps.0.expireAfter",
        ),
        (
            policy(
                definition(step(), name="A", match=Match(teams=("team_gone",))), definition(step())
            ),
            "definitions.0.match.teams",
        ),
        (policy(definition(step()), calendar=Calendar(weekdays=())), "calendar.weekdays"),
        (policy(definition(step()), calendar=Calendar(weekdays=(7,))), "calendar.weekdays"),
        (policy(definition(step()), calendar=Calendar(time_zone="Mars")), "calendar.timeZone"),
    ],
)
def test_what_could_leave_a_template_without_an_approver_is_refused(
    rules: Policy, place: str
) -> None:
    assert place in places(rules)


@pytest.mark.parametrize(
    "rules",
    [
        policy(definition(step(people=People(users=(MAX,)))), separation_of_duties=False),
        policy(definition(step(people=People(users=(ANN,))))),
        policy(definition(step(people=People(users=(MAX, ANN)), quorum=ALL))),
        policy(definition(step(people=OWNED), name="A", match=PROMOTION), definition(step()),
               category_owners={"Promotion": (ANN,)}),
        policy(definition(step("Owner", OWNED, needed_when=PROMOTION), step()),
               category_owners={"Promotion": (ANN,)}),
        # Who matches here never submits under it, so its only approver is no author.
        policy(definition(step(people=People(users=(MAX,))), name="A",
                          match=Match(author_roles=(Role.EDITOR,))), definition(step())),
        policy(definition(step(people=People(teams=(LEGAL.id,))))),
        policy(definition(step(due_days=2, reminders=(1, -1), escalate_after=1, expire_after=3,
                               escalate_to=People(roles=(Role.ADMIN,))))),
    ],
)  # fmt: skip
def test_safe_rules_are_accepted(rules: Policy) -> None:
    assert domain.problems(rules, DIRECTORY) == ()


users = st.lists(st.sampled_from([ADA, ANN, BOB, EVE, MAX, VIC]), max_size=3, unique=True)
anybody = st.builds(
    People,
    users=users.map(tuple),
    roles=st.lists(st.sampled_from(Role), max_size=2, unique=True).map(tuple),
    teams=st.sampled_from([(), (LEGAL.id,)]),
    category_owner=st.booleans(),
)
usual = st.sampled_from([People(roles=(Role.APPROVER,)), People(teams=(LEGAL.id,))])
some_people = st.one_of(usual, usual, anybody)
quorums = st.one_of(st.just(ANY), st.just(ALL), st.integers(1, 3).map(count))
matches_ = st.builds(
    Match,
    categories=st.sampled_from([(), ("Promotion",), ("Promotion", "News")]),
    tags=st.sampled_from([(), ("legal",)]),
    teams=st.sampled_from([(), (LEGAL.id,)]),
    author_roles=st.sampled_from([(), (Role.EDITOR,), (Role.MANAGER, Role.ADMIN)]),
)


@st.composite
def step_plans(draw: st.DrawFn, name: str) -> StepDefinition:
    needed_when = draw(st.none() | matches_)
    return step(name, draw(some_people), quorum=draw(quorums), needed_when=needed_when)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    made = []
    for number in range(draw(st.integers(1, 2))):
        plans = [draw(step_plans(f"S{n}")) for n in range(draw(st.integers(1, 2)))]
        made.append(definition(*plans, name=f"D{number}", match=draw(matches_)))
    made[-1] = replace(made[-1], match=Match())
    owners = {
        category: tuple(draw(users))
        for category in draw(st.sampled_from([(), ("Promotion",), ("Promotion", "News")]))
    }
    return policy(*made, category_owners=owners, separation_of_duties=draw(st.booleans()))


@settings(suppress_health_check=[HealthCheck.filter_too_much], max_examples=100)
@given(policies())
def test_rules_that_are_accepted_leave_no_template_without_an_approver(rules: Policy) -> None:
    """Every author, every category, every tag: somebody decides, and never the author."""
    assume(not domain.problems(rules, DIRECTORY))
    for author, person in DIRECTORY.members.items():
        if not person.may(Permission.APPROVALS_SUBMIT):
            continue
        for category in ("", "Promotion", "News", "Other"):
            for tags in ((), ("legal",)):
                of = facts(author, category=category, tags=tags)
                chosen = domain.definition_for(rules, of)
                steps = domain.steps_of(chosen, facts=of, directory=DIRECTORY, policy=rules)
                asked = [one for one in steps if not one.skipped_because]
                assert asked
                for one in asked:
                    ids = {seat.user_id for seat in one.approvers}
                    assert len(ids) >= max(one.plan.quorum.needed(len(ids)), 1)
                    assert not (rules.separation_of_duties and author in ids)


def test_the_first_definition_that_matches_is_taken() -> None:
    rules = policy(
        definition(step(), name="Sales", match=Match(categories=("Promotion",), tags=("sale",))),
        definition(step(), name="Legal", match=Match(teams=(LEGAL.id,))),
        definition(step(), name="Editors", match=Match(author_roles=(Role.EDITOR,))),
        definition(step(), name="Usual"),
    )

    def chosen(author: str = EVE, category: str = "", tags: tuple[str, ...] = ()) -> str:
        return domain.definition_for(rules, facts(author, category=category, tags=tags)).name

    assert chosen(category="Promotion", tags=("x", "sale")) == "Sales"
    assert chosen(category="Promotion") == "Editors"
    assert chosen(MAX, "Promotion", ("sale",)) == "Sales"
    assert chosen(MAX) == "Legal"
    assert chosen(ADA) == "Usual"


def test_it_says_in_words_what_would_happen_and_why() -> None:
    legal = step(
        "Legal",
        People(teams=(LEGAL.id,)),
        quorum=ALL,
        due_days=2,
        needed_when=Match(tags=("legal",)),
    )
    rules = policy(
        definition(legal, step("Brand"), name="Promotions", match=PROMOTION), definition(step())
    )
    told = domain.explain(rules, facts(category="Promotion", tags=("legal",)), DIRECTORY, NOW)
    assert told.because == "It matches because its category is “Promotion”."
    assert [one.who for one in told.steps] == [
        "Ann and Max: all decide.",
        "Ann and Bob: one of them decides.",
    ]
    assert told.steps[0].due_at == NOW + timedelta(days=2)
    skipped = domain.explain(rules, facts(category="Promotion"), DIRECTORY, NOW)
    assert [bool(one.skipped) for one in skipped.steps] == [True, False]
    usual = domain.explain(rules, facts(), DIRECTORY, NOW)
    assert usual.because.startswith("No other definition matches")


def test_it_says_when_nobody_could_decide() -> None:
    alone = Directory({EVE: DIRECTORY.members[EVE], MAX: Person("Max", Role.MANAGER)}, {})
    rules = policy(definition(step(people=People(roles=(Role.MANAGER,)))))
    of = facts(EVE, editors=frozenset({MAX}))
    told = domain.explain(rules, of, alone, NOW)
    assert (told.steps, "nobody may decide" in told.refusal) == ((), True)
    with pytest.raises(NoApprover):
        domain.steps_of(rules.definitions[0], facts=of, directory=alone, policy=rules)


calendars = st.builds(
    Calendar,
    time_zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    holidays=st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=20, unique=True).map(
        tuple
    ),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)


@given(calendars, instants, st.integers(-20, 20))
def test_spans_end_on_working_days_with_that_many_in_between(
    calendar: Calendar, start: datetime, days: int
) -> None:
    zone = ZoneInfo(calendar.time_zone)
    first = calendar.add(start, 0 if days >= 0 else -1)
    end = calendar.add(start, days).astimezone(zone).date()
    assert calendar.works_on(end)
    assert first.tzinfo is start.tzinfo
    low, high = sorted([start.astimezone(zone).date(), end])
    between = [low + timedelta(days=n) for n in range((high - low).days + 1)]
    worked = sum(map(calendar.works_on, between))
    assert worked == abs(days) + 1


def test_the_time_of_day_survives_the_change_of_the_clocks() -> None:
    berlin = Calendar(time_zone="Europe/Berlin")
    friday = datetime(2026, 10, 23, 15, tzinfo=ZoneInfo("Europe/Berlin"))
    due = berlin.add(friday.astimezone(UTC), 1).astimezone(ZoneInfo("Europe/Berlin"))
    assert (due.date(), due.hour) == (date(2026, 10, 26), 15)


def test_definitions_are_told_apart_by_their_ids() -> None:
    twins = policy(
        replace(definition(step(), name="A", match=PROMOTION), id="def_1"),
        replace(definition(step(), name="B"), id="def_1"),
    )
    assert places(twins) == ["definitions.1.id"]
    assert places(policy(replace(definition(step()), id=""))) == ["definitions.0.id"]


def test_quorums_in_numbers() -> None:
    assert [one.needed(4) for one in (ANY, ALL, Quorum(count(2).kind, 2))] == [1, 4, 2]
