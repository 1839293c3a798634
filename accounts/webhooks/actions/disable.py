"""Switch a webhook off whose receiver has failed for too long, and tell those who manage it."""

from accounts import store as accounts
from accounts.domain import Automatic, Permission
from accounts.webhooks import domain, store
from accounts.webhooks.actions.writing import commit
from craftify import clock
from craftify.dynamo.transact import Write, retried


@retried
def disable(organization_id: str, webhook_id: str) -> None:
    """Switch it off, unless somebody did so or it works again."""
    webhook = store.webhook(organization_id, webhook_id)
    if not webhook or not webhook.active or not webhook.is_hopeless(clock.now()):
        return
    because = (
        f"Nothing could be delivered for {domain.DISABLED_AFTER.days} days, so it was switched off."
    )
    write = Write()
    store.replace(write, webhook, domain.switched(webhook, active=False, because=because))
    managers = [
        user_id
        for user_id, role in accounts.roles_in(organization_id).items()
        if Permission.WEBHOOKS_MANAGE in role.permissions
    ]
    commit(
        write,
        webhook,
        actor=Automatic(organization_id),
        verb="webhook.disabled",
        event="webhookDisabled",
        audience=managers,
        told={"told": managers, "description": webhook.description, "sentence": because},
        because=because,
    )
