"""Who calls from where, and who may not (SEC-7).

Behind proxies that are trusted (`CRAFTIFY_TRUSTED_PROXIES`) the caller is the last address of
`X-Forwarded-For` that is not one of them: what stands left of it may be the caller's invention.
An address of IPv4 that is written as one of IPv6 (`::ffff:192.0.2.1`) is the address of IPv4.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from django.conf import settings

from craftify.security.events import Kind, security_event
from craftify.security.networks import Network

Address = IPv4Address | IPv6Address
Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]

_FORWARDED = b"x-forwarded-for"
_REFUSAL = b"This network address may not use Craftify Email. Ask whoever runs it.\n"


def parsed(text: str) -> Address | None:
    """The address that a text writes, with or without a port; None when it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_in(address: Address, networks: Iterable[Network]) -> bool:
    """Whether one of the networks has the address."""
    return any(address in network for network in networks)


def caller(peer: str, forwarded: Iterable[str], trusted: Iterable[Network]) -> Address | None:
    """Who called: `peer`, or whom the trusted proxies say they called for.

    `forwarded` are the values of `X-Forwarded-For` in their order. A part of it that is no address
    ends the search: nothing left of it can be believed.
    """
    address, trusted = parsed(peer), tuple(trusted)
    hops = [hop for value in forwarded for hop in value.split(",")]
    while address and hops and is_in(address, trusted):
        before = parsed(hops.pop())
        if not before:
            break
        address = before
    return address


def may_enter(
    address: Address | None, *, allowed: Iterable[Network], denied: Iterable[Network]
) -> bool:
    """Whether an address may use the product: not denied, and allowed if anything is listed."""
    allowed = tuple(allowed)
    if address is None:
        return not allowed
    return not is_in(address, denied) and (not allowed or is_in(address, allowed))


def known_callers(inner: Application) -> Application:
    """Wrap the application: `scope["client"]` is the caller, and who may not enter is refused.

    Both HTTP (403) and sockets (closed before they are accepted) come through here.
    """

    async def application(scope: Scope, receive: Any, send: Any) -> None:
        config = settings.CRAFTIFY
        peer, port = scope.get("client") or ("", 0)
        forwarded = [
            value.decode("latin-1")
            for name, value in scope["headers"]
            if name == b"x-forwarded-for"
        ]
        address = caller(str(peer), forwarded, config.trusted_proxies)
        if address:
            scope = {**scope, "client": (str(address), port)}
        if may_enter(address, allowed=config.allowed_networks, denied=config.denied_networks):
            await inner(scope, receive, send)
            return
        security_event(Kind.ADDRESS_REFUSED, address=str(address or ""))
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            await _refuse(send)

    return application


async def _refuse(send: Any) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(_REFUSAL)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSAL})
