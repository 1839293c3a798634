"""What the tests of signing in may ask for."""

from collections.abc import Callable
from typing import Any

import pytest

from craftify.dynamo.embedded.client import EmbeddedClient

Counted = Callable[[Callable[[], Any]], list[str]]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """`counted(act)`: the store's operations that an act makes, in order."""
    seen: list[str] = []
    call = EmbeddedClient._make_api_call

    def hear(self: EmbeddedClient, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        seen.append(operation)
        return call(self, operation, request)

    monkeypatch.setattr(EmbeddedClient, "_make_api_call", hear)

    def count(act: Callable[[], Any]) -> list[str]:
        seen.clear()
        act()
        return list(seen)

    return count
