"""What happens when the store does not hold what was submitted or approved: refused and told."""

import logging
from typing import NoReturn

from accounts.domain import Actor
from approvals import access
from approvals.actions.writing import commit, record
from approvals.domain import Tampered, Workflow
from craftify.dynamo.transact import Write
from templates_app.domain import Version
from templates_app.store import versions

log = logging.getLogger("craftify.security")


def refuse_tampered(workflow: Workflow, actor: Actor) -> Version:
    """The version in review, if it is what was submitted.

    Raises:
        Tampered: it is not; everybody who must know is told.
    """
    version = versions.get(workflow.organization_id, workflow.template_id, workflow.version)
    if not version or not access.is_intact(workflow, version):
        raise_alarm(
            workflow,
            actor,
            f"Version {workflow.version} in the store is not what was submitted, so it cannot be "
            "approved. Tell an administrator.",
        )
    return version


def raise_alarm(workflow: Workflow, actor: Actor, sentence: str) -> NoReturn:
    """Log it, put it into the audit trail, tell of it, and refuse.

    Raises:
        Tampered: always.
    """
    log.critical(
        "A stored version differs from what was approved.",
        extra={
            "eventType": "security",
            "template": workflow.template_id,
            "version": workflow.version,
        },
    )
    write = Write()
    record(write, workflow, actor=actor, verb="approval.tampering_found", sentence=sentence)
    commit(write, workflow, actor=actor, event="tamperDetected")
    raise Tampered(sentence, approvalId=workflow.id, templateId=workflow.template_id)
