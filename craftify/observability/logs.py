"""The logging configuration: JSON lines, except in development, where people read them."""

import logging
from typing import Any

from craftify.origin import origin


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
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(requestId)s",
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
            },
            "readable": {"format": "{asctime} {levelname:<7} {message}", "style": "{"},
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
