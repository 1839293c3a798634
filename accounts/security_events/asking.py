"""What is looked for, from the words of an address."""

import re

from accounts.security_events.domain import KINDS, SEVERITIES, Wanted
from craftify.asked import period, word

NAMES = ("kind", "severity", "person", "address", "from", "to")
_ID = r"[\w.:@%-]{1,100}"
_SAID = "an id or an address, at most 100 characters"


def wanted(given: dict[str, str]) -> Wanted:
    """From `NAMES`: a kind, a severity, an id, a network address, the first and last day in UTC.

    Raises:
        Invalid: a value cannot be meant; `details["field"]` names it.
    """
    since, until = period(given)
    return Wanted(
        kind=_one_of(given, "kind", KINDS),
        severity=_one_of(given, "severity", SEVERITIES),
        person=word(given, "person", _ID, _SAID),
        address=word(given, "address", _ID, _SAID),
        since=since,
        until=until,
    )


def _one_of(given: dict[str, str], field: str, known: tuple[tuple[str, str], ...]) -> str:
    words = [one for one, _ in known]
    pattern = "|".join(map(re.escape, words))
    return word(given, field, pattern, f"one of {', '.join(words)}")
