"""Letters by SMTP (RFC 5321), each over a connection of its own.

What the server says may name the recipient, so only the numbers of its answers are passed on.
"""

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator

from django.conf import settings

from craftify.errors import Unavailable
from craftify.mail.letter import Letter, encoded, sender
from craftify.outbox import Undeliverable

SECONDS = 10  # for each answer; all of them together take at most two thirds of a lease
PROBE_SECONDS = 3


def send(letter: Letter) -> None:
    """Hand the letter to the mail server.

    Raises:
        Undeliverable: the server refuses this recipient or letter for good (5xx).
        Unavailable: it does not answer, refuses us, or says "later" (4xx).
    """
    content = encoded(letter)
    try:
        with _connection(SECONDS) as server:
            server.sendmail(sender()[1], [letter.to], content)
    except smtplib.SMTPRecipientsRefused as refused:
        raise _refusal(max(code for code, _ in refused.recipients.values())) from None
    except smtplib.SMTPDataError as refused:
        raise _refusal(refused.smtp_code) from None
    except smtplib.SMTPResponseException as refused:
        raise Unavailable(f"The mail server answered {refused.smtp_code}.") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(f"The mail server could not be used: {type(error).__name__}.") from None


def probe() -> None:
    """Raise what shows that the server does not take us."""
    with _connection(PROBE_SECONDS) as server:
        server.noop()


def _refusal(code: int) -> Exception:
    if code >= 500:
        return Undeliverable(f"The mail server refused the letter with {code}.")
    return Unavailable(f"The mail server answered {code}.")


@contextlib.contextmanager
def _connection(seconds: float) -> Iterator[smtplib.SMTP]:
    config = settings.CRAFTIFY
    place = (config.smtp_host, config.smtp_port)
    server: smtplib.SMTP
    if config.smtp_security == "tls":
        server = smtplib.SMTP_SSL(*place, timeout=seconds, context=_context())
    else:
        server = smtplib.SMTP(*place, timeout=seconds)
    # Whoever answers each time just in time must not outlast the outbox's lease.
    cut = threading.Timer(config.delivery_lease_seconds * 2 / 3, _cut, [server])
    cut.daemon = True
    cut.start()
    try:
        if config.smtp_security == "starttls":
            server.starttls(context=_context())
        if config.smtp_user:
            server.login(config.smtp_user, config.smtp_password)
        yield server
        # The letter is taken: whatever is said now must not have it sent again.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        cut.cancel()
        server.close()


def _cut(server: smtplib.SMTP) -> None:
    with contextlib.suppress(OSError):
        if server.sock:
            server.sock.shutdown(socket.SHUT_RDWR)


def _context() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.CRAFTIFY.smtp_ca_file or None)
