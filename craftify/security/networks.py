"""Networks as people write them, for the settings as well: nothing else is imported here."""

from ipaddress import IPv4Network, IPv6Network, ip_network

_MAPPED = IPv6Network("::ffff:0:0/96")


def network(text: str) -> IPv4Network | IPv6Network:
    """The network that a text writes; one of IPv4 that is written as one of IPv6 is that of IPv4.

    Raises:
        ValueError: it is none.
    """
    found = ip_network(text.strip())
    if isinstance(found, IPv6Network) and found.subnet_of(_MAPPED):
        mapped = found.network_address.ipv4_mapped
        return IPv4Network((int(mapped or 0), found.prefixlen - _MAPPED.prefixlen))
    return found
