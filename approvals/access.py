"""How anybody gets a review, and who may decide."""

from accounts.access import require
from accounts.domain import Member, Permission
from approvals import domain, store
from approvals.domain import Verdict, Workflow
from craftify.errors import Forbidden, NotFound
from templates_app.actions.review import recomputed_digest
from templates_app.domain import Version


def workflow(actor: Member, workflow_id: str) -> Workflow:
    """A review of the actor's organization.

    Raises:
        NotFound: there is none.
        Forbidden: the role may not see templates.
    """
    found = store.get(actor.organization_id, workflow_id)
    if not found:
        raise NotFound("There is no such review.")
    require(actor, Permission.TEMPLATES_VIEW, "see reviews")
    return found


def is_intact(found: Workflow, version: Version) -> bool:
    """Whether the version in the store is the one that the review pinned, digest by digest."""
    return found.digest == version.digest == recomputed_digest(version)


def refuse_decider(actor: Member, found: Workflow) -> None:
    """Refuse somebody who may not decide about this review.

    Raises:
        OwnWork, NotAnApprover: see `domain.refuse_approver`.
        Forbidden: the role does not carry the permission.
    """
    domain.refuse_approver(found, actor.id, actor.role)
    require(actor, Permission.APPROVALS_DECIDE, "decide about templates")


def may_decide(actor: Member, found: Workflow) -> Verdict:
    """Whether the actor may decide about an open review, and if not, why."""
    try:
        domain.refuse_closed(found)
        refuse_decider(actor, found)
    except (domain.AlreadyDecided, Forbidden) as refusal:
        return Verdict(allowed=False, reason=refusal.sentence)
    return Verdict(allowed=True)


def may_withdraw(actor: Member, found: Workflow) -> bool:
    """The author may, and whoever may decide at all."""
    return found.is_open and (found.created_by == actor.id or actor.may(Permission.MEMBERS_MANAGE))
