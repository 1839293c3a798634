"""The end of every action here: the template, its history and its event in one transaction."""

from typing import Any

from accounts.domain import Actor
from craftify import history, outbox
from craftify.dynamo.transact import Write
from templates_app.domain import Template
from templates_app.store import templates


def store_change(
    old: Template | None, new: Template, *, actor: Actor, verb: str, event: str, **change: Any
) -> Template:
    """Write `new` (in place of `old`), record `verb` with what changed, and publish `event`."""
    write = Write()
    if old:
        templates.replace(write, old, new)
    else:
        templates.add(write, new)
    record(write, new, actor=actor, verb=verb, **change)
    outbox.publish(
        write,
        new.organization_id,
        event,
        about=new.id,
        templateId=new.id,
        revision=new.revision,
        by=actor.name,
        byId=actor.id,
    )
    write.commit()
    outbox.nudge()
    return new


def record(write: Write, template: Template, *, actor: Actor, verb: str, **change: Any) -> None:
    """Append to the template's history."""
    history.record(
        write,
        organization_id=template.organization_id,
        resource=template.id,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        **change,
    )
