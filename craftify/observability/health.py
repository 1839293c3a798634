"""Health (LOG-5): is each part there, and how fast does it answer. No secrets, no addresses."""

import resource
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

import craftify
from craftify import clock
from craftify.api.envelope import success
from craftify.dynamo.unique import owner_of
from craftify.web.guard import public

_begun = time.monotonic()
UP, DOWN = "up", "down"
PATIENCE = 5.0  # seconds for all parts together
# Parts that hang take up its threads; when all are taken, every part is down, which is true.
_asking = ThreadPoolExecutor(16, thread_name_prefix="health")


def _database() -> None:
    owner_of("health", "probe")


def _cache() -> None:
    cache.set("health", "probe", 10)
    if cache.get("health") != "probe":
        raise ConnectionError("The cache forgot.")


def _websocket() -> None:
    layer = get_channel_layer()
    async_to_sync(layer.group_send)("health", {"type": "health"})


def _storage() -> None:
    default_storage.exists("health")


def _probes() -> dict[str, Callable[[], None]]:
    return {
        "database": _database,
        "cache": _cache,
        "websocket": _websocket,
        "storage": _storage,
        **{name: import_string(path) for name, path in settings.HEALTH_PROBES.items()},
    }


def _checked(probes: Mapping[str, Callable[[], None]]) -> dict[str, dict[str, Any]]:
    """The state and latency of each part, asked at the same time; none is waited for too long."""
    begun = time.perf_counter()
    asked = {
        name: _asking.submit(copy_context().run, _answer, probe) for name, probe in probes.items()
    }
    wait(asked.values(), timeout=PATIENCE)
    too_long = {"status": DOWN, "latencyMs": round((time.perf_counter() - begun) * 1000, 2)}
    return {name: one.result() if one.done() else too_long for name, one in asked.items()}


def _answer(probe: Callable[[], None]) -> dict[str, Any]:
    begun = time.perf_counter()
    try:
        probe()
        state = UP
    except Exception:  # noqa: BLE001 (whatever a part raises means that it is down)
        state = DOWN
    return {"status": state, "latencyMs": round((time.perf_counter() - begun) * 1000, 2)}


def _memory_mb() -> float:
    """Resident memory now where Linux tells, else the most that it ever was."""
    try:
        with open("/proc/self/statm") as file:
            return round(int(file.read().split()[1]) * resource.getpagesize() / 2**20, 1)
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return round(most / (2**20 if sys.platform == "darwin" else 2**10), 1)


@public
def health(request: HttpRequest) -> HttpResponse:
    """`GET /health`: everything; 503 when the store is down."""
    services = _checked(_probes())
    store_up = services["database"]["status"] == UP
    all_up = all(service["status"] == UP for service in services.values())
    data = {
        "status": "healthy" if all_up else "degraded" if store_up else "unhealthy",
        "timestamp": clock.stamp(clock.now()),
        "uptimeSeconds": round(time.monotonic() - _begun, 1),
        "environment": settings.CRAFTIFY.env,
        "version": craftify.__version__,
        "services": services,
        "memoryMb": _memory_mb(),
    }
    return success(data, status=200 if store_up else 503)


@public
def live(request: HttpRequest) -> HttpResponse:
    """`GET /health/live`: the process answers, whatever else is down."""
    return success({"status": "live"})


@public
def ready(request: HttpRequest) -> HttpResponse:
    """`GET /health/ready`: 503 while the store is down."""
    store = _checked({"database": _database})["database"]
    return success({"status": store["status"]}, status=200 if store["status"] == UP else 503)
