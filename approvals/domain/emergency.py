"""A release past the approvers: one asks and says why, a second one confirms. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from approvals.domain.deciding import check_words, ended, refuse_closed, refuse_other
from approvals.domain.refusals import CommentNeeded, NoOverride, OwnWork
from approvals.domain.states import Verb, WorkflowStatus
from approvals.domain.workflow import Override, Workflow

OVERRIDE_HOURS = 4  # an emergency is confirmed while it is one


def request_override(workflow: Workflow, *, override: Override) -> Workflow:
    """The review with an emergency release asked for; nothing is released by it.

    Raises:
        AlreadyDecided: it is closed.
        DigestMismatch: it was asked for something else than what is in review.
        CommentNeeded: there is no reason.
    """
    refuse_closed(workflow, Verb.REQUEST_OVERRIDE)
    refuse_other(workflow, override.digest)
    check_words(override.reason, "reason")
    if not override.reason.strip():
        raise CommentNeeded("Say why this cannot wait for its approvers.", field="reason")
    return replace(workflow, override=override, updated_at=override.requested_at)


def confirm_override(
    workflow: Workflow, *, by: str, by_name: str, digest: str, now: datetime
) -> Workflow:
    """The review approved past its approvers, by a second person.

    Raises:
        AlreadyDecided: it is closed.
        NoOverride: nobody asked, or over `OVERRIDE_HOURS` ago.
        OwnWork: they asked for it themselves, or wrote or edited the version.
        DigestMismatch: they saw something else than what is in review.
    """
    refuse_closed(workflow, Verb.CONFIRM_OVERRIDE)
    asked = workflow.override
    if not asked or now - asked.requested_at > timedelta(hours=OVERRIDE_HOURS):
        raise NoOverride(
            f"Nobody asked for an emergency release in the last {OVERRIDE_HOURS} hours."
        )
    if by in {asked.requested_by, *workflow.authors}:
        raise OwnWork("An emergency release takes a second person who had no part in this version.")
    refuse_other(workflow, digest)
    confirmed = replace(asked, confirmed_by=by, confirmed_by_name=by_name, confirmed_at=now)
    after = ended(workflow, Verb.CONFIRM_OVERRIDE, WorkflowStatus.APPROVED, by_name, now)
    return replace(after, override=confirmed)
