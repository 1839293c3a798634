"""Reads and writes of the organizations' rules."""

import dataclasses
from typing import Any

from pydantic import TypeAdapter
from pynamodb.expressions.condition import Condition

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
    write.put(
        item,
        _unchanged(old),
        StalePolicy("Somebody saved other rules in between. Look at them, then save again."),
    )
    return stored


def hold(write: Write, policy: Policy) -> None:
    """Demand that the rules are still those that were read (else it races)."""
    write.check(PolicyItem, (policy.organization_id,), _unchanged(policy))


def plain(policy: Policy) -> dict[str, Any]:
    """The rules as plain JSON, for the store and for the history."""
    rules: dict[str, Any] = _PLAIN.dump_python(
        policy, mode="json", exclude={"organization_id", "revision"}
    )
    return rules


def _unchanged(policy: Policy) -> Condition:
    if not policy.revision:
        return PolicyItem.organization_id.does_not_exist()
    return PolicyItem.revision == policy.revision
