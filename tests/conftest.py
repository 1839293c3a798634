"""What every test may ask for."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import settings

from accounts import store
from accounts.actions import ORGANIZATION_KEY
from accounts.domain import Member
from accounts.models import AuthUser
from craftify.dynamo.table import create_tables
from craftify.security.counting import counters
from templates_app.preview import compiler
from tests import cast, leaks
from tests.cast import Acme, Globex

# Tests never assert times: on a busy machine an example may take long.
settings.register_profile("craftify", deadline=None)
settings.load_profile("craftify")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open loopback where a test is marked; run Chromium's tests last.

    Sync Playwright keeps an event loop running in the main thread, and async tests fail after it.
    """
    for item in items:
        if item.get_closest_marker("network") or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session", autouse=True)
def tables() -> Iterator[None]:
    """The tables on the session's store; the compiler's child ends with the session."""
    create_tables()
    yield
    compiler().close()


@pytest.fixture(scope="session", autouse=True)
def listening() -> None:
    """Every line of the log is kept and looked at."""
    leaks.listen()


@pytest.fixture(autouse=True)
def no_leaks(listening: None) -> Iterator[None]:
    """No test gets a secret or an address into the log."""
    yield from leaks.guarding()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test sees what another one cached or counted."""
    cache.clear()
    counters().memory.clear()


@pytest.fixture
def transactional_db() -> None:
    """Asked for by pytest-django's fixtures; there is no SQL database to reset."""


@pytest.fixture
def acme() -> Acme:
    """A fresh Acme."""
    return cast.acme()


@pytest.fixture
def globex() -> Globex:
    """A fresh Globex."""
    return cast.globex()


@pytest.fixture
def sign_in() -> Callable[[Member], Client]:
    """A test client that is signed in as a member, without the cost of a password."""

    def client_of(member: Member) -> Client:
        client = Client()
        found = store.credentials(member.id)
        assert found
        client.force_login(AuthUser.of(*found), "accounts.auth.StoreBackend")
        session = client.session
        session[ORGANIZATION_KEY] = member.organization_id
        session.save()
        return client

    return client_of
