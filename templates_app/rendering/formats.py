"""The two languages a source is written in."""

from enum import StrEnum


class Format(StrEnum):
    MJML = "mjml"
    HTML = "html"
