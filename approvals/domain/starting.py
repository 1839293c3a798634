"""From the rules to the steps of a new review."""

from dataclasses import replace
from datetime import datetime

from accounts.domain import Permission
from approvals.domain.people import Directory, Seat, authors
from approvals.domain.policy import Definition, Facts, Policy, QuorumKind, StepDefinition, matches
from approvals.domain.refusals import NoApprover
from approvals.domain.states import StepStatus
from approvals.domain.workflow import Decision, Step, Workflow

MAX_SEATS = 200


def steps_of(
    definition: Definition, *, facts: Facts, directory: Directory, policy: Policy
) -> tuple[Step, ...]:
    """The steps of a review, each with its approvers; none is open yet and none has an id.

    Raises:
        NoApprover: a step has fewer approvers than its quorum needs, or too many to pin.
    """
    planned = tuple(
        _step(order, plan, facts, directory, policy) for order, plan in enumerate(definition.steps)
    )
    for step in planned:
        if step.status != StepStatus.SKIPPED:
            _refuse_short(step, definition)
    return planned


def opened(step: Step, workflow: Workflow, now: datetime) -> Step:
    """The step with its dates, counted from now."""
    due = workflow.calendar.add(now, step.plan.due_days) if step.plan.due_days else None
    if not due:
        return replace(step, status=StepStatus.PENDING)

    def after_due(days: int | None) -> datetime | None:
        return workflow.calendar.add(due, days) if days else None

    reminders = (workflow.calendar.add(due, -days) for days in step.plan.reminders)
    return replace(
        step,
        status=StepStatus.PENDING,
        due_at=due,
        remind_at=tuple(sorted(one for one in reminders if one > now)),
        escalate_at=after_due(step.plan.escalate_after),
        expire_at=after_due(step.plan.expire_after),
    )


def begin(workflow: Workflow, now: datetime) -> Workflow:
    """The review with its first step open."""
    first = next(one.order for one in workflow.steps if one.status != StepStatus.SKIPPED)
    steps = tuple(
        opened(step, workflow, now) if step.order == first else step for step in workflow.steps
    )
    return replace(workflow, steps=steps, current_step=first)


def carry_over(workflow: Workflow, last: Workflow, now: datetime) -> Workflow:
    """The new review with what was approved in the last one, where the content is the same.

    A decision counts again only at the step of the same name, from somebody who is an approver of
    it now, about the very same digest. The last step is always decided anew.
    """
    if last.digest != workflow.digest:
        return workflow
    said = {step.name: step.approvals for step in last.steps}
    *earlier, _ = [one for one in workflow.steps if one.status != StepStatus.SKIPPED]
    for step in earlier:
        carried = tuple(
            replace(one, carried_from=one.carried_from or last.id)
            for one in said.get(step.name, ())
            if one.digest == workflow.digest and _holds_seats(step, one)
        )
        before = workflow.steps
        workflow = replace(workflow, steps=_with(before, replace(step, decisions=carried)))
    return _over_agreed(workflow, now)


def _over_agreed(workflow: Workflow, now: datetime) -> Workflow:
    """Open the first step that is not agreed upon already."""
    steps = workflow.steps
    for step in steps:
        if step.status == StepStatus.SKIPPED:
            continue
        if not (step.decisions and step.is_agreed):
            first = opened(step, workflow, now)
            return replace(workflow, steps=_with(steps, first), current_step=step.order)
        steps = _with(steps, replace(step, status=StepStatus.APPROVED))
    raise AssertionError("the last step carries nothing over")


def _holds_seats(step: Step, decision: Decision) -> bool:
    approvers = {seat.user_id for seat in step.approvers}
    return decision.by in approvers and set(decision.seats) <= approvers


def _with(steps: tuple[Step, ...], step: Step) -> tuple[Step, ...]:
    return (*steps[: step.order], step, *steps[step.order + 1 :])


def _step(
    order: int, plan: StepDefinition, facts: Facts, directory: Directory, policy: Policy
) -> Step:
    skipped = plan.needed_when is not None and not matches(plan.needed_when, facts)
    barred = authors(policy, facts)
    reviewers = directory.resolve(
        plan.reviewers,
        category=facts.category,
        policy=policy,
        permission=Permission.TEMPLATES_VIEW,
    )
    return Step(
        id="",
        order=order,
        plan=plan,
        approvers=directory.seats(plan.approvers, facts=facts, policy=policy),
        stand_ins=tuple(
            replace(seat, via="escalation", escalated=True)
            for seat in directory.seats(plan.escalate_to, facts=facts, policy=policy)
        ),
        reviewers=tuple(seat for seat in reviewers if seat.user_id not in barred),
        status=StepStatus.SKIPPED if skipped else StepStatus.WAITING,
        skipped_because="The rule for this step does not hold here." if skipped else "",
    )


def _refuse_short(step: Step, definition: Definition) -> None:
    seats, quorum = len(step.approvers), step.plan.quorum
    where = f"step “{step.name}” of “{definition.name}”"
    if seats > MAX_SEATS:
        raise NoApprover(
            f"In {where} {seats} people would decide; at most {MAX_SEATS} fit. Name a team.",
            step=step.name,
        )
    needed = max(quorum.needed(seats), 1)
    if seats < needed:
        who = "nobody" if not seats else f"only {_names(step.approvers)}"
        asks = "one approval" if needed == 1 else f"{needed} approvals"
        if quorum.kind == QuorumKind.ALL:
            asks = "everybody's approval"
        raise NoApprover(
            f"In {where} {who} may decide about this version, and it needs {asks}. Whoever wrote "
            "or edited it does not count. A manager can change the rules under Settings.",
            step=step.name,
        )


def _names(seats: tuple[Seat, ...]) -> str:
    return ", ".join(seat.name for seat in seats)
