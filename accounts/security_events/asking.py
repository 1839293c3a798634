"""What is looked for, from the words of an address."""

import re
from datetime import date, timedelta

from accounts.security_events.domain import KINDS, SEVERITIES, Wanted
from craftify.errors import Invalid

NAMES = ("kind", "severity", "person", "address", "from", "to")
_NAME = re.compile(r"[\w.:@%-]{1,100}")


def wanted(given: dict[str, str]) -> Wanted:
    """From `NAMES`: a kind, a severity, an id, a network address, the first and last day in UTC.

    Raises:
        Invalid: a value cannot be meant; `details["field"]` names it.
    """
    since, until = _day(given, "from"), _day(given, "to")
    if since and until and until < since:
        raise Invalid("The last day is before the first one.", field="to")
    return Wanted(
        kind=_one_of(given, "kind", KINDS),
        severity=_one_of(given, "severity", SEVERITIES),
        person=_name(given, "person"),
        address=_name(given, "address"),
        since=since.isoformat() if since else "",
        until=(until + timedelta(days=1)).isoformat() if until else "",
    )


def _one_of(given: dict[str, str], field: str, known: tuple[tuple[str, str], ...]) -> str:
    word = given.get(field, "").strip()
    words = [one for one, _ in known]
    if word and word not in words:
        raise Invalid(f"“{field}” is one of {', '.join(words)}.", field=field)
    return word


def _name(given: dict[str, str], field: str) -> str:
    text = given.get(field, "").strip()
    if text and not _NAME.fullmatch(text):
        raise Invalid(f"“{field}” is an id or an address, at most 100 characters.", field=field)
    return text


def _day(given: dict[str, str], field: str) -> date | None:
    text = given.get(field, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.max
    if not 2000 <= day.year <= 9000:
        raise Invalid(f"“{field}” is a day like 2026-11-23.", field=field)
    return day
