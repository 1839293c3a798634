"""Nobody learns from the time of an answer whether an address is known: the work is the same."""

from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher

from accounts import actions
from accounts.domain import UserStatus
from accounts.models import UserItem
from tests.accounts.signin.conftest import Counted
from tests.cast import PASSWORD, Acme


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by the work of each hash."""
    seen: list[str] = []
    hasher: Any = type(get_hasher())
    encode = hasher.encode

    def hear(self: Any, password: str, salt: str, *more: Any) -> Any:
        seen.append(password)
        return encode(self, password, salt, *more)

    monkeypatch.setattr(hasher, "encode", hear)
    return seen


def test_a_failed_sign_in_is_the_same_work_for_everybody(
    acme: Acme, counted: Counted, hashed: list[str]
) -> None:
    UserItem(acme.bob.id).update([UserItem.status.set(UserStatus.SUSPENDED)])
    emails = [acme.eve.user.email, acme.bob.user.email, f"nobody@{acme.id}.example", "x"]

    addresses = (f"192.0.2.{number}" for number in range(1, 100))

    def fail(email: str) -> None:
        with pytest.raises(actions.BadCredentials):
            actions.authenticate(email=email, password="wrong", address=next(addresses))

    work = []
    for email in emails:
        fail(email)  # the first one begins the chain of the audit trail
        hashed.clear()
        operations = counted(lambda email=email: fail(email))  # type: ignore[misc]  # a default binds
        work.append((tuple(operations), tuple(hashed)))
    assert len(set(work)) == 1
    assert work[0][1] == ("wrong",)
    assert PASSWORD not in hashed
