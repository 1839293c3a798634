"""The one clock. Actions read it once and hand the instant down; `domain` never does."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current instant, aware, in UTC, to the millisecond (what the store keeps)."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def stamp(instant: datetime) -> str:
    """`2026-11-23T04:29:32.123Z`: sorts as text in the order of time."""
    text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def parse(text: str) -> datetime:
    """The inverse of `stamp`."""
    return datetime.fromisoformat(text)
