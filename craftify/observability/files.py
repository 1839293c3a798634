"""The log's files (LOG-1): a new one each day and at 20 MB, the old ones compressed, 30 kept.

Several processes may write the same file. Whoever finds it due takes a lock, moves it aside and
begins a new one; the others see that the name leads to another file, and open that.
"""

import fcntl
import gzip
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BufferedWriter
from pathlib import Path

from craftify.observability.together import Line, Together

LARGEST = 20 * 2**20  # bytes
KEPT = 30  # files, without the one that is written
_DAY = 24 * 3600
_OWNER_ONLY = 0o600


class RotatedFile(Together):
    """A handler for `folder/craftify.log`; the file is made with the first line."""

    def __init__(self, folder: Path, *, largest: int = LARGEST, kept: int = KEPT) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self._path, self._largest, self._kept = folder / "craftify.log", largest, kept
        self._stream: BufferedWriter | None = None
        self._day, self._file = 0, 0  # the day since 1970 (UTC) of its lines, its inode

    def put(self, lines: Sequence[Line]) -> None:
        """Write lines, into a new file when the old one is of yesterday or full."""
        try:
            with self._held(int(lines[-1].at) // _DAY) as stream:
                stream.write("".join(line.text for line in lines).encode(errors="replace"))
                stream.flush()
        except OSError as error:
            lost = f"{len(lines)} lines could not be written to {self._path}: {error}\n"
            sys.stderr.write(lost)

    def close(self) -> None:
        """Write what waits, and end."""
        super().close()
        if self._stream:
            self._stream.close()
            self._stream = None

    @contextmanager
    def _held(self, day: int) -> Iterator[BufferedWriter]:
        """While lines are written: nobody compresses the file, which still has its name."""
        while True:
            stream = self._stream or self._opened()
            fcntl.flock(stream, fcntl.LOCK_SH)
            found = self._found()
            if found and self._day >= day and found.st_size < self._largest:
                break
            self._rotate(day)
        try:
            yield stream
        finally:
            fcntl.flock(stream, fcntl.LOCK_UN)

    def _found(self) -> os.stat_result | None:
        """The file under the name, if it is the one that is open."""
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            return None
        return found if found.st_ino == self._file else None

    def _opened(self) -> BufferedWriter:
        if self._stream:
            self._stream.close()
        stream = self._stream = self._path.open("ab")
        os.fchmod(stream.fileno(), _OWNER_ONLY)
        found = os.fstat(stream.fileno())
        self._day, self._file = int(found.st_mtime) // _DAY, found.st_ino
        return stream

    def _rotate(self, day: int) -> None:
        """Open what is under the name now, and if that is due, a new one."""
        with _alone(self._path):
            self._opened()
            found = self._found()
            if found and (self._day < day or found.st_size >= self._largest):
                self._path.rename(self._aside())
                self._opened()
                self._day = day
        self._tidy()

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
