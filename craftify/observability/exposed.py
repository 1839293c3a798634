"""`GET /metrics` for Prometheus: who may read it, and what is looked up when it is read."""

import hmac
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

import craftify
from craftify import outbox
from craftify.dynamo.trouble import refusal_of
from craftify.errors import NotFound
from craftify.security.addresses import is_in, parsed
from craftify.web.guard import public

log = logging.getLogger(__name__)
_BEARER = "Bearer "


@public
def exposed(request: HttpRequest) -> HttpResponse:
    """Everything that is counted, for who has the token or calls from an allowed network.

    Raises:
        NotFound: the caller may not read it, so it is not there.
    """
    if not _may_read(request):
        raise NotFound("There is nothing at this address.")
    return HttpResponse(
        generate_latest(_registry()),
        content_type=CONTENT_TYPE_LATEST,
        headers={"Cache-Control": "no-store"},
    )


def _may_read(request: HttpRequest) -> bool:
    config = settings.CRAFTIFY
    token, said = config.metrics_token, request.headers.get("Authorization", "")
    given = said.removeprefix(_BEARER) if said.startswith(_BEARER) else ""
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    address = parsed(request.META.get("REMOTE_ADDR", ""))
    return address is not None and is_in(address, config.metrics_networks)


def _registry() -> CollectorRegistry:
    """What was counted, by this process or by all that share the folder, and what is looked up."""
    registry = CollectorRegistry()
    if settings.CRAFTIFY.metrics_dir:
        _forget_the_dead(settings.CRAFTIFY.metrics_dir)
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # theirs
        for kind in (ProcessCollector, PlatformCollector, GCCollector):
            kind(registry=registry)
    else:
        registry.register(REGISTRY)
    registry.register(_LookedUp())
    return registry


class _LookedUp(Collector):
    """What the store knows, which is the same in every process."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        info = GaugeMetricFamily("craftify_info", "The version.", labels=["version", "environment"])
        info.add_metric([craftify.__version__, settings.CRAFTIFY.env], 1)
        yield info
        try:
            yield from _backlogs()
        except Exception as error:
            # When the store does not answer, what is known without it matters most.
            if not refusal_of(error):
                raise
            log.warning("The store did not tell what waits in the outbox.")


def _backlogs() -> list[GaugeMetricFamily]:
    waiting = GaugeMetricFamily(
        "craftify_outbox_waiting",
        f"Entries that are not delivered; from {outbox.MOST_COUNTED} on a lower bound.",
        labels=["kind"],
    )
    oldest = GaugeMetricFamily(
        "craftify_outbox_oldest_seconds",
        "Age of the entry that waits longest.",
        labels=["kind"],
    )
    for kind in settings.OUTBOX_HANDLERS:
        backlog = outbox.backlog(kind)
        waiting.add_metric([kind], backlog.waiting)
        oldest.add_metric([kind], backlog.oldest_seconds)
    return [waiting, oldest]


def _forget_the_dead(folder: Path) -> None:
    """The gauges of a process that ended are not counted any more; its counters stay."""
    for one in folder.glob("gauge_live*.db"):
        pid = int(one.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]  # theirs
        except PermissionError:  # it lives, as another user
            continue
