"""Opening the SQLite file, its format, and what goes wrong with files, in sentences."""

import contextlib
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from craftify.dynamo.embedded.errors import BusyError, StoreError

APPLICATION_ID = 0x43724D6C  # "CrMl"
FORMAT = 1
OLDEST_SQLITE = (3, 37, 0)  # strict tables
PATIENCE = 30.0  # seconds to wait for another process
_PRAGMAS = (
    # A commit is on the disk before it is acknowledged.
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA journal_size_limit = 67108864",
)
_SCHEMA = (
    "CREATE TABLE state (version INTEGER NOT NULL, last_index INTEGER NOT NULL) STRICT",
    "INSERT INTO state VALUES (1, 0)",
    """CREATE TABLE tables (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL, ttl TEXT
    ) STRICT""",
    "CREATE TABLE tokens (token TEXT PRIMARY KEY, digest BLOB NOT NULL, at REAL NOT NULL) STRICT",
    "CREATE INDEX tokens_at ON tokens (at)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {FORMAT}",
)


def opened(path: Path) -> sqlite3.Connection:
    """A connection to the file, which is created if there is none.

    Nothing here may open the file itself: closing it again would drop every lock that this
    process holds on it (https://www.sqlite.org/howtocorrupt.html, section 2.2), and the next
    process to leave would take the write-ahead log away from under us.

    Raises:
        StoreError: the file is not ours, of a newer version, or cannot be used.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(
            f"Python's SQLite is {sqlite3.sqlite_version}, and the embedded store needs "
            f"{'.'.join(map(str, OLDEST_SQLITE))}. Use a newer Python."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path} cannot be opened ({error.strerror}). {_RIGHTS}") from error
    with explained(path):
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=PATIENCE, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    try:
        _check_format(connection, path)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def begin(connection: sqlite3.Connection) -> None:
    """Become the file's one writer; looks often, so that processes take turns quickly.

    SQLite's own waiting is to be off in the connection: it looks ever more seldom.

    Raises:
        sqlite3.OperationalError: SQLITE_BUSY after `PATIENCE` seconds.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.0002, 0.002))  # noqa: S311 (jitter)
        else:
            return


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    }


def _check_format(connection: sqlite3.Connection, path: Path) -> None:
    if _identity(connection) == (0, 0):
        _create(connection)
    application, version = _identity(connection)
    if application != APPLICATION_ID:
        raise StoreError(_NOT_OURS.format(path=path))
    if version > FORMAT:
        raise StoreError(
            f"{path} was written by a newer version of Craftify (file format {version}, this "
            f"version knows {FORMAT}). Start that version, or restore a backup of before the "
            "upgrade. Nothing was changed."
        )


def _identity(connection: sqlite3.Connection) -> tuple[int, int]:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return application, version


def _create(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,):
        return
    _use_write_ahead_log(connection)
    begin(connection)
    try:
        if _identity(connection) == (0, 0):
            for statement in _SCHEMA:
                connection.execute(statement)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """SQLite's own waiting does not cover this switch, and another process may be making it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.002)
        else:
            return


_RIGHTS = "Give the user that runs Craftify the right to read and write it and its folder."
_NOT_OURS = (
    "{path} is not a data file of Craftify, or its beginning is damaged. Move it away and restore "
    "a backup, or choose another place with CRAFTIFY_DATA_DIR. Nothing was changed."
)
_DAMAGED = (
    "{path} is damaged ({error}). Stop Craftify, keep a copy of the file, and restore the last "
    "backup."
)
_SENTENCES = {
    sqlite3.SQLITE_FULL: "There is no space left for {path}. Free some space and try again; "
    "nothing was changed.",
    sqlite3.SQLITE_READONLY: "{path} cannot be written. " + _RIGHTS,
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened. " + _RIGHTS,
    sqlite3.SQLITE_PERM: "{path} cannot be opened. " + _RIGHTS,
    sqlite3.SQLITE_IOERR: "Reading or writing {path} failed ({error}). Check the disk and the space"
    " left on it; nothing was changed.",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _NOT_OURS,
}


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's troubles with the file into sentences; mistakes of ours pass as they are."""
    try:
        yield
    except sqlite3.Error as error:
        if _is_busy(error):
            raise BusyError(
                f"Another process kept {path} busy for {PATIENCE:.0f} seconds. Try again; if it "
                "happens often, end the process that uses the file."
            ) from error
        sentence = _SENTENCES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if sentence is None:
            raise
        raise StoreError(sentence.format(path=path, error=error)) from error
