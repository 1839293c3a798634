"""Tell another system nothing any more."""

from accounts.domain import Member
from accounts.webhooks import access, domain, store
from accounts.webhooks.actions.writing import commit
from craftify.dynamo.transact import Write, retried


@retried
def delete(webhook_id: str, *, actor: Member) -> None:
    """Delete a webhook; what was not delivered yet never is.

    Raises:
        NotFound, Forbidden: as `access.webhook`.
    """
    webhook = access.webhook(actor, webhook_id)
    write = Write()
    store.remove(write, webhook)
    commit(write, webhook, actor=actor, verb="webhook.deleted", before=domain.told(webhook))
