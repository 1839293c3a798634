"""A webhook, what it is told, and when it is given up. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from craftify.errors import Conflict, Invalid
from craftify.webhooks import targets
from craftify.webhooks.targets import Target

MAX_WEBHOOKS = 20  # of one organization
MAX_DESCRIPTION = 200
MAX_OVERLAP_HOURS = 168
KEPT_ATTEMPTS = 20  # of one delivery, the latest
KEPT_FOR = timedelta(days=30)  # a delivery in the log
DISABLED_AFTER = timedelta(days=3)  # without a single success since the first failure
LONGEST_PAUSE = timedelta(minutes=5)  # between two calls of a receiver that does not answer
SLOW_MILLISECONDS = 3000

# What can be chosen, in the order of the page; docs/webhooks.md says what each carries.
EVENTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Approvals": {
            "approvalSubmitted": "A template was submitted for review",
            "approvalDecided": "Somebody decided: a vote, or the outcome",
            "approvalWithdrawn": "A review was withdrawn",
            "approvalDelegated": "An approver handed the decision over",
            "approvalReassigned": "A manager gave the decision to somebody else",
            "approvalEscalated": "Stand-ins are asked, because nobody decided",
            "approvalReminded": "The approvers were reminded",
            "approvalStalled": "Too few are left who may decide, or enough again",
            "approvalExpired": "A review was closed, because nobody decided",
            "approvalBreakGlass": "An emergency release was asked for or confirmed",
            "tamperDetected": "What is stored is not what was submitted or approved",
        },
        "Comments": {
            "commentAdded": "Somebody commented",
            "commentChanged": "A comment was edited, deleted or reacted to",
            "threadResolved": "A thread was resolved",
            "threadReopened": "A thread was opened again",
            "threadMarked": "A thread holds the approval, or no longer",
        },
        "Templates": {
            "templateCreated": "A template was made",
            "templateSaved": "A template was saved; comes often while somebody writes",
            "templateDeleted": "A template was deleted",
        },
        "Rules": {
            "policySaved": "The rules of approvals were changed",
            "delegationChanged": "Who decides for whom has changed",
        },
        "People": {
            "memberChanged": "A member came, left, was suspended, or has another role",
            "teamChanged": "A team was made, changed or deleted",
            "organizationChanged": "What the organization demands changed",
            "brandChanged": "The colours and fonts of the brand changed",
            "roleChanged": "A role of the organization was made, changed or deleted",
            "invitationChanged": "Somebody was invited, or is no longer",
        },
    }
)
EVENT_TYPES = tuple(name for group in EVENTS.values() for name in group)
# What concerns one webhook only, and is told to nobody else.
TEST = "webhookTest"
REPLAY = "webhookReplayed"


class TooManyWebhooks(Conflict):
    """The organization has as many as it may."""


class WebhookOff(Conflict):
    """Nothing is sent to a webhook that is switched off."""


class Format(StrEnum):
    """What the body looks like: ours, or what Slack's incoming webhooks take."""

    JSON = "json"
    SLACK = "slack"


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """An address of another system and what it is told.

    `secret` signs; `previous_secret` does as well until `previous_until`. `failing_since`,
    `failures` and `paused_until` are what the last calls left behind; `disabled_because` is a
    sentence when it was switched off by the product and not by a person.
    """

    id: str
    organization_id: str
    url: str
    description: str
    events: tuple[str, ...]
    format: Format
    active: bool
    secret: str = field(repr=False)
    previous_secret: str = field(default="", repr=False)
    previous_until: datetime | None = None
    created_by: str
    created_at: datetime
    updated_at: datetime
    revision: int = 1
    failing_since: datetime | None = None
    failures: int = 0
    paused_until: datetime | None = None
    disabled_because: str = ""

    @property
    def target(self) -> Target:
        """The address in its parts."""
        return targets.read(self.url, https_only=False)

    def wants(self, event_type: str) -> bool:
        """Whether it is told of events of this type."""
        return self.active and event_type in self.events

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """What signs a call now: the secret, and the one before while both are valid."""
        overlaps = self.previous_until is not None and now < self.previous_until
        return (self.secret, self.previous_secret) if overlaps else (self.secret,)

    def is_paused(self, now: datetime) -> bool:
        """Whether a receiver that kept us waiting is left alone, whatever there is to tell."""
        return self.paused_until is not None and now < self.paused_until

    def is_hopeless(self, now: datetime) -> bool:
        """Whether it has failed for so long that it is switched off."""
        return self.failing_since is not None and self.failing_since <= now - DISABLED_AFTER


class DeliveryState(StrEnum):
    """What became of one event for one webhook."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"  # tried again by itself
    GIVEN_UP = "given_up"
    DROPPED = "dropped"  # the webhook was switched off before


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One call: `status` is 0 and `problem` a sentence when nothing was answered.

    `by` names who asked for it; empty for what was sent by itself.
    """

    at: datetime
    milliseconds: int
    status: int
    problem: str = ""
    excerpt: str = ""
    by: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the receiver took it."""
        return not self.problem

    @property
    def was_costly(self) -> bool:
        """Whether it kept the worker from others: no answer, or one after a long time."""
        return self.status == 0 or self.milliseconds > SLOW_MILLISECONDS


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One event for one webhook; `id` is the event's, `body` what is sent each time.

    `attempts` are the latest, the first of them first; `attempt_count` counts all.
    """

    id: str
    organization_id: str
    webhook_id: str
    type: str
    request_id: str
    body: str
    state: DeliveryState
    attempts: tuple[Attempt, ...] = ()
    attempt_count: int = 0
    created_at: datetime
    revision: int = 1

    @property
    def last(self) -> Attempt | None:
        """The latest call."""
        return self.attempts[-1] if self.attempts else None


def refuse_off(webhook: Webhook) -> None:
    """Refuse to send to a webhook that is switched off.

    Raises:
        WebhookOff: it is.
    """
    if not webhook.active:
        raise WebhookOff("This webhook is switched off. Switch it on first.")


def described(description: str) -> str:
    """A description as it is kept.

    Raises:
        Invalid: it is too long, or holds control characters.
    """
    text = " ".join(description.split())
    if not text.isprintable():
        raise Invalid("A description holds no control characters.", field="description")
    if len(text) > MAX_DESCRIPTION:
        raise Invalid(
            f"A description has at most {MAX_DESCRIPTION} characters.", field="description"
        )
    return text


def chosen(events: tuple[str, ...]) -> tuple[str, ...]:
    """The events in their own order, each once.

    Raises:
        Invalid: there is none, or one that nobody publishes.
    """
    for name in events:
        if name not in EVENT_TYPES:
            raise Invalid(f"“{name[:60]}” is no event that can be chosen.", field="events")
    if not events:
        raise Invalid("Choose at least one event.", field="events")
    return tuple(name for name in EVENT_TYPES if name in events)


def rotated(webhook: Webhook, secret: str, *, overlap_hours: int, now: datetime) -> Webhook:
    """With a new secret; the one it had stays valid for `overlap_hours`, an older one does not.

    Raises:
        Invalid: longer than a week, or less than nothing.
    """
    if not 0 <= overlap_hours <= MAX_OVERLAP_HOURS:
        raise Invalid(
            f"The old secret stays valid for 0 to {MAX_OVERLAP_HOURS} hours.", field="overlapHours"
        )
    return replace(
        webhook,
        secret=secret,
        previous_secret=webhook.secret if overlap_hours else "",
        previous_until=now + timedelta(hours=overlap_hours) if overlap_hours else None,
        updated_at=now,
    )


def switched(webhook: Webhook, *, active: bool, because: str = "") -> Webhook:
    """Switched on, with what failed before forgotten, or off."""
    if active == webhook.active:
        return webhook
    return replace(
        webhook,
        active=active,
        disabled_because=because,
        failing_since=None,
        failures=0,
        paused_until=None,
    )


def logged(delivery: Delivery, state: DeliveryState, attempt: Attempt | None) -> Delivery:
    """In another state, after a call if there was one."""
    if attempt is None:
        return replace(delivery, state=state)
    return replace(
        delivery,
        attempts=(*delivery.attempts, attempt)[-KEPT_ATTEMPTS:],
        attempt_count=delivery.attempt_count + 1,
        state=state,
    )


def pause_after(failures: int) -> timedelta:
    """How long a receiver is left alone after so many failures in a row."""
    return min(timedelta(seconds=2 ** min(failures, 10)), LONGEST_PAUSE)


def told(webhook: Webhook) -> dict[str, Any]:
    """A webhook for the history: no secret, and no path, which may be one."""
    return {
        "url": webhook.target.masked,
        "description": webhook.description,
        "events": list(webhook.events),
        "format": webhook.format.value,
        "active": webhook.active,
    }


def changes(old: Webhook, new: Webhook) -> dict[str, Any]:
    """What differs, before and after, for the history."""
    before, after = told(old), told(new)
    return {
        name: {"before": before[name], "after": after[name]}
        for name in before
        if before[name] != after[name]
    }
