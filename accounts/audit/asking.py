"""What is looked for, from the words of an address."""

import re
from datetime import date, timedelta

from accounts.audit.domain import Wanted
from craftify.errors import Invalid

NAMES = ("person", "kind", "resource", "from", "to", "alarms")
_NAME = re.compile(r"[\w.:@-]{1,100}")


def wanted(given: dict[str, str]) -> Wanted:
    """From `NAMES`: ids, a kind of event, the first and the last day in UTC, and `alarms` = 1.

    Raises:
        Invalid: a value cannot be meant; `details["field"]` names it.
    """
    since, until = _day(given, "from"), _day(given, "to")
    if since and until and until < since:
        raise Invalid("The last day is before the first one.", field="to")
    if given.get("alarms", "") not in {"", "1"}:
        raise Invalid("“alarms” is 1, or left out.", field="alarms")
    return Wanted(
        person=_name(given, "person"),
        kind=_name(given, "kind"),
        resource=_name(given, "resource"),
        since=since.isoformat() if since else "",
        until=(until + timedelta(days=1)).isoformat() if until else "",
        alarms=given.get("alarms") == "1",
    )


def _name(given: dict[str, str], field: str) -> str:
    text = given.get(field, "").strip()
    if text and not _NAME.fullmatch(text):
        raise Invalid(f"“{field}” is an id or a word, at most 100 characters long.", field=field)
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
