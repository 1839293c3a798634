"""Hand out what was approved, and nothing else (APP-4)."""

import logging

from accounts.domain import Member, Permission
from approvals import store
from approvals.domain import Tampered, WorkflowStatus
from craftify.dynamo.transact import Write, retried
from craftify.errors import Forbidden
from templates_app import access
from templates_app.actions.review import recomputed_digest
from templates_app.actions.writing import record
from templates_app.domain import Status, Template, Version
from templates_app.exports import Export, ExportFormat, export

log = logging.getLogger("craftify.security")


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

    The digest is computed anew from what the store holds and compared with the one that the
    review pinned and with the ones that its approvers signed.

    Raises:
        NotApproved: the version, or without a number the draft as it is now, was not approved.
        Tampered: the digests differ; nothing is handed out.
        NotFound, Forbidden: as `access.template`.
    """
    template = access.template(actor, template_id, Permission.TEMPLATES_EXPORT)
    version = access.version(actor, template_id, _current(template) if number is None else number)
    _refuse_unapproved(template, version)
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


def _refuse_unapproved(template: Template, version: Version) -> None:
    reviews = store.of_template(template.organization_id, template.id)
    review = next((one for one in reviews if one.version == version.number), None)
    if not review or review.status != WorkflowStatus.APPROVED:
        raise NotApproved(
            f"Version {version.number} of “{template.name}” is not approved, so it cannot leave."
        )
    digests = {recomputed_digest(version), version.digest, review.digest}
    digests.update(decision.digest for decision in review.decisions)
    if len(digests) != 1:
        log.critical(
            "A stored version differs from what was approved.",
            extra={"eventType": "security", "template": template.id, "version": version.number},
        )
        raise Tampered(
            f"Version {version.number} in the store is not what was approved, so nothing was "
            "handed out. Tell an administrator; the history shows who approved what."
        )
