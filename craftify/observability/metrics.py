"""What Prometheus is told at `/metrics`; docs/observability.md is the same list in prose.

Labels take few values, and never one that a client chooses. With `CRAFTIFY_METRICS_DIR` all
processes that share the folder count in its files, and any of them answers for all.
"""

import os

from django.conf import settings

if settings.CRAFTIFY.metrics_dir:
    # The library looks once, when it is imported.
    settings.CRAFTIFY.metrics_dir.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.CRAFTIFY.metrics_dir)

from prometheus_client import Counter, Gauge, Histogram

_REQUESTS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_OPERATIONS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5)
_COMPILATIONS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)

HTTP_REQUESTS = Counter(
    "craftify_http_requests_total", "Requests answered.", ["method", "route", "status"]
)
HTTP_SECONDS = Histogram(
    "craftify_http_seconds", "Time to an answer.", ["method", "route"], buckets=_REQUESTS
)
HTTP_IN_PROGRESS = Gauge(
    "craftify_http_in_progress", "Requests being answered.", multiprocess_mode="livesum"
)
STORE_SECONDS = Histogram(
    "craftify_store_seconds",
    "Time of a store operation.",
    ["operation", "table"],
    buckets=_OPERATIONS,
)
STORE_TROUBLES = Counter(
    "craftify_store_troubles_total",
    "Store operations that were refused (a condition did not hold) or failed.",
    ["operation", "table", "outcome"],
)
CACHE_SECONDS = Histogram(
    "craftify_cache_seconds", "Time of a cache operation.", ["operation"], buckets=_OPERATIONS
)
CACHE_READS = Counter("craftify_cache_reads_total", "What the cache was asked for.", ["result"])
CACHE_TROUBLES = Counter(
    "craftify_cache_troubles_total", "Cache operations that failed.", ["operation"]
)
COMPILE_SECONDS = Histogram(
    "craftify_compile_seconds",
    "Time from a source to its HTML, also where that was known already.",
    ["format"],
    buckets=_COMPILATIONS,
)
MERGE_SECONDS = Histogram(
    "craftify_merge_seconds", "Time to merge an email with its data.", buckets=_COMPILATIONS
)
SOCKETS = Gauge("craftify_sockets", "Open sockets of pages.", multiprocess_mode="livesum")
DELIVERIES = Counter(
    "craftify_outbox_deliveries_total", "What became of entries in hand.", ["kind", "outcome"]
)
LOG_LINES = Counter("craftify_log_lines_total", "Lines of the log.", ["level"])
