"""Where webhooks never go, however the address is written and whatever its name leads to."""

from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify.webhooks import sender, targets
from craftify.webhooks.addresses import Reach
from craftify.webhooks.sender import NoAnswer
from craftify.webhooks.targets import AddressRefused

REFUSED = (Path(__file__).parent / "refused.txt").read_text().split()
MALFORMED = [
    "", " ", "receiver.example", "//receiver.example/", "/hooks", "https:/receiver.example",
    "https:receiver.example", "https://", "https:///hooks", "https://?x", "https://:443/",
    "ftp://receiver.example/", "file:///etc/passwd", "gopher://receiver.example:70/_x",
    "dict://receiver.example/", "ldap://receiver.example/", "javascript://receiver.example/",
    "https://user@receiver.example/", "https://user:pass@receiver.example/",
    "https://receiver.example@127.0.0.1/", "https://127.0.0.1@receiver.example/",
    "https://receiver.example:443@127.0.0.1:80/", "https://receiver.example#@127.0.0.1/",
    "https://receiver.example\\@127.0.0.1/", "https:\\\\receiver.example/", "https://a\\b.example/",
    "https://receiver.example/ HTTP/1.1", "https://receiver.example/\r\nHost: x",
    "https://receiver.example/\t", "https://rece\niver.example/", "https://receiver.example/\0",
    "https://receiver.example/#part", "https://bücher.example/", "https://①②⑦.0.0.1/",
    "https://127。0。0。1/", "https://receiver.example/ü", "https://receiver%2eexample/",
    "https://127.0.0.1%00.receiver.example/", "https://receiver..example/", "https://.example/",
    "https://receiver.example./", "https://-receiver.example/", "https://receiver-.example/",
    "https://a b.example/", "https://receiver.example:/", "https://receiver.example:0/",
    "https://receiver.example:65536/", "https://receiver.example:99999999/",
    "https://receiver.example:4 43/", "https://receiver.example:-1/", "https://receiver.example:22/",
    "https://receiver.example:25/", "https://receiver.example:445/", "https://receiver.example:3306/",
    "https://receiver.example:6379/", "https://receiver.example:11211/", "https://x.example:2375/",
    "https://x.example:443:80/", "https://[::1]x/", "https://" + "a" * 64 + ".example/",
    "https://" + "a." * 130 + "example/", "https://receiver.example/" + "x" * 2000,
    "https://x.example;127.0.0.1/", "https://x.example,127.0.0.1/", "https://$(x).example/",
]  # fmt: skip
READ = {
    "https://receiver.example": ("https", "receiver.example", 443, "/", "receiver.example"),
    "HTTPS://Receiver.EXAMPLE/Hooks?Key=V": (
        "https", "receiver.example", 443, "/Hooks?Key=V", "receiver.example",
    ),
    "http://receiver.example?x=1": ("http", "receiver.example", 80, "/?x=1", "receiver.example"),
    "https://receiver.example:8443/a@b": (
        "https", "receiver.example", 8443, "/a@b", "receiver.example:8443",
    ),
    "https://xn--bcher-kva.example/": (
        "https", "xn--bcher-kva.example", 443, "/", "xn--bcher-kva.example",
    ),
    "https://8.8.8.8:443/": ("https", "8.8.8.8", 443, "/", "8.8.8.8"),
    "https://[2001:4860:4860:0::8888]:8443/x": (
        "https", "2001:4860:4860::8888", 8443, "/x", "[2001:4860:4860::8888]:8443",
    ),
    "http://intranet/": ("http", "intranet", 80, "/", "intranet"),
}  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1",
          "192.0.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.255", "168.63.129.17",
          "2001:4860:4860::8888", "2606:4700::1111", "2003::1", "2a00:1450::1"]  # fmt: skip
NOTHING_NAMED = Reach()


def refuse(url: str, reach: Reach = NOTHING_NAMED) -> None:
    targets.refuse_unreachable(targets.read(url, https_only=False), reach)


def test_the_corpus_is_big_enough() -> None:
    assert len(set(REFUSED + MALFORMED)) > 140


@pytest.mark.parametrize("url", REFUSED + MALFORMED)
def test_an_address_is_refused_by_its_looks(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        refuse(url)
    assert refused.value.details == {"field": "url"}
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(("url", "parts"), READ.items())
def test_an_address_is_read(url: str, parts: tuple[object, ...]) -> None:
    found = targets.read(url, https_only=False)
    assert (found.scheme, found.host, found.port, found.path, found.authority) == parts


def test_production_takes_https_only() -> None:
    assert targets.read("https://receiver.example/", https_only=True).port == 443
    with pytest.raises(AddressRefused, match="https"):
        targets.read("http://receiver.example/", https_only=True)


def test_a_masked_address_tells_paths_apart_and_gives_none_away() -> None:
    one = targets.read("https://hooks.example:8443/T0/SECRET?k=1", https_only=True)
    two = targets.read("https://hooks.example:8443/T0/OTHER?k=1", https_only=True)
    assert one.masked.startswith("https://hooks.example:8443/… (")
    assert "SECRET" not in one.masked
    assert one.masked != two.masked


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_called(address: str) -> None:
    assert Reach().refusal(ip_address(address)) == ""


def literal(url: str) -> str:
    """The host of an address of the corpus when a resolver could give it."""
    host = url.removeprefix("http://").partition("/")[0].partition(":")[0]
    try:
        return str(ip_address(host))
    except ValueError:
        return ""


@pytest.mark.parametrize("address", sorted({literal(url) for url in REFUSED} - {""}))
def test_a_name_that_leads_there_is_not_called(address: str) -> None:
    refuse_name([address])


@pytest.mark.parametrize(
    "address",
    ["::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::1",
     "fe80::1", "fe80::1%eth0", "fd00::1", "fec0::1", "ff02::1", "2001::1", "2001:db8::1",
     "100::1"],
)  # fmt: skip
def test_a_name_that_leads_to_such_an_ipv6_address_is_not_called(address: str) -> None:
    refuse_name([address])


def test_one_address_among_good_ones_refuses_a_name() -> None:
    refuse_name(["8.8.8.8", "10.0.0.1", "1.1.1.1"])


def refuse_name(addresses: list[str]) -> None:
    """Nothing is connected to: sockets are closed in this test."""
    target = targets.read("http://receiver.example/", https_only=False)
    with pytest.raises(NoAnswer, match="was not called"):
        sender.post(target, headers={}, body=b"", reach=Reach(), resolve=lambda *_: addresses)


def test_a_name_without_addresses_is_told() -> None:
    target = targets.read("http://receiver.example/", https_only=False)
    resolvers: list[sender.Resolver] = [lambda *_: [], unknown]
    for resolver in resolvers:
        with pytest.raises(NoAnswer, match="no address for the name"):
            sender.post(target, headers={}, body=b"", reach=Reach(), resolve=resolver)


def unknown(host: str, port: int) -> list[str]:
    raise OSError("Name or service not known")


def test_named_networks_are_open_and_no_others() -> None:
    reach = Reach((ip_network("10.1.0.0/16"), ip_network("fd00:1::/32"), ip_network("::1/128")))
    refuse("http://10.1.2.3/", reach)
    refuse("http://[fd00:1::5]:8080/", reach)
    refuse("http://[::1]/", reach)
    for url in ("http://10.2.0.1/", "http://127.0.0.1/", "http://[fd00:2::1]/"):
        with pytest.raises(AddressRefused):
            refuse(url, reach)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "224.0.0.1",
     "255.255.255.255", "::", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "ff02::1",
     "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"],
)  # fmt: skip
def test_metadata_and_the_like_are_never_called(address: str) -> None:
    everything = Reach((ip_network("0.0.0.0/0"), ip_network("::/0")))
    assert everything.refusal(ip_address(address)) == "is never called"


@given(st.ip_addresses(v=4))
def test_the_mapped_form_of_an_ipv4_address_is_never_public(address: object) -> None:
    assert Reach().refusal(ip_address(f"::ffff:{address}")) != ""


@given(st.text(max_size=40) | st.from_regex(r"https?://[\x00-\x7f]{0,30}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = targets.read(text, https_only=False)
    except AddressRefused:
        return
    again = targets.read(f"{found.scheme}://{found.authority}{found.path}", https_only=False)
    assert again == found
