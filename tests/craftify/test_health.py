"""The probes: what is down shows, and live does not depend on it."""

import threading

import pytest
from django.test import Client, override_settings
from pytest_django.fixtures import Settings

from craftify.observability import health
from craftify.periodic import Job


@pytest.fixture(autouse=True)
def worker(settings: Settings) -> None:
    """Somebody who does what comes round."""
    settings.PERIODIC = {"craftify.clock.now": 60}
    job = Job("craftify.clock.now", 60)
    job.stopping.set()
    job.step()


def test_health_tells_of_every_part(client: Client) -> None:
    answer = client.get("/health")
    data = answer.json()["data"]
    assert answer.status_code == 200
    assert data["status"] == "healthy"
    assert set(data["services"]) == {
        "database",
        "cache",
        "websocket",
        "storage",
        "compiler",
        "mail",
        "delivery",
    }
    for service in data["services"].values():
        assert service["status"] == "up"
        assert service["latencyMs"] >= 0
    assert data["environment"] == "test"
    assert data["memoryMb"] > 10
    assert {"timestamp", "uptimeSeconds", "version"} <= set(data)


def _down() -> None:
    raise ConnectionError("secret-host.example refused")


def test_the_store_down_is_503_but_alive(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_database", _down)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["data"]["status"]) == (503, "unhealthy")
    assert b"secret-host" not in answer.content
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200


def test_another_part_down_is_degraded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_storage", _down)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["data"]["status"]) == (200, "degraded")
    assert client.get("/health/ready").status_code == 200


def test_a_part_that_hangs_is_down_and_holds_nobody_up(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()
    monkeypatch.setattr(health, "_storage", answered.wait)
    monkeypatch.setattr(health, "PATIENCE", 0.5)
    services = client.get("/health").json()["data"]["services"]
    answered.set()
    assert services["storage"]["status"] == "down"
    assert services["storage"]["latencyMs"] >= 500


@pytest.mark.parametrize("address", ["/health", "/health/live", "/health/ready"])
def test_probes_from_inside_are_not_sent_to_https(client: Client, address: str) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert client.get("/sign-in").status_code == 301
        assert client.get(address).status_code == 200


def test_nobody_to_deliver_is_degraded(client: Client, settings: Settings) -> None:
    settings.PERIODIC = {"craftify.clock.stamp": 60}
    data = client.get("/health").json()["data"]
    assert data["status"] == "degraded"
    assert data["services"]["delivery"]["status"] == "down"
