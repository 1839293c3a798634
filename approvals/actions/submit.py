"""Ask for an approval of exactly what the draft is now."""

from accounts.domain import Member, Permission
from approvals import store
from approvals.actions.writing import commit, record
from approvals.domain import DEFAULT_DEFINITION, Workflow, WorkflowStatus, begin, check_words
from craftify import clock, ids
from craftify.dynamo.transact import Write, retried
from craftify.errors import Conflict, Unprocessable
from templates_app import access
from templates_app.actions.review import enter_review, frozen
from templates_app.domain import Status, Template, TemplateLocked
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
        Invalid: the note, see `domain.check_words`.
        NotFound, Forbidden: as `templates_app.access.template`.
    """
    template = access.template(actor, template_id, Permission.APPROVALS_SUBMIT)
    _refuse_status(template)
    check_words(note, "note")
    now = clock.now()
    version = frozen(template, _compiled(template), by=actor.id, now=now)
    workflow = Workflow(
        id=ids.new_id("apr"),
        organization_id=actor.organization_id,
        template_id=template.id,
        template_name=template.name,
        subject=template.subject,
        version=version.number,
        digest=version.digest,
        status=WorkflowStatus.PENDING,
        steps=begin(DEFAULT_DEFINITION, tuple(ids.new_id("stp") for _ in DEFAULT_DEFINITION.steps)),
        note=note.strip(),
        created_by=actor.id,
        created_by_name=actor.name,
        created_at=now,
        updated_at=now,
    )
    write = Write()
    store.add(write, workflow)
    enter_review(write, template, version, review_id=workflow.id, actor=actor)
    record(write, workflow, actor=actor, verb="approval.submitted", digest=workflow.digest)
    return commit(write, workflow, actor=actor, event="approvalSubmitted")


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
