"""A letter for tests of how letters leave."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from craftify.mail import Letter


def letter(**changes: Any) -> Letter:
    fields: dict[str, Any] = {
        "id": "evt_1:usr_2",
        "to": "ann@acme.example",
        "to_name": "Ann Boyd",
        "subject": "Your turn: “Spring sale”",
        "html": "<p>Größe\n.\nend</p>",
        "text": "Größe\n.\nend",
        "at": datetime(2026, 11, 23, 9, tzinfo=UTC),
        "thread": "apr_7",
        "choices": "https://mail.example/settings/notifications",
    }
    return Letter(**fields | changes)


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)
