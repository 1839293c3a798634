"""A real mail server on 127.0.0.1, which can refuse, want a password and speak TLS."""

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Mailbox:
    """What arrived; `refusals` holds an answer for RCPT, DATA or QUIT."""

    arrived: list[Envelope] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    port: int = 0
    seconds: float = 0  # until an answer

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.seconds)
        if "RCPT" in self.refusals:
            return f"{self.refusals['RCPT']} <{address}> is not welcome"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (as above)
        await asyncio.sleep(self.seconds)
        if "DATA" in self.refusals:
            return f"{self.refusals['DATA']} not for {envelope.rcpt_tos}"
        self.arrived.append(envelope)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (as above)
        return self.refusals.get("QUIT", "221 Bye")


@contextlib.contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, password: str = "", implicit: bool = False
) -> Iterator[Mailbox]:
    """Listens on a free port of 127.0.0.1 until the block ends."""
    box = Mailbox()

    def authenticator(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=data.password == password.encode(), handled=False)

    more: dict[str, Any] = {}
    if tls and implicit:
        more["ssl_context"] = tls
    elif tls:
        more |= {"tls_context": tls, "require_starttls": True}
    if password:
        more |= {"authenticator": authenticator, "auth_required": True,
                 "auth_require_tls": bool(tls) and not implicit}  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **more)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context for 127.0.0.1, and the file that a client verifies it with."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
    now, day = dt.datetime.now(dt.UTC), dt.timedelta(days=1)
    own = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    known = folder / "known.pem"
    known.write_bytes(own.public_bytes(serialization.Encoding.PEM))
    both = folder / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    both.write_bytes(private + known.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, known
