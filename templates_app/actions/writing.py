"""The end of every action here: the template, its history and its event in one transaction."""

import hashlib
from typing import Any

import orjson

from accounts.domain import Actor
from craftify import history, outbox
from craftify.dynamo.transact import Write
from templates_app.domain import Template
from templates_app.store import templates

_TOLD = ("name", "description", "category", "subject", "preheader", "revision")


def store_change(
    old: Template | None, new: Template, *, actor: Actor, verb: str, event: str, **change: Any
) -> Template:
    """Write `new` (in place of `old`), record `verb` with what differs, and publish `event`."""
    write = Write()
    if old:
        templates.replace(write, old, new)
    else:
        templates.add(write, new)
    record(write, new, actor=actor, verb=verb, **difference(old, new), **change)
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


def difference(old: Template | None, new: Template) -> dict[str, dict[str, Any]]:
    """What was and is of a template, for its history."""
    return history.difference(_told(old) if old else None, _told(new))


def _told(template: Template) -> dict[str, Any]:
    """A template in an event; of its source and sample data the SHA-256."""
    return {
        **{name: getattr(template, name) for name in _TOLD},
        "tags": list(template.tags),
        "format": template.format.value,
        "status": template.status.value,
        "source": hashlib.sha256(template.source.encode()).hexdigest(),
        "sample": hashlib.sha256(
            orjson.dumps(template.sample, option=orjson.OPT_SORT_KEYS)
        ).hexdigest(),
        "deleted": template.deleted_at is not None,
    }


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
