"""Networks as people write them, in settings too: nothing that reads settings is imported here."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network

from craftify.errors import Invalid

Network = IPv4Network | IPv6Network
_MAPPED = IPv6Network("::ffff:0:0/96")


def network(text: str) -> Network:
    """The network that a text writes; one of IPv4 that is written as one of IPv6 is that of IPv4.

    Raises:
        ValueError: it is none.
    """
    found = ip_network(text.strip())
    if isinstance(found, IPv6Network) and found.subnet_of(_MAPPED):
        mapped = found.network_address.ipv4_mapped
        return IPv4Network((int(mapped or 0), found.prefixlen - _MAPPED.prefixlen))
    return found


def networks(texts: Iterable[str], most: int) -> tuple[Network, ...]:
    """The networks that somebody listed; empty texts are left out.

    Raises:
        Invalid: one is no address and no network, or there are more than `most`.
    """
    words = [one.strip() for one in texts if one.strip()]
    if len(words) > most:
        raise Invalid(f"At most {most} networks can be named.", field="networks")
    try:
        return tuple(map(network, words))
    except ValueError:
        raise Invalid(
            "Networks are written like 192.0.2.7, 10.1.0.0/16 or 2001:db8::/32.", field="networks"
        ) from None
