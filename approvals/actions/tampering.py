"""What happens when the store does not hold what was submitted or approved: refused and told."""

import hashlib
import logging
from typing import NoReturn

from accounts.domain import Actor
from approvals import access
from approvals.actions.writing import commit, record
from approvals.domain import Tampered, Workflow
from approvals.store import workflows
from craftify import history
from craftify.dynamo.transact import Write, retried
from templates_app.actions.review import recomputed_digest
from templates_app.domain import Version
from templates_app.store import versions

log = logging.getLogger("craftify.security")
FOUND = "approval.tampering_found"


def refuse_tampered(workflow: Workflow, actor: Actor) -> Version:
    """The version in review, if it and the review are what was submitted and recorded since.

    Raises:
        Tampered: one is not; everybody who must know is told.
        RacedError: somebody wrote in between.
    """
    if not access.is_recorded(workflow):
        raise_alarm(
            workflow,
            actor,
            "This review in the store is not what its history says, so it cannot be approved. "
            "Withdraw it and submit the version again; tell an administrator.",
        )
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
    """Log it, put it into the audit trail, and refuse; tell of it unless that was found before.

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
    _record(workflow, actor, sentence)
    raise Tampered(sentence, approvalId=workflow.id, templateId=workflow.template_id)


@retried
def _record(workflow: Workflow, actor: Actor, sentence: str) -> None:
    finding = _finding(workflow)
    trail = history.events(workflow.organization_id, workflow.id, backwards=True)
    found = (event.change.get("finding") for event, _ in trail if event.verb == FOUND)
    write = Write()
    is_known = next(found, None) == finding
    record(write, workflow, actor=actor, verb=FOUND, sentence=sentence, finding=finding)
    if is_known:
        write.commit()
    else:
        commit(write, workflow, actor=actor, event="tamperDetected")


def _finding(workflow: Workflow) -> str:
    """What is in the store now, in one word: as long as it stays the same, it is told of once."""
    version = versions.get(workflow.organization_id, workflow.template_id, workflow.version)
    facts = (
        workflows.fingerprint(workflow),
        version and version.digest,
        version and recomputed_digest(version),
        history.verify(workflow.organization_id, workflow.id),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()
