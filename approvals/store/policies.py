"""Reads and writes of the organizations' rules."""

import dataclasses
from typing import Any

from pydantic import TypeAdapter

from approvals.domain import Policy, StalePolicy
from approvals.models import PolicyItem
from craftify.dynamo.transact import Write

_PLAIN = TypeAdapter(Policy)


def get(organization_id: str) -> Policy:
    """The rules, read consistently; the default ones where nobody wrote any."""
    try:
        item = PolicyItem.get(organization_id, consistent_read=True)
    except PolicyItem.DoesNotExist:
        return Policy(organization_id=organization_id)
    return _PLAIN.validate_python(
        {**item.rules, "organization_id": organization_id, "revision": int(item.revision)}
    )


def replace(write: Write, old: Policy, new: Policy) -> Policy:
    """Put other rules in the place of the ones that were read; the commit raises StalePolicy."""
    stored = dataclasses.replace(new, revision=old.revision + 1)
    item = PolicyItem(old.organization_id, revision=stored.revision, rules=plain(stored))
    unchanged = (
        PolicyItem.revision == old.revision
        if old.revision
        else PolicyItem.organization_id.does_not_exist()
    )
    write.put(
        item,
        unchanged,
        StalePolicy("Somebody saved other rules in between. Look at them, then save again."),
    )
    return stored


def plain(policy: Policy) -> dict[str, Any]:
    """The rules as plain JSON, for the store and for the history."""
    rules: dict[str, Any] = _PLAIN.dump_python(
        policy, mode="json", exclude={"organization_id", "revision"}
    )
    return rules
