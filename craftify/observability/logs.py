"""The logging configuration: JSON lines in production, lines for people elsewhere.

Every line has the request's id, and none has a token or an email address (LOG-6), not even in the
text of an exception.
"""

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from craftify.origin import origin

# A JSON Web Token, what follows “Bearer”, an email address.
_PRIVATE = re.compile(
    r"\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=Bearer )[\w.~+/=-]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def hidden(text: str) -> str:
    """The text without what is nobody's business."""
    return _PRIVATE.sub("[hidden]", text)


class Readable(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Hide what is private."""
        return hidden(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        """Escape line ends: a client who writes one into an address must not forge a line."""
        record.message = _CONTROL.sub(lambda found: repr(found[0])[1:-1], record.message)
        return super().formatMessage(record)


class Json(JsonFormatter):
    """A line for programs."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Hide what is private, in the fields: in finished JSON it may run into an escape."""
        return {
            name: hidden(value) if isinstance(value, str) else value
            for name, value in super().process_log_record(log_data).items()
        }


class RequestIdFilter(logging.Filter):
    """Puts the id of the request in hand on each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        record.requestId = origin.get().request_id
        return True


def configuration(level: str, *, json: bool) -> dict[str, Any]:
    """What Django's LOGGING wants."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}},
        "formatters": {
            "json": {
                "()": Json,
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(requestId)s",
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
            },
            "readable": {
                "()": Readable,
                "format": "{asctime} {levelname:<7} {requestId:<8.8} {message}",
                "style": "{",
            },
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if json else "readable",
                "filters": ["request_id"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Refusals are answers, not warnings; `craftify.requests` logs each of them once.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "daphne": {"level": "WARNING"},
            "pynamodb": {"level": "WARNING"},
        },
    }
