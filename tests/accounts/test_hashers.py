"""Passwords are hashed as Django does it, but never two at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts.hashers import OneAtATimeArgon2


def test_a_hash_is_djangos_own() -> None:
    ours, djangos = OneAtATimeArgon2(), Argon2PasswordHasher()
    hashed = ours.encode("potting shed", ours.salt())
    assert hashed.startswith("argon2$argon2id$")
    assert djangos.verify("potting shed", hashed)
    assert ours.verify("potting shed", hashed)
    assert not ours.verify("potting", hashed)


@pytest.mark.parametrize(
    "hash_it",
    [
        lambda: OneAtATimeArgon2().encode("a password", "a-salt-long-enough"),
        lambda: OneAtATimeArgon2().verify("a password", "a hash"),
    ],
)
def test_never_two_at_once(hash_it: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    most: list[int] = []

    def hashes(*_: object) -> bool:
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.02)  # time for another one to come in, if it could
        inside.pop()
        return True

    monkeypatch.setattr(Argon2PasswordHasher, "encode", hashes)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", hashes)
    with ThreadPoolExecutor(4) as threads:
        assert all(one.result() for one in [threads.submit(hash_it) for _ in range(4)])
    assert most == [1, 1, 1, 1]
