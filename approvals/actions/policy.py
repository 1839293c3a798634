"""Change an organization's rules, and who decides for whom while somebody is away."""

from dataclasses import asdict, replace
from datetime import datetime

import orjson

from accounts.access import require
from accounts.domain import Member, Permission
from accounts.people import store as people
from approvals import access, domain
from approvals.actions.hand_over import decider
from approvals.domain import Policy, PolicyProblem, PolicyRefused, StalePolicy
from approvals.domain.delegation import Delegation, check_delegation
from approvals.store import delegations, policies
from craftify import clock, history, ids, outbox
from craftify.dynamo.transact import Write, retried
from craftify.errors import Forbidden, NotFound

MAX_BYTES = 150_000
POLICY = "approval-policy"  # the resource of its history


@retried
def save_policy(policy: Policy, *, actor: Member, revision: int) -> Policy:
    """The rules as stored; running reviews keep those they began with.

    `revision` is that of the rules which the writer started from. Rules that are the same change
    and record nothing.

    Raises:
        StalePolicy: somebody saved other rules in between.
        PolicyRefused: a template could be left without an approver, or only with its author;
            details list each problem with its place.
        Forbidden: the role does not carry the permission.
    """
    require(actor, Permission.APPROVALS_DEFINE, "change the rules of approvals")
    old = policies.get(actor.organization_id)
    new = replace(policy, organization_id=actor.organization_id, revision=old.revision)
    if revision != old.revision:
        raise StalePolicy(
            "Somebody saved other rules in between. Look at them, then save again.",
            revision=old.revision,
        )
    seen = people.revision(actor.organization_id)
    found = domain.problems(new, access.directory(actor.organization_id))
    if len(orjson.dumps(policies.plain(new))) > MAX_BYTES:
        # The store keeps them as one item, and their history the ones before as well.
        sentence = f"The rules are over {MAX_BYTES // 1000} KB. Name roles or teams, not people."
        found = (*found, PolicyProblem("definitions", sentence))
    if found:
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        raise PolicyRefused(
            f"{found[0].sentence}{more}", problems=[asdict(problem) for problem in found]
        )
    if new == old:
        return old
    write = Write()
    people.keep(write, actor.organization_id, seen)
    stored = policies.replace(write, old, new)
    _record(
        write,
        actor,
        "approval_policy.saved",
        before=policies.plain(old),
        after=policies.plain(stored),
    )
    outbox.publish(
        write,
        actor.organization_id,
        "policySaved",
        about=POLICY,
        revision=stored.revision,
        by=actor.name,
        byId=actor.id,
    )
    write.commit()
    outbox.nudge()
    return stored


@retried
def delegate_seats(
    *, actor: Member, to: str, starts_at: datetime, ends_at: datetime, whose: str | None = None
) -> Delegation:
    """Let somebody decide in all of the actor's seats for a while (or in those of `whose`).

    Raises:
        Invalid: the dates make no sense, or the other may not decide.
        Forbidden: it is for somebody else, and the actor is no manager.
    """
    require(actor, Permission.APPROVALS_DECIDE, "delegate decisions")
    giver = decider(actor, whose).id if whose else actor.id
    _refuse_meddling(actor, giver)
    now = clock.now()
    delegation = Delegation(
        id=ids.new_id("dlg"),
        organization_id=actor.organization_id,
        from_id=giver,
        to_id=decider(actor, to).id,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=now,
    )
    check_delegation(delegation, now)
    write = Write()
    delegations.add(write, delegation)
    _publish_delegation(write, actor, delegation, "delegation.created")
    return delegation


@retried
def end_delegation(delegation_id: str, *, actor: Member) -> Delegation:
    """The delegation that is no more.

    Raises:
        NotFound: there is none.
        Forbidden: it is somebody else's, and the actor is no manager.
    """
    found = delegations.get(actor.organization_id, delegation_id)
    if not found:
        raise NotFound("There is no such delegation.")
    _refuse_meddling(actor, found.from_id)
    write = Write()
    delegations.delete(write, found)
    _publish_delegation(write, actor, found, "delegation.ended")
    return found


def _refuse_meddling(actor: Member, whose: str) -> None:
    if whose != actor.id and not access.manages(actor):
        raise Forbidden("Only a manager may delegate for somebody else.")


def _publish_delegation(write: Write, actor: Member, one: Delegation, verb: str) -> None:
    told = {
        "whose": one.from_id,
        "to": one.to_id,
        "starts_at": clock.stamp(one.starts_at),
        "ends_at": clock.stamp(one.ends_at),
    }
    side = "before" if verb == "delegation.ended" else "after"
    _record(write, actor, verb, delegation=one.id, **{side: told})
    outbox.publish(
        write,
        actor.organization_id,
        "delegationChanged",
        about=one.from_id,
        by=actor.name,
        byId=actor.id,
        asked=[one.to_id],
        told=[one.from_id],
    )
    write.commit()
    outbox.nudge()


def _record(write: Write, actor: Member, verb: str, **change: object) -> None:
    history.record(
        write,
        organization_id=actor.organization_id,
        resource=POLICY,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        **change,
    )
