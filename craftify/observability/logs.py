"""The logging configuration: JSON lines in production, lines for people elsewhere.

Every line has the request's id, and none has a secret or an email address (LOG-6), not even in the
text of an exception.
"""

import json
import logging
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from craftify import clock
from craftify.observability.hiding import hidden, hidden_inside
from craftify.origin import origin

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Readable(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Hide what is private."""
        return hidden(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        """Escape line ends: a client who writes one into an address must not forge a line."""
        record.message = _CONTROL.sub(lambda found: repr(found[0])[1:-1], record.message)
        return super().formatMessage(record)


class Json(logging.Formatter):
    """A line for programs. All handlers share one, and a record is formatted once."""

    def format(self, record: logging.LogRecord) -> str:
        """Hide what is private, in the fields: in finished JSON it may run into an escape."""
        known: str | None = getattr(record, _LINE, None)
        if known is None:
            known = self._line(record)
            setattr(record, _LINE, known)
        return known

    def _line(self, record: logging.LogRecord) -> str:
        told = {
            "at": clock.stamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "requestId": getattr(record, "requestId", ""),
            **{name: value for name, value in vars(record).items() if name not in _USUAL},
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        fields = hidden_inside(told)
        try:
            return orjson.dumps(fields).decode()
        except TypeError:  # half of a character, or a number of more than 64 bits
            return json.dumps(fields)


_LINE = "_line"
_USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime", "requestId", _LINE}


class Counter(logging.Handler):
    """Counts lines by level."""

    def emit(self, record: logging.LogRecord) -> None:
        """One more."""
        _lines_of(record.levelname).inc()


@cache
def _lines_of(level: str) -> Any:
    # The metrics wait for the settings, which wait for this module.
    from craftify.observability.metrics import LOG_LINES  # noqa: PLC0415

    return LOG_LINES.labels(level)


class RequestIdFilter(logging.Filter):
    """Puts the id of the request in hand on each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        record.requestId = origin.get().request_id
        return True


def configuration(
    level: str,
    *,
    json: bool,
    folder: Path | None = None,
    cloudwatch: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What Django's LOGGING wants.

    Args:
        level: the least that is logged.
        json: whether the console gets JSON; files and CloudWatch always do.
        folder: where files are written (`craftify.observability.files`), None for none.
        cloudwatch: `group`, `region` and `endpoint` (`craftify.observability.cloudwatch`).
    """
    handlers: dict[str, dict[str, Any]] = {
        "console": {"()": "craftify.observability.together.Console", "formatter": "json"}
        if json
        else {"class": "logging.StreamHandler", "formatter": "readable"}
    }
    handlers["counter"] = {"()": Counter}
    if folder:
        handlers["file"] = {
            "()": "craftify.observability.files.RotatedFile",
            "folder": folder,
            "formatter": "json",
        }
    if cloudwatch:
        handlers["cloudwatch"] = {
            "()": "craftify.observability.cloudwatch.CloudWatch",
            "formatter": "json",
            **cloudwatch,
        }
    for handler in handlers.values():
        handler["filters"] = ["request_id"]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}},
        "formatters": {
            "json": {"()": Json},
            "readable": {
                "()": Readable,
                "format": "{asctime} {levelname:<7} {requestId:<8.8} {message}",
                "style": "{",
            },
        },
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": level},
        "loggers": {
            # Refusals are answers, not warnings; `craftify.requests` logs each of them once.
            "django.request": {"level": "ERROR"},
            # Anybody can send another host; the line of the request says 400.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"level": "ERROR"},
            "daphne": {"level": "WARNING"},
            **{name: {"level": "WARNING"} for name in _TALKATIVE},
        },
    }


# At DEBUG these write whole requests, with what is in them and how they were signed, or a traceback
# for each variable that a page does without.
_TALKATIVE = ("django.template", "pynamodb", "boto3", "botocore", "s3transfer", "urllib3")
