"""Work that comes round: each job of `settings.PERIODIC` is done by one process at a time.

A job is a function without arguments; it is called again when its seconds are over, also after it
failed, and also when the process that did it died. So a job must bear being repeated.
"""

import secrets
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string
from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import PutError

from craftify import clock
from craftify.dynamo.table import Place, Table, name
from craftify.loops import Loop

LEASE = timedelta(minutes=5)  # whoever takes longer is taken for dead
LOOK_SECONDS = 5.0
LATE = timedelta(minutes=3)
_REFUSED = "ConditionalCheckFailedException"


class PeriodicItem(Table):
    """When a job is due, which is also the end of a lease; `token` changes with each change."""

    class Meta(Place):
        table_name = name("periodic")

    job = UnicodeAttribute(hash_key=True)
    due = UnicodeAttribute()
    token = UnicodeAttribute()


class Job(Loop):
    """Does one job whenever it is due and nobody else does it."""

    def __init__(self, path: str, seconds: float, *, look_seconds: float = LOOK_SECONDS) -> None:
        super().__init__(path, patience=LEASE.total_seconds())
        self._path = path
        self._seconds = seconds
        self._look = look_seconds
        self._work = import_string(path)
        self._since: float | None = None

    def since(self) -> float | None:
        """When the job was begun that is in hand."""
        return self._since

    def again(self) -> "Job":
        """Another one for the same job."""
        return Job(self._path, self._seconds, look_seconds=self._look)

    def step(self) -> None:
        """Do the job if it is due, then wait."""
        now = clock.now()
        token = _lease(self._path, now)
        if token:
            try:
                self._since = time.monotonic()
                self._work()
            finally:
                self._since = None
                _change(self._path, token, now + timedelta(seconds=self._seconds))
        self.stopping.wait(min(self._seconds, self._look))


def jobs() -> list[Job]:
    """The configured jobs."""
    return [Job(path, seconds) for path, seconds in settings.PERIODIC.items()]


def probe() -> None:
    """Raise `TimeoutError` if a job waits for a worker: none runs, or none comes to it."""
    for path in settings.PERIODIC:
        item = _find(path)
        if item is None or item.due < clock.stamp(clock.now() - LATE):
            raise TimeoutError(f"Nobody does {path}.")


def _lease(path: str, now: datetime) -> str | None:
    """The token of who may do the job now; None when it is not due, or another was faster."""
    item = _find(path)
    if item is None:
        return _change(path, None, now + LEASE)
    if item.due > clock.stamp(now):
        return None
    return _change(path, item.token, now + LEASE)


def _find(path: str) -> PeriodicItem | None:
    try:
        return PeriodicItem.get(path, consistent_read=True)
    except PeriodicItem.DoesNotExist:
        return None


def _change(path: str, token: str | None, due: datetime) -> str | None:
    """The new token; None when `token` is not the current one any more."""
    after = PeriodicItem(path, due=clock.stamp(due), token=secrets.token_hex(8))
    guard = PeriodicItem.token == token if token else PeriodicItem.job.does_not_exist()
    try:
        after.save(guard)
    except PutError as error:
        if error.cause_response_code == _REFUSED:
            return None
        raise
    return after.token
