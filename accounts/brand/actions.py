"""What can be done with the brand."""

from collections.abc import Iterable

from accounts.access import require
from accounts.brand import domain, store
from accounts.brand.domain import Brand, BrandChanged
from accounts.domain import Member, Permission
from craftify import history, outbox
from craftify.dynamo.transact import Write, retried


@retried
def save(
    *,
    actor: Member,
    revision: int,
    colors: Iterable[tuple[str, str]],
    fonts: Iterable[tuple[str, str, str]],
    postal_address: str,
) -> Brand:
    """Put these in the place of what was read at `revision`; the same changes nothing.

    `colors` are pairs of name and code, `fonts` triples of name, stack and address.

    Raises:
        Forbidden: the role does not carry the permission.
        Invalid: see `domain.checked`.
        BrandChanged: it is at another revision by now.
    """
    require(actor, Permission.BRAND_MANAGE, "change the brand")
    old = store.brand(actor.organization_id)
    if revision != old.revision:
        raise BrandChanged(store.CHANGED)
    new = domain.checked(colors, fonts, postal_address, revision=revision)
    if new == old:
        return old
    new = domain.next_of(new)
    write = Write()
    store.replace(write, actor.organization_id, new, since=revision)
    history.record(
        write,
        organization_id=actor.organization_id,
        resource=f"brand-{actor.organization_id}",
        verb="brand.saved",
        actor_id=actor.id,
        actor_name=actor.name,
        **history.difference(domain.told(old), domain.told(new)),
    )
    outbox.publish(
        write,
        actor.organization_id,
        "brandChanged",
        about=actor.organization_id,
        by=actor.name,
        byId=actor.id,
    )
    write.commit()
    outbox.nudge()
    return new
