"""How often something happened lately: counted in Redis, or in this process (SEC-3).

A window begins with the first count of a key and ends after its seconds. One command of Redis adds
and answers, and a lock does the same in memory, so no two callers are told the same number. While
Redis does not answer, counting goes on in this process from what was known last: an outage opens
nothing.
"""

import asyncio
import functools
import hashlib
import logging
import threading
import time
import weakref
from dataclasses import dataclass
from typing import Any

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)

MOST_KEYS = 50_000  # windows kept in memory, some 200 bytes each
PATIENCE = 0.25  # seconds that Redis has for an answer
ASK_AGAIN = 5.0  # seconds before a Redis that failed is asked again

# A count given back after its window ended must not begin one below zero.
_ADD = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if count < 1 then
  redis.call('DEL', KEYS[1])
  return {0, ARGV[2]}
end
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return {count, left}
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How often a key was counted in its window, which ends in `resets` seconds."""

    count: int
    resets: float


class Memory:
    """Windows in this process; safe to use from several threads.

    Django's own cache in memory would let go of a third of all keys when others fill it.
    """

    def __init__(self, most: int = MOST_KEYS) -> None:
        self._most = most
        self._windows: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def add(self, key: str, seconds: float, by: int = 1) -> Count:
        """Count `by` more, which may be 0 or less; the answer has them."""
        now = time.monotonic()
        with self._lock:
            count, ends = self._windows.get(key, (0, 0.0))
            if ends <= now:
                count, ends = 0, now + seconds
            count = max(count + by, 0)
            self._keep(key, count, ends, now)
        return Count(count, ends - now)

    def learn(self, key: str, known: Count) -> None:
        """Remember what Redis counted."""
        now = time.monotonic()
        with self._lock:
            self._keep(key, known.count, now + known.resets, now)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._windows.clear()

    def _keep(self, key: str, count: int, ends: float, now: float) -> None:
        if not count:
            self._windows.pop(key, None)
            return
        if key not in self._windows and len(self._windows) >= self._most:
            kept = {one: window for one, window in self._windows.items() if window[1] > now}
            # Whoever floods this from ever new addresses pushes out what is oldest.
            self._windows = dict(list(kept.items())[-(self._most * 3 // 4) :])
        self._windows[key] = (count, ends)


class Counters:
    """Counts in Redis when there is one, else in memory."""

    def __init__(self, redis_url: str) -> None:
        self.memory = Memory()
        self._url = redis_url
        self._ask_from = 0.0
        # Connects when it is first used.
        self._sync = redis.Redis.from_url(redis_url or "redis://", **_options(Retry))
        self._add: Any = self._sync.register_script(_ADD)
        # The connections of an asyncio client belong to its loop; a process serves with one.
        self._of_loop: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = (
            weakref.WeakKeyDictionary()
        )

    def add(self, group: str, of: str, seconds: float, by: int = 1) -> Count:
        """Count for `of` (an address, an account) in a group; for threads."""
        key = _key(group, of)
        if self._in_memory():
            return self.memory.add(key, seconds, by)
        try:
            return self._learned(key, self._add(keys=[key], args=[by, int(seconds * 1000)]))
        except RedisError as error:
            return self._without_redis(error, key, seconds, by)

    async def aadd(self, group: str, of: str, seconds: float, by: int = 1) -> Count:
        """The same for the event loop."""
        key = _key(group, of)
        if self._in_memory():
            return self.memory.add(key, seconds, by)
        try:
            add = self._script_here()
            return self._learned(key, await add(keys=[key], args=[by, int(seconds * 1000)]))
        except RedisError as error:
            return self._without_redis(error, key, seconds, by)

    async def aclose(self) -> None:
        """End the connections of the running loop, and those of threads."""
        client = self._of_loop.pop(asyncio.get_running_loop(), None)
        if client:
            await client.registered_client.aclose()
        self._sync.close()

    def _in_memory(self) -> bool:
        return not self._url or time.monotonic() < self._ask_from

    def _script_here(self) -> Any:
        loop = asyncio.get_running_loop()
        if loop not in self._of_loop:
            client = redis.asyncio.Redis.from_url(self._url, **_options(AsyncRetry))
            self._of_loop[loop] = client.register_script(_ADD)
        return self._of_loop[loop]

    def _learned(self, key: str, answer: list[Any]) -> Count:
        known = Count(int(answer[0]), int(answer[1]) / 1000)
        self.memory.learn(key, known)
        return known

    def _without_redis(self, error: RedisError, key: str, seconds: float, by: int) -> Count:
        self._ask_from = time.monotonic() + ASK_AGAIN
        log.error("Redis does not count; limits hold in this process alone.", exc_info=error)
        return self.memory.add(key, seconds, by)


@functools.cache
def counters() -> Counters:
    """Those of this process."""
    return Counters(settings.CRAFTIFY.redis_url)


def _key(group: str, of: str) -> str:
    # Nobody's mail address stands in Redis, and no key is longer than another.
    return f"craftify:limit:{group}:{hashlib.blake2b(of.encode(), digest_size=16).hexdigest()}"


def _options(retry: Any) -> dict[str, Any]:
    # The client's own habit is to try again for seconds, with everybody waiting.
    return {
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
        "retry": retry(NoBackoff(), 0),
    }
