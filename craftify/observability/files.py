"""The log's files (LOG-1): a new one each day and at 20 MB, the old ones compressed, 30 kept.

Several processes may write the same file. Whoever finds it due takes a lock, moves it aside and
begins a new one; the others see that the name leads to another file, and open that.
"""

import fcntl
import gzip
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

LARGEST = 20 * 2**20  # bytes
KEPT = 30  # files, without the one that is written
_DAY = 24 * 3600
_OWNER_ONLY = 0o600


class RotatedFile(logging.FileHandler):
    """A handler for `folder/craftify.log`; the file is made with the first line."""

    def __init__(self, folder: Path, *, largest: int = LARGEST, kept: int = KEPT) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path, self._largest, self._kept = folder / "craftify.log", largest, kept
        self._day, self._file = 0, 0  # the day since 1970 (UTC) of its lines, its inode
        super().__init__(self._path, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        os.fchmod(stream.fileno(), _OWNER_ONLY)
        found = os.fstat(stream.fileno())
        self._day, self._file = int(found.st_mtime) // _DAY, found.st_ino
        return stream

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, into a new file when the old one is of yesterday or full."""
        try:
            with self._held(int(record.created) // _DAY):
                super().emit(record)
        except (OSError, RuntimeError):  # no space; no thread can be started at the very end
            self.handleError(record)

    @contextmanager
    def _held(self, day: int) -> Iterator[None]:
        """While a line is written: nobody compresses the file, which still has its name."""
        while True:
            if self._is_due(day):
                self._rotate(day)
            stream = self.stream
            assert stream is not None  # noqa: S101 (for the type checker: it was opened)
            fcntl.flock(stream, fcntl.LOCK_SH)
            if self._found():
                break
        try:
            yield
        finally:
            fcntl.flock(stream, fcntl.LOCK_UN)

    def _found(self) -> os.stat_result | None:
        """The file under the name, if it is the one that is open."""
        found = os.stat(self._path) if self._path.exists() else None
        return found if found and self.stream and found.st_ino == self._file else None

    def _is_due(self, day: int) -> bool:
        """Whether the file under the name, which is opened, is of an earlier day or full."""
        found = self._found()
        if found is None:
            self._renew()
        return self._day < day or (found is not None and found.st_size >= self._largest)

    def _renew(self) -> None:
        if self.stream:
            self.stream.close()
        self.stream = self._open()

    def _rotate(self, day: int) -> None:
        with _alone(self._path):
            if not self._is_due(day):
                return  # another process was faster
            self._path.rename(self._aside())
            self._renew()
            self._day = day
        threading.Thread(target=self._tidy, name="log-files").start()

    def _aside(self) -> Path:
        """A name that sorts by time."""
        seconds, rest = divmod(time.time_ns(), 10**9)
        moment = f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H-%M-%S}-{rest:09}"
        return self._path.with_name(f"{self._path.name}.{moment}")

    def _tidy(self) -> None:
        """Compress what was moved aside, also by a process that died; drop the oldest."""
        rotated = f"{self._path.name}.2*"
        with _alone(self._path.with_name("tidy")):
            for one in self._path.parent.glob(rotated):
                if one.suffix != ".gz":
                    _pack(one)
            for one in sorted(self._path.parent.glob(rotated))[: -self._kept]:
                one.unlink()


def _packed(path: Path) -> Path:
    return path.with_name(f"{path.name}.gz")


def _pack(path: Path) -> None:
    """Compress a file that nobody writes any more; who dies meanwhile leaves it as it was."""
    half = path.with_name(f".{path.name}.half")
    with path.open("rb") as plain, half.open("wb") as made, gzip.open(made, "wb", 6) as out:
        os.fchmod(made.fileno(), _OWNER_ONLY)
        fcntl.flock(plain, fcntl.LOCK_EX)
        shutil.copyfileobj(plain, out)
    half.rename(_packed(path))
    path.unlink()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process and thread at a time, by a lock on a file beside `path`."""
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
