"""What is sent: an event in our form, or as a line for Slack. Pure."""

from typing import Any

import orjson

from accounts.webhooks.domain import EVENTS, TEST, Format
from craftify.outbox import Entry

_LABELS = {name: label for group in EVENTS.values() for name, label in group.items()}
_DECIDED = {
    "approve": "approved",
    "reject": "rejected",
    "request_changes": "requested changes to",
}


def body(event: Entry, format: Format) -> str:
    """The event as JSON; `id` is what receivers de-duplicate by, in every format a header too."""
    if format == Format.SLACK:
        return _json({"text": _escaped(sentence(event))})
    return _json(
        {
            "id": event.id,
            "type": event.type,
            "organizationId": event.organization_id,
            "at": event.at,
            "requestId": event.request_id,
            "data": event.data,
        }
    )


def sentence(event: Entry) -> str:
    """What happened, for people."""
    data = event.data
    by, name = data.get("by", "Somebody"), f"“{data.get('templateName', '')}”"
    if event.type == TEST:
        return f"{by} sent a test from Craftify Email."
    if event.type == "approvalSubmitted":
        return f"{by} submitted {name}, version {data.get('version')}, for review."
    if event.type == "approvalDecided" and data.get("decision") in _DECIDED:
        return f"{by} {_DECIDED[data['decision']]} {name}, version {data.get('version')}."
    label = _LABELS[event.type].partition(";")[0]
    return f"{label}: {name}, {by}." if "templateName" in data else f"{label}: {by}."


def _json(value: dict[str, Any]) -> str:
    return orjson.dumps(value).decode()


def _escaped(text: str) -> str:
    # Slack's three control characters, which would make links and mentions of people's words.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
