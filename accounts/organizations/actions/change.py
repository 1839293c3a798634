"""Change what the organization is called and what it demands."""

from collections.abc import Iterable
from dataclasses import replace

from accounts import access
from accounts.domain import Member, Organization, Permission
from accounts.organizations import admission, domain, store
from accounts.organizations.admission import NetworkRefused, SecondFactorNeeded
from accounts.organizations.domain import LockedOut, SettingsChanged
from craftify import history, outbox
from craftify.dynamo.transact import Write, retried
from craftify.security.networks import networks as listed


@retried
def change(
    *,
    actor: Member,
    revision: int | None = None,
    name: str | None = None,
    requires_second_factor: bool | None = None,
    networks: Iterable[str] | None = None,
) -> Organization:
    """The organization with what was given; what is None stays. It counts from the next request on.

    `revision` is that of the settings the change was made of; None for whatever they are.

    Raises:
        Forbidden: the role does not carry the permission.
        Invalid: see `domain.named` and `networks.networks`.
        SettingsChanged: they are at another revision by now.
        LockedOut: the actor could not go on.
    """
    access.require(actor, Permission.ORGANIZATION_MANAGE, "change the organization")
    member = access.member(actor.organization_id, actor.id)
    old = member.organization
    if revision is not None and revision != old.revision:
        raise SettingsChanged(
            "Somebody else has saved these settings in between. Load the page again."
        )
    new = replace(
        old,
        name=old.name if name is None else domain.named(name),
        requires_second_factor=(
            old.requires_second_factor if requires_second_factor is None else requires_second_factor
        ),
        networks=old.networks if networks is None else listed(networks, domain.MAX_NETWORKS),
    )
    if new == old:
        return old
    _refuse_locking_out(replace(member, organization=new))
    write = Write()
    store.replace(write, old, new)
    history.record(
        write,
        organization_id=old.id,
        resource=old.id,
        verb="organization.changed",
        actor_id=actor.id,
        actor_name=actor.name,
        **history.difference(domain.told(old), domain.told(new)),
    )
    outbox.publish(write, old.id, "organizationChanged", about=old.id, by=actor.name, byId=actor.id)
    write.commit()
    outbox.nudge()
    return replace(new, revision=old.revision + 1)


def _refuse_locking_out(member: Member) -> None:
    try:
        admission.admit(member)
    except NetworkRefused:
        raise LockedOut(
            "Your own network address is in none of these networks, so you could not undo this. "
            "Name it as well.",
            field="networks",
        ) from None
    except SecondFactorNeeded:
        raise LockedOut(
            "You have no second step yourself. Set it up first, under Security.",
            field="requiresSecondFactor",
        ) from None
