"""Django's caches with a measure around each operation (`craftify_cache_…`)."""

import functools
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django_redis.cache import RedisCache

from craftify.observability import metrics

Cache = TypeVar("Cache", bound=type[BaseCache])
_ABSENT = object()


def _timed(operation: str, function: Callable[..., Any]) -> Callable[..., Any]:
    seconds = metrics.CACHE_SECONDS.labels(operation)

    @functools.wraps(function)
    def run(*args: Any, **more: Any) -> Any:
        begun = time.perf_counter()
        try:
            return function(*args, **more)
        except ValueError:  # to count up what is not there: an answer, no trouble
            raise
        except Exception:
            metrics.CACHE_TROUBLES.labels(operation).inc()
            raise
        finally:
            seconds.observe(time.perf_counter() - begun)

    return run


def _counted(get: Callable[..., Any]) -> Callable[..., Any]:
    hits, misses = metrics.CACHE_READS.labels("hit"), metrics.CACHE_READS.labels("miss")

    @functools.wraps(get)
    def run(self: BaseCache, key: str, default: Any = None, *args: Any, **more: Any) -> Any:
        found = get(self, key, _ABSENT, *args, **more)
        if found is _ABSENT:
            misses.inc()
            return default
        hits.inc()
        return found

    return run


def _measured(cache: Cache) -> Cache:
    for operation in ("get", "set", "add", "incr", "delete"):
        setattr(cache, operation, _timed(operation, getattr(cache, operation)))
    cache.get = _counted(cache.get)  # type: ignore[method-assign]  # the same signature
    return cache


@_measured
class LocalCache(LocMemCache):
    """The cache of one process."""


@_measured
class SharedCache(RedisCache):  # type: ignore[misc]  # django-redis has no types
    """The cache on Redis."""
