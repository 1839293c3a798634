"""What of the audit trail is looked for, and how it reads."""

from dataclasses import dataclass
from typing import Any

from craftify.history import Event

# What went past the approvers, or past the product.
ALARMS = frozenset(
    {
        "approval.override_confirmed",
        "approval.override_requested",
        "approval.tampering_found",
        "user.token_reused",
    }
)
# The first words of verbs, and what they are about in the list.
KINDS = (
    ("approval", "Reviews"),
    ("approval_policy", "Rules of approval"),
    ("comment", "Comments"),
    ("delegation", "Delegations"),
    ("delivery", "Deliveries"),
    ("invitation", "Invitations"),
    ("member", "Members"),
    ("notifications", "Notifications"),
    ("organization", "The organization"),
    ("role", "Roles"),
    ("team", "Teams"),
    ("template", "Templates"),
    ("user", "Signing in"),
    ("webhook", "Webhooks"),
)
LIMIT = 50
LOOKED_AT = 2_000  # events that one page may read to find what is looked for


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; "" and False are anything. Times are ISO 8601 in UTC."""

    person: str = ""
    kind: str = ""
    resource: str = ""
    since: str = ""
    until: str = ""
    alarms: bool = False

    def takes(self, event: Event) -> bool:
        """Whether an event is one of these."""
        return (
            (not self.person or event.actor_id == self.person)
            and (not self.kind or event.verb.partition(".")[0] == self.kind)
            and (not self.resource or event.resource == self.resource)
            and self.since <= event.at
            and (not self.until or event.at < self.until)
            and (not self.alarms or event.verb in ALARMS)
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that an event tells: its name, and what it was and is, or is alone."""

    name: str
    before: Any = None
    after: Any = None
    has_before: bool = False


def in_words(verb: str) -> str:
    """`approval.override_requested` → "Approval: override requested"."""
    noun, _, done = verb.partition(".")
    return f"{noun.capitalize()}: {done.replace('_', ' ')}"


def differences(change: dict[str, Any]) -> tuple[Difference, ...]:
    """What an event tells beside who and when."""
    before, after = change.get("before"), change.get("after")
    found = []
    if isinstance(before, dict) or isinstance(after, dict):
        old = before if isinstance(before, dict) else {}
        new = after if isinstance(after, dict) else {}
        found = [
            Difference(name, old.get(name), new.get(name), has_before=bool(old))
            for name in sorted({*old, *new})
            if old.get(name) != new.get(name)
        ]
    elif before is not None or after is not None:
        found = [Difference("content", before, after, has_before=before is not None)]
    rest = {name: value for name, value in change.items() if name not in {"before", "after"}}
    return (*found, *(Difference(name, after=value) for name, value in sorted(rest.items())))
