"""Ask for an approval of exactly what the draft is now."""

from dataclasses import replace

from accounts.domain import Member, Permission
from approvals import access
from approvals.actions.writing import commit, difference, record, sealed, waited_for
from approvals.comments import store as comments
from approvals.domain import (
    Workflow,
    WorkflowStatus,
    authors,
    begin,
    carry_over,
    check_words,
    definition_for,
    steps_of,
    why,
)
from approvals.store import policies, workflows
from craftify import clock, ids
from craftify.dynamo.transact import Write, retried
from craftify.errors import Conflict, Unprocessable
from templates_app import access as templates
from templates_app.actions.review import enter_review, frozen
from templates_app.domain import Status, Template, TemplateLocked, Version
from templates_app.preview import compiled, preview_template
from templates_app.rendering.problems import Problem, Severity


class AlreadyInReview(Conflict):
    """One version at a time."""


class AlreadyApproved(Conflict):
    """The draft is what was approved; there is nothing new to review."""


class SourceHasErrors(Unprocessable):
    """Only what compiles can be reviewed."""


@retried
def submit(template_id: str, *, actor: Member, note: str = "") -> Workflow:
    """A new review of a new, immutable version of the template.

    Raises:
        AlreadyInReview, AlreadyApproved, TemplateLocked: there is nothing to submit.
        SourceHasErrors: the source does not compile or merge; details list the problems.
        NoApprover: the rules leave too few people to decide about it.
        Invalid: the note, see `domain.check_words`.
        NotFound, Forbidden: as `templates_app.access.template`.
    """
    template = templates.template(actor, template_id, Permission.APPROVALS_SUBMIT)
    _refuse_status(template)
    check_words(note, "note")
    now = clock.now()
    version = frozen(template, _compiled(template), by=actor.id, now=now)
    last = _last(template)
    workflow = _planned(template, version, actor, note=note.strip(), last=last)
    held = comments.blocking(template.organization_id, template.id)
    workflow = replace(workflow, blocking=held)
    write = Write()
    comments.refuse_other_count(write, template.organization_id, template.id, held)
    workflows.add(write, workflow)
    enter_review(write, template, version, review_id=workflow.id, actor=actor)
    record(
        write,
        workflow,
        actor=actor,
        verb="approval.resubmitted" if last else "approval.submitted",
        digest=workflow.digest,
        definition=workflow.definition_name,
        **difference(None, workflow),
        **sealed(None, workflow),
    )
    return commit(
        write, workflow, actor=actor, event="approvalSubmitted", asked=waited_for(workflow),
        told=sorted(workflow.reviewers),
    )  # fmt: skip


def _last(template: Template) -> Workflow | None:
    """The review before, read consistently: what was approved in it may count again."""
    found = next(workflows.of_template(template.organization_id, template.id), None)
    return workflows.get(found.organization_id, found.id) if found else None


def _planned(
    template: Template,
    version: Version,
    actor: Member,
    *,
    note: str,
    last: Workflow | None,
) -> Workflow:
    """The review as the organization's rules want it, with its first step open."""
    now = version.created_at
    policy = policies.get(actor.organization_id)
    people = access.directory(actor.organization_id)
    facts = access.facts(actor, template, people)
    definition = definition_for(policy, facts)
    steps = steps_of(definition, facts=facts, directory=people, policy=policy)
    workflow = Workflow(
        id=ids.new_id("apr"),
        organization_id=actor.organization_id,
        template_id=template.id,
        template_name=template.name,
        subject=template.subject,
        version=version.number,
        digest=version.digest,
        status=WorkflowStatus.PENDING,
        steps=tuple(replace(step, id=ids.new_id("stp")) for step in steps),
        note=note,
        definition_name=definition.name,
        because=why(definition.match, facts, people),
        calendar=policy.calendar,
        authors=tuple(sorted(authors(policy, facts))),
        created_by=actor.id,
        created_by_name=actor.name,
        created_at=now,
        updated_at=now,
    )
    if policy.carry_over and last and access.is_recorded(last):
        return carry_over(workflow, last, now)
    return begin(workflow, now)


def _refuse_status(template: Template) -> None:
    if template.status == Status.IN_REVIEW:
        raise AlreadyInReview(
            f"Version {template.version} is in review already. Wait for the decision, or "
            "withdraw it.",
            approvalId=template.review_id,
        )
    if template.status in (Status.APPROVED, Status.PUBLISHED):
        raise AlreadyApproved(
            f"Version {template.approved_version} is approved and nothing changed since."
        )
    if template.status == Status.ARCHIVED:
        raise TemplateLocked("This template is archived. Take it out of the archive first.")


def _compiled(template: Template) -> str:
    """The compiled, unmerged HTML; the merge with the sample data is tried as well."""
    result = compiled(template.source, template.format, template.preheader)
    shown = preview_template(template)
    errors = [problem for problem in shown.problems if problem.severity == Severity.ERROR]
    if errors or not result.html:
        raise SourceHasErrors(_sentence(errors), problems=[_json(problem) for problem in errors])
    return result.html


def _sentence(errors: list[Problem]) -> str:
    first = errors[0].message if errors else "The source could not be compiled."
    where = f"Line {errors[0].line}: " if errors and errors[0].line else ""
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{where}{first}{more} Mend this, then submit again."


def _json(problem: Problem) -> dict[str, object]:
    return {"message": problem.message, "line": problem.line, "column": problem.column}
