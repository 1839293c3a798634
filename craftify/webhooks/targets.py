"""The address of a receiver, read strictly: what two parsers could read differently is refused.

Pure. The connection is made to the parts that were read here, never to the text again.
"""

import hashlib
import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from craftify.errors import Invalid
from craftify.webhooks.addresses import Address, Reach

MAX_LENGTH = 2000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>[^/?]*)(?P<path>/[^?]*)?(?P<query>\?.*)?",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>[0-9]{1,5}))?")
_PRINTABLE = re.compile(r"[!-~]+")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# A name that ends like this is read as an IPv4 address by browsers and C libraries (0x7f.1).
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Above 1023, where no service that takes an HTTP request for its own commands should be met: the
# Fetch standard's list of bad ports, and the usual ports of databases, queues and machines' own
# controls.
_OTHER_SERVICES = frozenset(
    {1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 4369,
     5060, 5061, 5432, 5672, 5900, 5984, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
     9042, 9092, 9200, 9300, 10080, 10250, 11211, 27017}
)  # fmt: skip


class AddressRefused(Invalid):
    """An address that webhooks are not sent to."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="url")


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send; `host` is a name in lower case or an address without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> Address | None:
        """The host, if it is an address and no name."""
        return _address(self.host)

    @property
    def authority(self) -> str:
        """What stands in the header `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def masked(self) -> str:
        """Without the path, which may be a secret (Slack's is); a digest tells two paths apart."""
        digest = hashlib.sha256(self.path.encode()).hexdigest()[:8]
        return f"{self.scheme}://{self.authority}/… ({digest})"


def read(url: str, *, https_only: bool) -> Target:
    """The parts of an address.

    Raises:
        AddressRefused: it is not one that webhooks may be sent to, by its looks; what its name
            leads to is only known when it is called.
    """
    if len(url) > MAX_LENGTH:
        raise AddressRefused(f"An address has at most {MAX_LENGTH} characters.")
    if not _PRINTABLE.fullmatch(url) or "\\" in url or "#" in url:
        raise AddressRefused(
            "Write the whole address in ASCII, without spaces, backslashes and “#”. "
            "A name with other letters has an ASCII form that begins with xn--."
        )
    parts = _URL.fullmatch(url)
    if not parts or parts["scheme"].lower() not in _DEFAULT_PORTS:
        raise AddressRefused("An address begins with https:// and a host.")
    scheme = parts["scheme"].lower()
    if https_only and scheme != "https":
        raise AddressRefused("Here webhooks are only sent over https.")
    if "@" in parts["authority"]:
        raise AddressRefused("Leave out the user name and the password before the “@”.")
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if not authority:
        raise AddressRefused("The host and port of this address cannot be read.")
    port = int(authority["port"] or _DEFAULT_PORTS[scheme])
    if not _usual(port):
        raise AddressRefused(
            f"Webhooks are not sent to port {port}. Use 443, or one above 1023 that does not "
            "belong to another kind of service."
        )
    path = (parts["path"] or "/") + (parts["query"] or "")
    return Target(scheme, _host(authority["host"].lower()), port, path)


def refuse_unreachable(target: Target, reach: Reach) -> None:
    """Refuse a host that is written as an address which may not be called.

    Raises:
        AddressRefused: it is such a one.
    """
    if target.address and (why := reach.refusal(target.address)):
        raise AddressRefused(f"{target.host} {why}. Webhooks go to public addresses.")


def _usual(port: int) -> bool:
    high = 1023 < port < 2**16 and port not in _OTHER_SERVICES
    return high or port in _DEFAULT_PORTS.values()


def _host(text: str) -> str:
    if text.startswith("["):
        try:
            address = IPv6Address(text[1:-1])
        except AddressValueError:
            raise AddressRefused("The IPv6 address in this address cannot be read.") from None
        if address.scope_id is not None:
            raise AddressRefused("Leave out the zone after “%”: it names an interface.")
        return str(address)
    labels = text.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(text))
        except AddressValueError:
            raise AddressRefused(
                "Write an IPv4 address as four decimal numbers without leading zeros."
            ) from None
    if len(text) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused("The host of this address is no valid name.")
    return text


def _address(host: str) -> Address | None:
    if ":" in host:
        return IPv6Address(host)
    return IPv4Address(host) if _NUMBER.fullmatch(host.rpartition(".")[2]) else None
