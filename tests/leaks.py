"""Listens to every line of the log while the suite runs, and knows what none may say (LOG-6).

What is secret is noted where it is made: random bytes in each form that they are handed out in,
session keys, recovery codes, and every password that is hashed or tried.
"""

import base64
import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from logging.config import DictConfigurator
from typing import Any

from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.backends.base import SessionBase

from accounts.signin import sealing
from craftify.observability.logs import RequestIdFilter, configuration
from tests.private import PRIVATE

FEWEST_BYTES = 16  # shorter random values are names of processes and tokens of leases
SHORTEST_PASSWORD = 8


class Leaks(logging.Handler):
    """Keeps each line as the console and as a file would show it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        shown = configuration("DEBUG", json=True)
        self._formatters = [
            DictConfigurator(shown).configure_formatter(one) for one in shown["formatters"].values()
        ]
        self.addFilter(RequestIdFilter())
        self._noting = threading.Lock()
        self._lines: list[str] = []
        self._secrets: set[str] = set()
        self._passwords: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line in each form."""
        self._lines += [one.format(record) for one in self._formatters]

    def note(self, secret: str) -> None:
        """Nobody may read this in the log, until the next test."""
        with self._noting:
            self._secrets.add(secret)

    def note_all(self, secret: Iterable[str]) -> None:
        """The same of several."""
        for one in secret:
            self.note(one)

    def note_bytes(self, secret: bytes) -> None:
        """The same in each form."""
        if len(secret) >= FEWEST_BYTES:
            for coded in (base64.urlsafe_b64encode, base64.b64encode, base64.b32encode):
                self.note(coded(secret).decode().rstrip("="))
            self.note(secret.hex())

    def note_password(self, password: str) -> None:
        """Nobody may read this in the log, until the end."""
        if len(password) >= SHORTEST_PASSWORD:
            with self._noting:
                self._passwords.add(password)

    def clear(self) -> None:
        """Begin anew."""
        with self._noting:
            self._lines.clear()
            self._secrets.clear()

    def found(self) -> list[str]:
        """The lines that say what they may not."""
        text = "\n".join(self._lines)
        with self._noting:
            told = [one for one in self._secrets | self._passwords if one in text]
        return [
            line for line in self._lines if PRIVATE.search(line) or any(one in line for one in told)
        ]


LEAKS = Leaks()


def listen() -> None:
    """From now on every line, from DEBUG on, is kept, and what is secret is noted. Called once."""
    root = logging.getLogger()
    root.addHandler(LEAKS)
    root.setLevel(logging.DEBUG)
    _noting(secrets, "token_bytes", LEAKS.note_bytes)
    _noting(sealing, "new_recovery_codes", LEAKS.note_all)
    _noting(SessionBase, "_get_new_session_key", LEAKS.note)
    encode = MD5PasswordHasher.encode

    def encode_noted(self: Any, password: Any, *args: Any, **more: Any) -> Any:
        LEAKS.note_password(password if isinstance(password, str) else password.decode())
        return encode(self, password, *args, **more)

    MD5PasswordHasher.encode = encode_noted  # type: ignore[method-assign]  # the same signature


def guarding() -> Iterator[None]:
    """A test in between; fails when a line of its log said what it may not."""
    LEAKS.clear()
    yield
    found = LEAKS.found()
    LEAKS.clear()
    assert not found, "The log says a secret or an address:\n" + "\n".join(found)


def _noting(owner: Any, name: str, note: Callable[[Any], Any]) -> None:
    """Note whatever a function gives."""
    function = getattr(owner, name)

    def noted(*args: Any, **more: Any) -> Any:
        made = function(*args, **more)
        note(made)
        return made

    setattr(owner, name, noted)
