"""Hand out what was approved, and nothing else (APP-4)."""

from collections.abc import Mapping
from typing import Any

from accounts.domain import Member, Permission
from approvals import access
from approvals.actions.tampering import raise_alarm
from approvals.domain import Workflow, WorkflowStatus
from approvals.store import workflows
from craftify import history
from craftify.dynamo.transact import Write, retried
from craftify.errors import Forbidden
from templates_app import access as templates
from templates_app.actions.writing import record
from templates_app.domain import CannotRender, Status, Template, Version
from templates_app.exports import Export, ExportFormat, export
from templates_app.preview import Preview, preview_version
from templates_app.rendering.problems import Severity

APPROVED = frozenset({"approval.approved", "approval.override_confirmed"})


class NotApproved(Forbidden):
    """Nobody approved this, so it does not leave."""


@retried
def release(
    template_id: str,
    *,
    actor: Member,
    format: ExportFormat,
    number: int | None = None,
) -> Export:
    """The file of an approved version: `number`, or the one that the draft is equal to.

    Raises:
        NotApproved, Tampered, NotFound, Forbidden: see `proven`.
        Unprocessable: the version has no such form.
    """
    template, version = proven(template_id, actor=actor, number=number)
    file = export(format, version, template.name)
    write = Write()
    record(
        write,
        template,
        actor=actor,
        verb="template.exported",
        version=version.number,
        digest=version.digest,
        format=format.value,
    )
    write.commit()
    return file


def render(
    template_id: str, *, actor: Member, data: Mapping[str, Any], number: int | None = None
) -> tuple[Version, Preview]:
    """An approved version filled in for one recipient; it changes nothing, so nothing is recorded.

    Raises:
        NotApproved, Tampered, NotFound, Forbidden: see `proven`.
        CannotRender: it does not merge with this data.
    """
    _, version = proven(template_id, actor=actor, number=number)
    shown = preview_version(version, data)
    errors = [one for one in shown.problems if one.severity == Severity.ERROR]
    if errors:
        raise CannotRender(errors[0].message, line=errors[0].line, column=errors[0].column)
    return version, shown


def proven(
    template_id: str, *, actor: Member, number: int | None = None
) -> tuple[Template, Version]:
    """A template with its approved version: `number`, or the one that the draft is equal to.

    The digest is computed anew from what the store holds and compared with the one that the
    review pinned and with the ones that its approvers signed; see `docs/approvals.md`.

    Raises:
        NotApproved: the version, or without a number the draft as it is now, was not approved.
        Tampered: what is stored is not what was approved; nothing is handed out.
        NotFound, Forbidden: as `access.template`.
    """
    template = templates.template(actor, template_id, Permission.TEMPLATES_EXPORT)
    wanted = _current(template) if number is None else number
    version = templates.version(actor, template_id, wanted)
    _refuse_unapproved(template, version, actor)
    return template, version


def _current(template: Template) -> int:
    if template.status in (Status.APPROVED, Status.PUBLISHED):
        return template.approved_version
    if template.approved_version:
        raise NotApproved(
            f"The draft changed after version {template.approved_version} was approved, so it "
            f"cannot leave. Submit it for review, or ask for version {template.approved_version}.",
            approvedVersion=template.approved_version,
        )
    raise NotApproved(
        f"“{template.name}” is not approved, so it cannot leave. Submit it for review first.",
        status=template.status.value,
    )


def _refuse_unapproved(template: Template, version: Version, actor: Member) -> None:
    """Refuse what was not approved, or is not what was approved: everything is proven anew."""
    reviews = workflows.of_template(template.organization_id, template.id)
    found = next((one for one in reviews if one.version == version.number), None)
    review = workflows.get(found.organization_id, found.id) if found else None
    if not review or review.status != WorkflowStatus.APPROVED:
        raise NotApproved(
            f"Version {version.number} of “{template.name}” is not approved, so it cannot leave."
        )
    if not (review.is_proven and access.is_intact(review, version) and _is_told(review)):
        raise_alarm(
            review,
            actor,
            f"Version {version.number} in the store is not what was approved, so nothing was "
            "handed out. Tell an administrator; the history shows who approved what.",
        )


def _is_told(review: Workflow) -> bool:
    """Whether the unbroken history tells of the review as it is, and of the digest's approval."""
    trail = history.events(review.organization_id, review.id)
    told = any(
        event.verb in APPROVED and event.change.get("digest") == review.digest for event, _ in trail
    )
    return told and access.is_recorded(review)
