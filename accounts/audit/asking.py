"""What is looked for, from the words of an address."""

from accounts.audit.domain import Wanted
from craftify.asked import period, word
from craftify.errors import Invalid

NAMES = ("person", "kind", "resource", "from", "to", "alarms")
_NAME = r"[\w.:@-]{1,100}"
_SAID = "an id or a word, at most 100 characters long"


def wanted(given: dict[str, str]) -> Wanted:
    """From `NAMES`: ids, a kind of event, the first and the last day in UTC, and `alarms` = 1.

    Raises:
        Invalid: a value cannot be meant; `details["field"]` names it.
    """
    since, until = period(given)
    if given.get("alarms", "") not in {"", "1"}:
        raise Invalid("“alarms” is 1, or left out.", field="alarms")
    return Wanted(
        person=word(given, "person", _NAME, _SAID),
        kind=word(given, "kind", _NAME, _SAID),
        resource=word(given, "resource", _NAME, _SAID),
        since=since,
        until=until,
        alarms=given.get("alarms") == "1",
    )
