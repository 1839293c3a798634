"""Send something now, to see whether it arrives."""

from accounts.domain import Member
from accounts.webhooks import access
from accounts.webhooks.actions.writing import commit
from accounts.webhooks.domain import TEST, refuse_off
from craftify.dynamo.transact import Write, retried


@retried
def test(webhook_id: str, *, actor: Member) -> str:
    """Have a test event delivered as any other is; gives the id under which the log has it soon.

    Raises:
        WebhookOff: it is switched off.
        NotFound, Forbidden: as `access.webhook`.
    """
    webhook = access.webhook(actor, webhook_id)
    refuse_off(webhook)
    return commit(
        Write(), webhook, actor=actor, verb="webhook.tested", event=TEST, audience=[actor.id]
    )
