"""One SQLite file: who may read and write it when, and what happens at a fork.

Readers each have a connection and see a snapshot (WAL). Writers of one process queue up: whoever
holds the lock runs all that wait in one SQLite transaction, so that they share one sync to disk.
Writers of other processes are waited for at `BEGIN IMMEDIATE`.
"""

import contextlib
import functools
import os
import sqlite3
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

from craftify.dynamo.embedded import datafile
from craftify.dynamo.embedded.errors import BusyError, StoreError
from craftify.dynamo.embedded.rows import Catalogue, Rows

T = TypeVar("T")
BATCH = 64
_stores: "weakref.WeakSet[Store]" = weakref.WeakSet()
_forking = contextlib.ExitStack()


class Store:
    """One data file as this process uses it; safe to use from any thread and after a fork."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Condition(threading.Lock())
        self._idle: list[sqlite3.Connection] = []
        self._reading = 0
        self._writing = threading.Lock()
        self._writer: sqlite3.Connection | None = None
        self._waiting: deque[_Job[Any]] = deque()
        self._catalogue = Catalogue(-1, {})
        self.swept = time.monotonic()  # when expired items were last deleted
        _stores.add(self)

    def read(self, work: Callable[[Rows], T]) -> T:
        """Give `work` one unchanging view of the file.

        Raises:
            StoreError: the file cannot be read; the message says what to do.
        """
        with self._reader() as connection:
            connection.execute("BEGIN")
            try:
                return work(self._rows(connection))
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def write(self, work: Callable[[Rows], T]) -> T:
        """Let `work` change the file; on return all it did is on the disk, on error none of it.

        `work` must not depend on anything but its `Rows` and may run in another thread.

        Raises:
            StoreError: the file cannot be written; the message says what to do.
            BusyError: another process kept it for `datafile.PATIENCE` seconds.
        """
        job = _Job(work)
        self._waiting.append(job)
        with self._writing:
            if not job.done:
                self._serve(job)
        return job.outcome()

    def close(self) -> None:
        """Close all connections; the next use opens new ones."""
        with self.quiet():
            pass

    def forget_waiting(self) -> None:
        """In a forked child: the threads that wait are not here."""
        self._waiting.clear()

    def _serve(self, first: "_Job[Any]") -> None:
        """Run what waits in the queue until `first` was served."""
        while not first.done:
            jobs = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            try:
                with datafile.explained(self.path):
                    self._commit_all(jobs)
            except (StoreError, BusyError) as problem:
                for job in jobs:
                    job.failed(problem)
            except BaseException:
                # A KeyboardInterrupt, say: the others must not wait for ever.
                for job in jobs:
                    job.failed(StoreError("The write was interrupted; look whether it was done."))
                raise

    def _commit_all(self, jobs: "list[_Job[Any]]") -> None:
        if self._writer is None:
            self._writer = datafile.opened(self.path)
            self._writer.execute("PRAGMA busy_timeout = 0")
        connection = self._writer
        datafile.begin(connection)
        try:
            rows = self._rows(connection)
            for job in jobs:
                job.run(rows)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        for job in jobs:
            job.done = True

    def _rows(self, connection: sqlite3.Connection) -> Rows:
        rows = Rows(connection, self._catalogue)
        self._catalogue = rows.catalogue
        return rows

    @contextlib.contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._reading += 1
            connection = self._idle.pop() if self._idle else None
        try:
            with datafile.explained(self.path):
                connection = connection or datafile.opened(self.path)
                yield connection
        finally:
            with self._lock:
                self._reading -= 1
                if connection is not None:
                    self._idle.append(connection)
                self._lock.notify_all()

    @contextlib.contextmanager
    def quiet(self) -> Iterator[None]:
        """No connection is open and none is opened."""
        with self._writing, self._lock:
            self._lock.wait_for(lambda: not self._reading)
            self._close_all()
            yield

    def _close_all(self) -> None:
        while self._idle:
            self._idle.pop().close()
        if self._writer is not None:
            self._writer.close()
            self._writer = None


class _Job(Generic[T]):
    """One write in the queue: what to do, then what came of it."""

    def __init__(self, work: Callable[[Rows], T]) -> None:
        self._work = work
        self._error: Exception | None = None
        self._result: T
        self.done = False

    def run(self, rows: Rows) -> None:
        """Do the work; when it refuses, undo just its own part."""
        rows.connection.execute("SAVEPOINT job")
        try:
            self._result = self._work(rows)
        except sqlite3.Error:
            raise
        except Exception as error:  # noqa: BLE001 (raised again in the thread that asked)
            self._error = error
            rows.connection.execute("ROLLBACK TO job")
            rows.load_catalogue()
        rows.connection.execute("RELEASE job")

    def failed(self, error: Exception) -> None:
        """The whole batch came to nothing."""
        self._error = error
        self.done = True

    def outcome(self) -> T:
        """The result, or the error."""
        if self._error is not None:
            raise self._error
        return self._result


@functools.cache
def store_at(path: Path) -> Store:
    """The one store of this process for a file."""
    return Store(path)


# SQLite's locks belong to a process and its state must not cross a fork, so there is none then.
def _before_fork() -> None:
    for store in _stores:
        _forking.enter_context(store.quiet())


def _after_fork_in_child() -> None:
    for store in _stores:
        store.forget_waiting()
    _forking.close()


os.register_at_fork(
    before=_before_fork,
    after_in_parent=_forking.close,
    after_in_child=_after_fork_in_child,
)
