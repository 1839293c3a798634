"""One call over real sockets: pinned, verified, bounded, and never led elsewhere."""

import datetime as dt
import socket
import ssl
import threading
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from craftify.webhooks import sender
from craftify.webhooks.addresses import Reach
from craftify.webhooks.sender import Answer, Limits, NoAnswer
from craftify.webhooks.targets import Target
from tests.craftify.webhooks.receivers import (
    Answering,
    Receiver,
    Request,
    loopback,
    receiver,
    says,
    status,
)

pytestmark = pytest.mark.network
SHORT = Limits(connect=5, read=0.3, total=0.9, excerpt=64)


def post(target: Target, *, limits: Limits = Limits(), **how: object) -> Answer:  # noqa: B008 (frozen)
    return sender.post(
        target,
        headers={"Content-Type": "application/json", "Craftify-Id": "evt_1"},
        body=b'{"id":"evt_1"}',
        reach=loopback(),
        limits=limits,
        **how,  # type: ignore[arg-type]  # resolve or context, as each test says
    )


class Resolver:
    """Gives one answer a call, and the last one again; counts the calls."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def test_a_call_is_one_post_with_its_headers_and_body() -> None:
    with receiver() as one:
        assert post(one.target(path="/hooks?x=1")) == Answer(200, "ok")
        [request] = one.requests
    assert request.line == "POST /hooks?x=1 HTTP/1.1"
    assert request.body == b'{"id":"evt_1"}'
    assert request.headers["host"] == f"127.0.0.1:{one.port}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["craftify-id"] == "evt_1"
    assert request.headers["connection"] == "close"
    assert request.headers["accept-encoding"] == "identity"


def test_a_name_is_resolved_once_and_the_checked_address_is_called() -> None:
    resolve = Resolver(["127.0.0.1"], ["10.0.0.1"])
    with receiver() as one:
        assert post(one.target("rebinding.example"), resolve=resolve).is_success
        assert one.requests[0].headers["host"] == f"rebinding.example:{one.port}"
    assert resolve.asked == ["rebinding.example"]


def test_a_name_that_moves_to_a_closed_address_is_not_called_the_next_time() -> None:
    resolve = Resolver(["127.0.0.1"], ["169.254.169.254"])
    with receiver() as one:
        assert post(one.target("rebinding.example"), resolve=resolve).is_success
        with pytest.raises(NoAnswer, match=r"leads to 169\.254\.169\.254, which is never called"):
            post(one.target("rebinding.example"), resolve=resolve)
        assert len(one.requests) == 1


def test_loopback_is_not_called_unless_it_is_named() -> None:
    with receiver() as one:
        for host in ("127.0.0.1", "localhost"):
            with pytest.raises(NoAnswer, match="was not called"):
                sender.post(
                    one.target(host), headers={}, body=b"", reach=Reach(),
                    resolve=lambda *_: ["127.0.0.1"],
                )  # fmt: skip
        assert one.requests == []


def test_the_resolver_of_the_machine_is_asked() -> None:
    assert "127.0.0.1" in sender.lookup("localhost", 80)


def test_a_slow_resolver_is_not_waited_for() -> None:
    ended = threading.Event()

    def slow(host: str, port: int) -> list[str]:
        ended.wait(30)
        return ["127.0.0.1"]

    with pytest.raises(NoAnswer, match="could not be resolved in time"):
        post(Target("http", "slow.example", 80, "/"), resolve=slow, limits=Limits(connect=0.1))
    ended.set()


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(code: int) -> None:
    with receiver() as elsewhere, receiver() as one:
        one.answer = says(
            b"HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
            % (code, elsewhere.url.encode())
        )
        answer = post(one.target())
        assert (answer.status, answer.is_success) == (code, False)
        assert elsewhere.requests == []


@pytest.mark.parametrize("code", [200, 201, 202, 204, 299])
def test_every_status_of_success_is_one(code: int) -> None:
    with receiver(status(code)) as one:
        assert post(one.target()).is_success


@pytest.mark.parametrize("code", [199 + 101, 400, 401, 404, 410, 429, 500, 503, 599])
def test_other_statuses_are_none(code: int) -> None:
    with receiver(status(code)) as one:
        assert not post(one.target()).is_success


def drip(prefix: bytes, byte: bytes, stop: threading.Event) -> Answering:
    """Sends a byte now and then, for ever, so that no single wait is long."""

    def write(request: Request, connection: socket.socket) -> None:
        connection.sendall(prefix)
        while not stop.wait(0.02):
            connection.sendall(byte)

    return write


@pytest.mark.parametrize(
    ("prefix", "byte"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_an_answer_that_does_not_begin_ends_with_the_time(prefix: bytes, byte: bytes) -> None:
    stop = threading.Event()
    with receiver(drip(prefix, byte, stop)) as one:
        with pytest.raises(NoAnswer):
            post(one.target(), limits=SHORT)
        stop.set()


def test_silence_ends_with_the_time() -> None:
    stop = threading.Event()
    with receiver(lambda *_: stop.wait(30)) as one:
        with pytest.raises(NoAnswer, match="did not answer in time"):
            post(one.target(), limits=SHORT)
        stop.set()


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 500 No\r\n\r\n",
    ],
)
def test_a_body_without_end_is_cut_and_the_status_counts(head: bytes) -> None:
    stop = threading.Event()
    with receiver(drip(head, b"x" * 1000, stop)) as one:
        answer = post(one.target(), limits=SHORT)
        stop.set()
    assert answer.excerpt == "x" * 64
    assert answer.is_success == (b"200" in head)


def test_a_body_that_drips_is_kept_as_far_as_it_came() -> None:
    stop = threading.Event()
    with receiver(drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x", stop)) as one:
        answer = post(one.target(), limits=Limits(read=0.3, total=0.5, excerpt=10_000))
        stop.set()
    assert answer.is_success
    assert 0 < len(answer.excerpt) < 200


def test_a_chunked_body_is_read_and_a_broken_one_is_cut() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with receiver(says(head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")) as one:
        assert post(one.target()) == Answer(200, "abcde")
        one.answer = says(head + b"3\r\nabc\r\nzz\r\n")
        assert post(one.target()) == Answer(200, "abc")


def test_a_body_is_shown_as_text_without_control_characters() -> None:
    with receiver(says(b"HTTP/1.1 200 OK\r\n\r\n\xff\x00\x1b[31m\n\xc3\xbc")) as one:
        assert post(one.target()).excerpt == "��\ufffd[31m\nü"


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n", b"+OK POP3\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_http_is_no_answer(answer: bytes) -> None:
    with receiver(says(answer)) as one, pytest.raises(NoAnswer):
        post(one.target(), limits=SHORT)


def test_nobody_listening_is_told() -> None:
    with receiver() as one:
        gone = one.target()
    with pytest.raises(NoAnswer, match=r"^The connection to 127\.0\.0\.1 failed: "):
        post(gone)


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
def test_the_next_address_is_tried_when_one_takes_no_connection() -> None:
    with receiver() as one:
        resolve = Resolver(["127.0.0.2", "127.0.0.1"])
        assert post(one.target("two.example"), resolve=resolve).is_success


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as proxy, receiver() as one:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert post(one.target()).is_success
        assert proxy.requests == []


class Authority:
    """A certificate authority of the test; `server` and `client` give contexts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        own = self._sign(self._name, self._key, x509.BasicConstraints(ca=True, path_length=None))
        self._own = own.public_bytes(serialization.Encoding.PEM)

    def _sign(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        day = dt.timedelta(days=1)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - day)
            .not_valid_after(now + day)
            .add_extension(extension, critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def server(self, host: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        certificate = self._sign(x509.Name([]), key, names)
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file = self._folder / "server.pem"
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def client(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self._own.decode())


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def secure(one: Receiver, host: str) -> Target:
    return one.target(host, scheme="https")


def test_tls_is_verified_against_the_name_at_the_pinned_address(authority: Authority) -> None:
    resolve = Resolver(["127.0.0.1"])
    with receiver(context=authority.server("hooks.example")) as one:
        answer = post(secure(one, "hooks.example"), resolve=resolve, context=authority.client())
        assert answer.is_success
        assert one.requests[0].headers["host"] == f"hooks.example:{one.port}"


def test_a_certificate_of_another_name_is_refused(authority: Authority) -> None:
    resolve = Resolver(["127.0.0.1"])
    with receiver(context=authority.server("other.example")) as one:
        with pytest.raises(NoAnswer, match=r"The certificate of hooks\.example"):
            post(secure(one, "hooks.example"), resolve=resolve, context=authority.client())
        assert one.requests == []


def test_an_authority_that_nobody_knows_is_refused(authority: Authority) -> None:
    resolve = Resolver(["127.0.0.1"])
    with receiver(context=authority.server("hooks.example")) as one:
        with pytest.raises(NoAnswer, match=r"The certificate of hooks\.example"):
            post(secure(one, "hooks.example"), resolve=resolve)
        assert one.requests == []


def test_a_receiver_without_tls_is_refused() -> None:
    resolve = Resolver(["127.0.0.1"])
    with (
        receiver(says(b"HTTP/1.1 400 Bad\r\n\r\n")) as one,
        pytest.raises(NoAnswer, match=r"hooks\.example"),
    ):
        post(secure(one, "hooks.example"), resolve=resolve, limits=SHORT)
