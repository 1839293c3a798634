"""What a list is asked for in the parameters of its address: words and days."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from craftify.errors import Invalid


def word(given: Mapping[str, str], field: str, pattern: str, said: str) -> str:
    """A word that matches `pattern`, or nothing; `said` ends the sentence of the refusal.

    Raises:
        Invalid: it does not.
    """
    text = given.get(field, "").strip()
    if text and not re.fullmatch(pattern, text):
        raise Invalid(f"“{field}” is {said}.", field=field)
    return text


def period(given: Mapping[str, str]) -> tuple[str, str]:
    """The days `from` and `to` in UTC as the first moment that is meant and the first after; each
    is empty where nothing was given.

    Raises:
        Invalid: one is no day, or the last is before the first.
    """
    since, until = _day(given, "from"), _day(given, "to")
    if since and until and until < since:
        raise Invalid("The last day is before the first one.", field="to")
    after = until + timedelta(days=1) if until else None
    return since.isoformat() if since else "", after.isoformat() if after else ""


def _day(given: Mapping[str, str], field: str) -> date | None:
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
