"""The `.eml` file of an email: what mail clients open and servers send."""

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP


def eml(
    *,
    subject: str,
    html: str,
    text: str,
    sender: str = "",
    recipient: str = "",
    message_id: str = "",
) -> bytes:
    """RFC 5322 bytes, multipart/alternative: `text` first, then `html`, both UTF-8.

    The same input gives the same bytes: the boundary comes from the content, and there is no
    date. `sender` and `recipient` are addresses ("a@b.example") or "" for no such header.
    Line ends are CRLF; control characters in the subject become spaces.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _one_line(subject)
    if sender:
        message["From"] = _address(sender)
    if recipient:
        message["To"] = _address(recipient)
    if message_id:
        message["Message-ID"] = _one_line(message_id)
    message.set_content(_lines(text), charset="utf-8", cte=_encoding(text))
    message.add_alternative(_lines(html), subtype="html", charset="utf-8", cte=_encoding(html))
    for part in message.iter_parts():
        del part["MIME-Version"]  # once, at the top
    content = hashlib.sha256("\0".join((subject, text, html)).encode()).hexdigest()
    message.set_boundary(f"craftify-{content[:40]}")
    return message.as_bytes()


def _one_line(value: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _lines(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(value: str) -> str:
    """Mostly ASCII stays readable; other scripts are shorter in base64."""
    foreign = sum(1 for character in value if ord(character) > 127)
    return "base64" if foreign * 6 > len(value) else "quoted-printable"


def _address(value: str) -> Address:
    return Address(addr_spec=_one_line(value))
