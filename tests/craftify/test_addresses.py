"""Who called, behind which proxies, and who may not enter (SEC-7)."""

from ipaddress import ip_address
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from craftify.config import Config
from craftify.security.addresses import caller, known_callers, may_enter, parsed
from craftify.security.networks import network

PROXIES = [network("10.0.0.0/8"), network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        # Nobody who is not trusted is believed.
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
        ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        # What the caller wrote before the proxy's own word is worth nothing.
        ("10.0.0.1", ["127.0.0.1, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["127.0.0.1", "198.51.100.7, 10.0.0.2"], "198.51.100.7"),
        ("10.0.0.1", ["198.51.100.7, nonsense"], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("::ffff:10.0.0.1", ["198.51.100.7:4711"], "198.51.100.7"),
        ("fd00::1", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("fd00::1", ["::ffff:198.51.100.7"], "198.51.100.7"),
    ],
)
def test_the_caller_is_whom_the_trusted_say(peer: str, forwarded: list[str], expected: str) -> None:
    assert str(caller(peer, forwarded, PROXIES)) == expected


addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)


@given(addresses, st.lists(st.one_of(addresses, st.text(max_size=20)), max_size=5))
def test_what_an_untrusted_peer_sends_changes_nothing(peer: str, forwarded: list[str]) -> None:
    if not any(
        ip_address(peer) in one for one in PROXIES if one.version == ip_address(peer).version
    ):
        assert caller(peer, forwarded, PROXIES) == parsed(peer)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_none(text: str) -> None:
    found = parsed(text)
    assert found is None or parsed(str(found)) == found


@pytest.mark.parametrize(
    ("address", "allowed", "denied", "enters"),
    [
        ("192.0.2.1", [], [], True),
        ("192.0.2.1", [], ["192.0.2.0/24"], False),
        ("192.0.2.1", ["192.0.2.0/24"], [], True),
        ("198.51.100.7", ["192.0.2.0/24"], [], False),
        ("192.0.2.1", ["192.0.2.0/24"], ["192.0.2.1/32"], False),
        ("::ffff:192.0.2.1", [], ["192.0.2.0/24"], False),
        ("2001:db8::1", ["192.0.2.0/24"], [], False),
        ("2001:db8::1", [], ["2001:db8::/32"], False),
        ("192.0.2.1", [], ["::ffff:192.0.2.0/120"], False),
        ("::ffff:192.0.2.1", ["::ffff:192.0.2.1"], [], True),
        ("192.0.2.1", ["::ffff:192.0.2.2/127"], [], False),
        ("", [], ["0.0.0.0/0"], True),
        ("", ["192.0.2.0/24"], [], False),
    ],
)
def test_who_may_enter(
    address: str, allowed: list[str], denied: list[str], *, enters: bool
) -> None:
    lists = {"allowed": map(network, allowed), "denied": map(network, denied)}
    assert may_enter(parsed(address), **lists) == enters


async def sent(scope: dict[str, Any], settings: Any, **config: str) -> tuple[list[Any], list[Any]]:
    """What the wrapped application saw, and what was sent without it."""
    networks = Config(**config)  # type: ignore[arg-type]  # texts, as in the environment
    settings.CRAFTIFY = django_settings.CRAFTIFY.model_copy(
        update={name: getattr(networks, name) for name in config}
    )
    seen: list[Any] = []
    messages: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"])

    async def send(message: Any) -> None:
        messages.append(message)

    await known_callers(inner)(scope, None, send)
    return seen, messages


def scope_of(kind: str, peer: str, *forwarded: str) -> dict[str, Any]:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"type": kind, "client": (peer, 4711), "headers": headers}


async def test_the_application_sees_the_caller(settings: Any) -> None:
    scope = scope_of("http", "127.0.0.1", "192.0.2.1")
    assert await sent(scope, settings, trusted_proxies="127.0.0.0/8") == ([("192.0.2.1", 4711)], [])
    assert await sent(scope, settings, trusted_proxies="") == ([("127.0.0.1", 4711)], [])


async def test_the_denied_are_refused_before_anything_else(settings: Any) -> None:
    denied = {"trusted_proxies": "127.0.0.0/8", "denied_networks": "192.0.2.0/24"}
    seen, messages = await sent(scope_of("http", "127.0.0.1", "192.0.2.1"), settings, **denied)
    assert (seen, messages[0]["status"]) == ([], 403)
    seen, messages = await sent(scope_of("websocket", "127.0.0.1", "192.0.2.1"), settings, **denied)
    assert (seen, messages) == ([], [{"type": "websocket.close"}])


def test_a_network_that_is_none_is_named_at_the_start() -> None:
    with pytest.raises(ValueError, match="must be networks such as"):
        Config(denied_networks="192.0.2.0/33")
