"""The end of every action here: history and event join the change, then all is written."""

from collections.abc import Iterable
from typing import Any

from accounts.domain import Actor
from accounts.webhooks.domain import Webhook
from craftify import history, outbox
from craftify.dynamo.transact import Write


def commit(
    write: Write,
    webhook: Webhook,
    *,
    actor: Actor,
    verb: str,
    event: str = "webhookChanged",
    audience: Iterable[str] = (),
    told: dict[str, Any] | None = None,
    **change: Any,
) -> str:
    """Record `verb` with `change`, publish `event` with `told`, do it; gives the event's id."""
    history.record(
        write,
        organization_id=webhook.organization_id,
        resource=webhook.id,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        **change,
    )
    event_id = outbox.publish(
        write,
        webhook.organization_id,
        event,
        about=webhook.id,
        audience=audience,
        webhookId=webhook.id,
        by=actor.name,
        byId=actor.id,
        **(told or {}),
    )
    write.commit()
    outbox.nudge()
    return event_id
