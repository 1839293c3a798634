"""What the pages show: webhooks, their log and their form as properties, without HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import responses
from types import MappingProxyType

import orjson

from accounts.webhooks.domain import EVENTS, TEST, Attempt, Delivery, DeliveryState, Format, Webhook
from craftify import clock
from craftify.dynamo.paging import Page

LABELS = {name: label for group in EVENTS.values() for name, label in group.items()} | {
    TEST: "A test"
}
# state → icon, tone, word
_STATES = {
    DeliveryState.WAITING: ("clock", "info", "On its way"),
    DeliveryState.DELIVERED: ("check-circle", "success", "Delivered"),
    DeliveryState.FAILED: ("sync", "warning", "Failed, is tried again"),
    DeliveryState.GIVEN_UP: ("x-circle", "danger", "Given up"),
    DeliveryState.DROPPED: ("minus", "", "Dropped: switched off"),
}
_FORMATS = (
    (Format.JSON, "JSON", "Everything that is known of the event, for a program"),
    (Format.SLACK, "Slack", "One line of text, as Slack’s and Mattermost’s webhooks take it"),
)


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as icon, tone and word."""

    icon: str
    tone: str
    word: str


def state_of(webhook: Webhook) -> Badge:
    """How a webhook fares."""
    if not webhook.active:
        return Badge("minus", "", "Off")
    if webhook.failing_since:
        return Badge("alert", "warning", "Failing")
    return Badge("check", "success", "On")


def name_of(webhook: Webhook) -> str:
    """What people call it: its description, or its host."""
    return webhook.description or webhook.target.authority


@dataclass(frozen=True, slots=True)
class Row:
    """A webhook in the list."""

    webhook: Webhook

    @property
    def name(self) -> str:
        return name_of(self.webhook)

    @property
    def address(self) -> str:
        """Without the path, which may be a secret."""
        return f"{self.webhook.target.scheme}://{self.webhook.target.authority}"

    @property
    def state(self) -> Badge:
        return state_of(self.webhook)


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """The form of a new or an old webhook: what was given, and what refused it, by field."""

    url: str = ""
    description: str = ""
    events: tuple[str, ...] = ("approvalSubmitted", "approvalDecided")
    format: Format = Format.JSON
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Each group of events with type, words and whether it is chosen."""
        return [
            (title, [(name, label, name in self.events) for name, label in group.items()])
            for title, group in EVENTS.items()
        ]

    @property
    def formats(self) -> tuple[tuple[Format, str, str], ...]:
        """The choices with their words."""
        return _FORMATS


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """A delivery in the log or on its own page."""

    delivery: Delivery

    @property
    def label(self) -> str:
        return LABELS.get(self.delivery.type, self.delivery.type)

    @property
    def state(self) -> Badge:
        return Badge(*_STATES[self.delivery.state])

    @property
    def is_waiting(self) -> bool:
        return self.delivery.state == DeliveryState.WAITING

    @property
    def body(self) -> str:
        """The body with line ends, for people."""
        return orjson.dumps(orjson.loads(self.delivery.body), option=orjson.OPT_INDENT_2).decode()

    @property
    def attempts(self) -> list[tuple[Attempt, str]]:
        """The attempts, the latest first, each with what was answered in words."""
        return [(one, answered(one)) for one in reversed(self.delivery.attempts)]

    @property
    def last_answer(self) -> str:
        """What was answered last."""
        return answered(self.delivery.last) if self.delivery.last else ""


def answered(attempt: Attempt) -> str:
    """`200 OK`, or why there was no answer."""
    if not attempt.status:
        return attempt.problem
    return f"{attempt.status} {responses.get(attempt.status, '')}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Log:
    """A page of a webhook's log; `expected` is a delivery that must appear in a moment."""

    webhook: Webhook
    state: DeliveryState | None
    page: Page[Delivery]
    expected: str = ""

    @property
    def rows(self) -> list[ShownDelivery]:
        return [ShownDelivery(one) for one in self.page.items]

    @property
    def word(self) -> str:
        """The filter as the address has it."""
        return self.state or ""

    @property
    def chips(self) -> list[tuple[str, str, bool]]:
        """The filters: state, word, whether it is on."""
        words = {
            "": "All",
            DeliveryState.DELIVERED: "Delivered",
            DeliveryState.FAILED: "Failed",
            DeliveryState.GIVEN_UP: "Given up",
        }
        return [(state, word, state == self.word) for state, word in words.items()]

    @property
    def expects(self) -> bool:
        """Whether something will change in a moment."""
        ids = {one.id for one in self.page.items}
        missing = self.expected and self.expected not in ids
        return bool(missing) or any(row.is_waiting for row in self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookPage:
    """One webhook; `secret` is there once, after it was made."""

    webhook: Webhook
    form: Form
    secret: str = ""

    @property
    def name(self) -> str:
        return name_of(self.webhook)

    @property
    def state(self) -> Badge:
        return state_of(self.webhook)

    @property
    def overlaps(self) -> bool:
        """Whether the secret before this one still signs."""
        return len(self.webhook.secrets(clock.now())) > 1
