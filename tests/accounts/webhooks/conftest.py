"""A receiver on this machine, and what the worker does when it is told to."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network

import pytest
from pytest_django.fixtures import Settings

from accounts.webhooks import actions, queries
from accounts.webhooks.domain import Delivery, Webhook
from craftify import clock, outbox
from craftify.outbox import Tally
from tests.cast import Acme
from tests.craftify.webhooks.receivers import Receiver, receiver

Make = Callable[..., Webhook]
EVENTS = ("approvalSubmitted", "approvalDecided")


class Clock:
    """The real time, and what a test lets pass on top of it."""

    def __init__(self) -> None:
        self._real = clock.now
        self._passed = timedelta(0)

    def __call__(self) -> datetime:
        return self._real() + self._passed

    def pass_by(self, **time: float) -> None:
        self._passed += timedelta(**time)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that can be moved on."""
    here = Clock()
    monkeypatch.setattr(clock, "now", here)
    return here


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings: Settings) -> None:
    """What the operator of an intranet would set."""
    networks = [ip_network("127.0.0.0/8")]
    settings.CRAFTIFY = settings.CRAFTIFY.model_copy(update={"webhook_allowed_networks": networks})


@pytest.fixture
def there() -> Iterator[Receiver]:
    """A receiver that says OK."""
    with receiver() as one:
        yield one


@pytest.fixture
def make(acme: Acme, there: Receiver) -> Make:
    """A webhook of Ada's to the receiver."""

    def made(**changes: object) -> Webhook:
        given = {"url": there.url, "events": EVENTS, **changes}
        return actions.create(actor=acme.ada, **given)  # type: ignore[arg-type]  # as a test says

    return made


def work(organization_id: str) -> Tally:
    """Let the worker deliver whatever is due."""
    return outbox.deliver_pending(organization_id)


def log(acme: Acme, webhook: Webhook) -> list[Delivery]:
    """The log, the oldest first."""
    return list(queries.deliveries(acme.ada, webhook.id, limit=100).items)[::-1]


@pytest.fixture(autouse=True)
def only_webhooks(settings: Settings) -> None:
    """Nobody else is told of what these tests make up."""
    settings.OUTBOX_HANDLERS = {
        "event": ["accounts.webhooks.expanding.expand"],
        "webhook": settings.OUTBOX_HANDLERS["webhook"],
    }
