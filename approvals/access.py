"""How anybody gets a review, and who may do what with it."""

from accounts import store as accounts
from accounts.access import require
from accounts.domain import Member, Permission, UserStatus
from approvals import domain
from approvals.domain import Directory, Facts, Person, Verdict, Workflow
from approvals.store import delegations, workflows
from craftify import clock, history
from craftify.dynamo.transact import RacedError
from craftify.errors import Forbidden, NotFound
from templates_app.actions.review import recomputed_digest
from templates_app.domain import Template, Version


def workflow(actor: Member, workflow_id: str) -> Workflow:
    """A review of the actor's organization.

    Raises:
        NotFound: there is none.
        Forbidden: the role may not see templates.
    """
    found = workflows.get(actor.organization_id, workflow_id)
    if not found:
        raise NotFound("There is no such review.")
    require(actor, Permission.TEMPLATES_VIEW, "see reviews")
    return found


def is_intact(found: Workflow, version: Version) -> bool:
    """Whether the version in the store is the one that the review pinned, digest by digest."""
    return found.digest == version.digest == recomputed_digest(version)


def is_recorded(found: Workflow) -> bool:
    """Whether a review in the store is what its unbroken history says that was written last.

    Each write of a review records its fingerprint, unless the one before was tampered with: so who
    changes seats, decisions or what holds it in the store cannot have it approved afterwards.
    Reviews that were written before there were fingerprints are taken as they are.

    Raises:
        RacedError: somebody wrote in between.
    """
    trail = history.events(found.organization_id, found.id, backwards=True)
    sealed = (event.change["fingerprint"] for event, _ in trail if "fingerprint" in event.change)
    is_same = (now := workflows.fingerprint(found)) == next(sealed, now)
    if is_same and history.verify(found.organization_id, found.id) is None:
        return True
    if workflows.get(found.organization_id, found.id) != found:
        raise RacedError
    return False


def directory(organization_id: str) -> Directory:
    """The active members and the teams of an organization, now."""
    roles = accounts.roles_in(organization_id)
    members = {
        user.id: Person(user.name, roles[user.id])
        for user in accounts.users(roles).values()
        if user.status == UserStatus.ACTIVE
    }
    return Directory(members, {team.id: team for team in accounts.teams(organization_id)})


def facts(author: Member, template: Template, people: Directory) -> Facts:
    """What the rules look at when `author` submits the template."""
    return Facts(
        category=template.category,
        tags=template.tags,
        author_id=author.id,
        author_role=author.role,
        author_teams=people.teams_of(author.id),
        editors=frozenset(template.editors or (template.created_by,)),
    )


def stands_for(actor: Member) -> frozenset[str]:
    """Whose seats the actor may fill now: of those who delegated and may still decide."""
    found = delegations.stands_for(actor.organization_id, actor.id, clock.now())
    people = directory(actor.organization_id).members if found else {}
    return frozenset(
        user_id
        for user_id in found
        if user_id in people and people[user_id].may(Permission.APPROVALS_DECIDE)
    )


def refuse_decider(actor: Member, found: Workflow, seats: frozenset[str]) -> None:
    """Refuse somebody who may not decide about this review; `seats` are delegated to them.

    Raises:
        OwnWork, AlreadyVoted, NotAnApprover: see `domain.seats_of`.
        Forbidden: the role does not carry the permission.
    """
    domain.seats_of(found, actor.id, seats)
    require(actor, Permission.APPROVALS_DECIDE, "decide about templates")


def may_decide(actor: Member, found: Workflow, seats: frozenset[str] | None = None) -> Verdict:
    """Whether the actor may decide about an open review, and if not, why."""
    try:
        domain.refuse_closed(found)
        refuse_decider(actor, found, stands_for(actor) if seats is None else seats)
    except (domain.AlreadyDecided, domain.AlreadyVoted, Forbidden) as refusal:
        return Verdict(allowed=False, reason=refusal.sentence)
    return Verdict(allowed=True)


def may_withdraw(actor: Member, found: Workflow) -> bool:
    """The author may, and whoever manages the organization's members."""
    return found.is_open and (found.created_by == actor.id or manages(actor))


def manages(actor: Member) -> bool:
    """Whether the actor may reassign and withdraw the reviews of others."""
    return actor.may(Permission.APPROVALS_DEFINE)


def may_comment(actor: Member, found: Workflow) -> bool:
    """Whose role carries it may, and who was asked for comments on this review."""
    return actor.may(Permission.APPROVALS_COMMENT) or actor.id in found.reviewers
