"""Tell another system what happens here."""

from accounts.domain import Member
from accounts.webhooks import access, domain, store
from accounts.webhooks.actions.writing import commit
from accounts.webhooks.domain import MAX_WEBHOOKS, Format, TooManyWebhooks, Webhook
from craftify import clock, ids
from craftify.dynamo.transact import Write, retried
from craftify.webhooks import configured, signing


@retried
def create(
    *,
    actor: Member,
    url: str,
    events: tuple[str, ...],
    description: str = "",
    format: Format = Format.JSON,
) -> Webhook:
    """A new webhook, switched on; its `secret` is shown to people only this once.

    Raises:
        AddressRefused: webhooks are not sent to this address.
        Invalid: no event, an unknown one, or too long a description.
        TooManyWebhooks: the organization has `MAX_WEBHOOKS` (two made in the same moment may
            exceed that by one).
        Forbidden: the role does not carry the permission.
    """
    access.refuse_others(actor)
    configured.target(url)
    now = clock.now()
    webhook = Webhook(
        id=ids.new_id("whk"),
        organization_id=actor.organization_id,
        url=url,
        description=domain.described(description),
        events=domain.chosen(events),
        format=format,
        active=True,
        secret=signing.new_secret(),
        created_by=actor.id,
        created_at=now,
        updated_at=now,
    )
    if len(store.webhooks(actor.organization_id)) >= MAX_WEBHOOKS:
        raise TooManyWebhooks(
            f"An organization has at most {MAX_WEBHOOKS} webhooks. Delete one first."
        )
    write = Write()
    store.add(write, webhook)
    commit(write, webhook, actor=actor, verb="webhook.created", after=domain.told(webhook))
    return webhook
