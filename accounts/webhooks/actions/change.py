"""Change where a webhook goes, what it is told, and whether it is switched on."""

from dataclasses import replace

from accounts.domain import Member
from accounts.webhooks import access, domain, store
from accounts.webhooks.actions.writing import commit
from accounts.webhooks.domain import Format, Webhook
from craftify import clock
from craftify.dynamo.transact import Write, retried
from craftify.webhooks import configured


@retried
def change(
    webhook_id: str,
    *,
    actor: Member,
    url: str | None = None,
    events: tuple[str, ...] | None = None,
    description: str | None = None,
    format: Format | None = None,
    active: bool | None = None,
) -> Webhook:
    """The webhook with what was given; what is None stays.

    Raises:
        AddressRefused, Invalid: as `create`.
        NotFound, Forbidden: as `access.webhook`.
    """
    old = access.webhook(actor, webhook_id)
    if url is not None and url != old.url:
        configured.target(url)
    new = replace(
        old,
        url=old.url if url is None else url,
        events=old.events if events is None else domain.chosen(events),
        description=old.description if description is None else domain.described(description),
        format=format or old.format,
    )
    new = domain.switched(new, active=old.active if active is None else active)
    if new == old:
        return old
    new = replace(new, updated_at=clock.now())
    write = Write()
    store.replace(write, old, new)
    commit(write, new, actor=actor, verb="webhook.changed", change=domain.changes(old, new))
    return replace(new, revision=old.revision + 1)
