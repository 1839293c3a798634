"""A letter, and the bytes that it is sent as."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from django.conf import settings

from craftify.outbox import Undeliverable

_SPECIAL = re.compile(r"[()<>\[\]:;@\\,.\"]")  # RFC 5322, 3.2.3
_NOT_ATOM = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One mail to one person.

    `id` is the same whenever it is sent again. Letters of one `thread` (any word) are shown
    together. `choices` is the address of the page where the reader chooses what is sent.
    """

    id: str
    to: str
    to_name: str = ""
    subject: str
    html: str
    text: str
    at: datetime
    thread: str = ""
    choices: str = ""

    @property
    def atom(self) -> str:
        """The id with nothing but letters, digits, `_`, `-` and single dots."""
        return _NOT_ATOM.sub(".", self.id).strip(".")


def sender() -> tuple[str, str]:
    """Name and address that letters come from."""
    return parseaddr(settings.CRAFTIFY.mail_from)


def encoded(letter: Letter) -> bytes:
    """RFC 5322 bytes with CRLF: text first, then HTML (RFC 2046, multipart/alternative).

    The same letter gives the same bytes: date, Message-ID and boundary come from it.

    Raises:
        Undeliverable: the address is not one that mail can be sent to.
    """
    name, address = sender()
    domain = address.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _one_line(letter.subject)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = _recipient(letter)
    message["Date"] = letter.at
    message["Message-ID"] = f"<{letter.atom}@{domain}>"
    if letter.thread:
        message["References"] = f"<{_NOT_ATOM.sub('.', letter.thread)}@{domain}>"
    if letter.choices:
        message["List-Unsubscribe"] = f"<{letter.choices}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
    message["Craftify-Delivery"] = letter.atom  # SES puts a Message-ID of its own
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for part in message.iter_parts():
        del part["MIME-Version"]  # once, at the top
    content = hashlib.sha256("\0".join((letter.subject, letter.text, letter.html)).encode())
    message.set_boundary(f"craftify-{content.hexdigest()[:40]}")
    return message.as_bytes()


def _recipient(letter: Letter) -> Address:
    try:
        if letter.to.isascii() and letter.to.isprintable() and "@" in letter.to:
            return Address(_display(letter.to_name), addr_spec=letter.to)
    except (HeaderParseError, ValueError, IndexError):
        pass  # the parser of addresses raises any of these for what is none
    # The address itself is not said: reasons are logged and shown to administrators.
    raise Undeliverable("The person’s address is not one that mail can be sent to.") from None


def _display(name: str) -> str:
    """A name that needs no quotes: folded over two lines, Python's email package loses them, and
    what looks like an address in the name would become one.
    """
    return " ".join(_SPECIAL.sub(" ", _one_line(name)).split())[:60]


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
