"""Whether rules could leave a template without an approver. Fail-closed: then they are refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import available_timezones

from accounts.domain import Permission
from approvals.domain.people import Directory
from approvals.domain.policy import Definition, People, Policy, QuorumKind, StepDefinition
from approvals.domain.starting import MAX_SEATS

MAX_ID = 100
MAX_DEFINITIONS, MAX_STEPS, MAX_NAME, MAX_DAYS, MAX_HOLIDAYS = 50, 10, 80, 60, 400


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """What is wrong and where; `place` is a path such as `definitions.2.steps.0.approvers`."""

    place: str
    sentence: str


def problems(policy: Policy, directory: Directory) -> tuple[PolicyProblem, ...]:
    """Everything that is wrong with the rules, in their order; nothing when they are safe."""
    return (
        *_of_calendar(policy),
        *_of_owners(policy, directory),
        *_of_order(policy),
        *(
            problem
            for number, definition in enumerate(policy.definitions)
            for problem in _of_definition(f"definitions.{number}", definition, policy, directory)
        ),
    )


def _of_calendar(policy: Policy) -> Iterator[PolicyProblem]:
    calendar = policy.calendar
    if calendar.time_zone not in available_timezones():
        yield PolicyProblem(
            "calendar.timeZone", f"There is no time zone “{calendar.time_zone[:40]}”."
        )
    if not calendar.weekdays or not set(calendar.weekdays) <= set(range(7)):
        yield PolicyProblem("calendar.weekdays", "Choose at least one working day of the week.")
    if len(calendar.holidays) > MAX_HOLIDAYS:
        yield PolicyProblem("calendar.holidays", f"At most {MAX_HOLIDAYS} holidays fit.")


def _of_owners(policy: Policy, directory: Directory) -> Iterator[PolicyProblem]:
    for category, owners in policy.category_owners.items():
        place = f"categoryOwners.{category}"
        if not category.strip():
            yield PolicyProblem("categoryOwners", "Name the category that somebody owns.")
        yield from _of_users(place, owners, directory)


def _of_order(policy: Policy) -> Iterator[PolicyProblem]:
    definitions = policy.definitions
    if not definitions or not definitions[-1].match.is_everything:
        yield PolicyProblem(
            "definitions",
            "The last definition must match everything, so that no template is without rules.",
        )
    if len(definitions) > MAX_DEFINITIONS:
        yield PolicyProblem("definitions", f"At most {MAX_DEFINITIONS} definitions fit.")
    for number, one in enumerate(definitions[:-1]):
        if one.match.is_everything:
            yield PolicyProblem(
                f"definitions.{number}.match",
                f"“{one.name}” matches everything, so no definition behind it is ever used. "
                "Say when it matches, or move it to the end.",
            )
    names = [one.name.strip().casefold() for one in definitions]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield PolicyProblem(
                f"definitions.{number}.name", f"Two definitions are named “{name}”."
            )
    ids = [one.id for one in definitions]
    for number, own in enumerate(ids):
        if not 0 < len(own) <= MAX_ID or own in ids[:number]:
            yield PolicyProblem(f"definitions.{number}.id", "Each definition has an id of its own.")


def _of_definition(
    place: str, definition: Definition, policy: Policy, directory: Directory
) -> Iterator[PolicyProblem]:
    yield from _of_name(f"{place}.name", definition.name, "definition")
    unknown = set(definition.match.teams) - set(directory.teams)
    if unknown:
        yield PolicyProblem(f"{place}.match.teams", "A team that it matches does not exist.")
    if not 1 <= len(definition.steps) <= MAX_STEPS:
        yield PolicyProblem(f"{place}.steps", f"A definition has 1 to {MAX_STEPS} steps.")
        return
    if all(step.needed_when is not None for step in definition.steps):
        yield PolicyProblem(
            f"{place}.steps",
            "Every step may be skipped, so a template could be approved by nobody. "
            "Make one step always needed.",
        )
    names = [step.name.strip().casefold() for step in definition.steps]
    for number, step in enumerate(definition.steps):
        here = f"{place}.steps.{number}"
        yield from _of_name(f"{here}.name", step.name, "step")
        if names[number] in names[:number]:
            yield PolicyProblem(f"{here}.name", f"Two steps are named “{step.name}”.")
        yield from _of_days(here, step)
        yield from _of_people(f"{here}.approvers", step.approvers, directory)
        yield from _of_people(
            f"{here}.reviewers", step.reviewers, directory, Permission.TEMPLATES_VIEW
        )
        yield from _of_people(f"{here}.escalateTo", step.escalate_to, directory)
        yield from _of_approvers(here, step, definition, policy, directory)


def _of_name(place: str, name: str, kind: str) -> Iterator[PolicyProblem]:
    if not name.strip():
        yield PolicyProblem(place, f"The {kind} needs a name.")
    elif len(name) > MAX_NAME or not name.isprintable():
        yield PolicyProblem(place, f"The name of a {kind} is one line of at most {MAX_NAME}.")


def _of_days(place: str, step: StepDefinition) -> Iterator[PolicyProblem]:
    spans = {
        "dueDays": step.due_days,
        "escalateAfter": step.escalate_after,
        "expireAfter": step.expire_after,
    }
    for field, days in spans.items():
        if days is not None and not 1 <= days <= MAX_DAYS:
            yield PolicyProblem(f"{place}.{field}", f"This is 1 to {MAX_DAYS} working days.")
    if step.due_days is None and (step.reminders or step.escalate_after or step.expire_after):
        yield PolicyProblem(
            f"{place}.dueDays", "Reminders, escalation and expiry need a due date to count from."
        )
    if any(abs(days) > MAX_DAYS for days in step.reminders) or len(step.reminders) > 10:
        yield PolicyProblem(
            f"{place}.reminders", f"At most 10 reminders fit, at most {MAX_DAYS} days away."
        )
    if step.escalate_after and step.escalate_to.is_nobody:
        yield PolicyProblem(f"{place}.escalateTo", "Say to whom it is escalated.")
    if step.escalate_after and step.expire_after and step.expire_after <= step.escalate_after:
        yield PolicyProblem(f"{place}.expireAfter", "It would expire before it is escalated.")


def _of_people(
    place: str,
    people: People,
    directory: Directory,
    permission: Permission = Permission.APPROVALS_DECIDE,
) -> Iterator[PolicyProblem]:
    if not set(people.teams) <= set(directory.teams):
        yield PolicyProblem(place, "A team named here does not exist.")
    yield from _of_users(place, people.users, directory, permission)


def _of_users(
    place: str,
    users: tuple[str, ...],
    directory: Directory,
    permission: Permission = Permission.APPROVALS_DECIDE,
) -> Iterator[PolicyProblem]:
    if len(users) > MAX_SEATS:
        yield PolicyProblem(place, f"At most {MAX_SEATS} people are named at once. Name a team.")
        return
    for user_id in users:
        person = directory.members.get(user_id)
        if not person:
            yield PolicyProblem(place, "Somebody named here is not an active member.")
        elif not person.may(permission):
            yield PolicyProblem(
                place, f"{person.name} is {person.role} here and may not decide about templates."
            )


def _of_approvers(
    place: str, step: StepDefinition, definition: Definition, policy: Policy, directory: Directory
) -> Iterator[PolicyProblem]:
    """The step must work for every author and every category that it can meet."""
    if step.quorum.kind == QuorumKind.COUNT and step.quorum.count < 1:
        yield PolicyProblem(f"{place}.quorum", "At least one approval is needed.")
        return
    if step.approvers.is_nobody:
        yield PolicyProblem(f"{place}.approvers", f"Say who decides at “{step.name}”.")
        return
    for category in _categories(step, definition, policy):
        sentence = _shortage(step, category, definition, policy, directory)
        if sentence:
            yield PolicyProblem(f"{place}.approvers", sentence)
            return


def _shortage(
    step: StepDefinition,
    category: str,
    definition: Definition,
    policy: Policy,
    directory: Directory,
) -> str:
    of_whom = f" in the category “{category}”" if category else ""
    if step.approvers.category_owner and not category:
        of_whom = " of a category that nobody owns"
    seats = directory.resolve(step.approvers, category=category, policy=policy)
    needed = max(step.quorum.needed(len(seats)), 1)
    if len(seats) > MAX_SEATS:
        return f"“{step.name}” would ask {len(seats)} people; at most {MAX_SEATS} fit."
    if not seats:
        return f"Nobody could decide at “{step.name}” about a template{of_whom}."
    if len(seats) < needed:
        return f"“{step.name}” needs {needed} approvals, and only {len(seats)} people may give one."
    if not policy.separation_of_duties:
        return ""
    # Each author takes one seat away, so one of them stands for all.
    author = next((seat for seat in seats if _may_write(seat.user_id, definition, directory)), None)
    left = len(seats) - 1
    if author and left < max(step.quorum.needed(left), 1):
        return (
            f"A template{of_whom} by {author.name} would have {left} of the {needed} approvers "
            f"that “{step.name}” needs, because nobody decides about their own work. "
            "Name more people."
        )
    return ""


def _categories(step: StepDefinition, definition: Definition, policy: Policy) -> Iterator[str]:
    """The categories that make a difference: without owners, any one stands for all."""
    if not step.approvers.category_owner:
        yield ""
        return
    needed = step.needed_when.categories if step.needed_when else ()
    limited = definition.match.categories or needed
    # Without a limit, a template may be of a category that nobody owns, or of none.
    yield from limited or (*policy.category_owners, "")


def _may_write(user_id: str, definition: Definition, directory: Directory) -> bool:
    """Whether a review under this definition could be of this person's work."""
    person, match = directory.members[user_id], definition.match
    return (
        person.may(Permission.APPROVALS_SUBMIT)
        and (not match.author_roles or person.role in match.author_roles)
        and (not match.teams or not directory.teams_of(user_id).isdisjoint(match.teams))
    )
