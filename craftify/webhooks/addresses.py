"""Which network addresses may be called: public ones, and those that the operator named. Pure.

The lists follow IANA's registries of special-purpose IPv4 and IPv6 addresses. Of IPv6 only global
unicast (2000::/3) is public, so that what is assigned later is closed until somebody looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_GLOBAL_IPV6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_PUBLIC = tuple(
    (ip_network(network), words)
    for network, words in (
        ("0.0.0.0/8", "this host"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a provider's inner network"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "the local link"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "examples"),
        ("192.52.193.0/24", "multicast relays"),
        ("192.88.99.0/24", "6to4 relays"),
        ("192.168.0.0/16", "a private network"),
        ("198.18.0.0/15", "measurements"),
        ("198.51.100.0/24", "examples"),
        ("203.0.113.0/24", "examples"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "no use yet"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "examples"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "examples"),
    )
)
# Not even when the operator named a network around them: what a cloud tells its machines about
# themselves, secrets included, and addresses that are nobody's alone.
_NEVER = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/32",
        "169.254.0.0/16",
        "100.100.100.200/32",  # Alibaba Cloud's metadata
        "168.63.129.16/32",  # Azure's platform, a public address
        "192.0.0.192/32",  # Oracle Cloud's metadata
        "224.0.0.0/4",
        "255.255.255.255/32",
        "::/128",
        "fd00:ec2::/32",  # AWS's metadata
        "fd20:ce::254/128",  # Google Cloud's metadata
        "fe80::/10",
        "ff00::/8",
    )
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be called: public addresses, and `allowed` networks."""

    allowed: tuple[Network, ...] = ()

    def refusal(self, address: Address) -> str:
        """Why this address is not called, to end a sentence; empty when it may be."""
        inner = _inner(address)
        if _within(address, _NEVER) or (inner and _within(inner, _NEVER)):
            return "is never called"
        if _within(address, self.allowed):
            return ""
        if isinstance(address, IPv6Address) and address not in _GLOBAL_IPV6:
            return "is not a public address"
        for network, words in _NOT_PUBLIC:
            if address in network:
                return f"is not a public address ({words})"
        return ""


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 form of it leads to."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
