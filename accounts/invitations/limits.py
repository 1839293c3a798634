"""How many letters of invitation an organization may send; counted in the shared counters."""

from craftify.errors import TooManyRequests
from craftify.security.counting import counters

_HOUR, _DAY = 3600, 24 * 3600
_OF_ORGANIZATION, _TO_ADDRESS = 100, 3


class TooManyLetters(TooManyRequests):
    """The allowance of letters is used up."""


def count_letter(organization_id: str, email: str) -> None:
    """Count one more letter to an address.

    Raises:
        TooManyLetters: to this address, or by this organization; `details["retryAfter"]` is in s.
    """
    to_address = (f"{organization_id}|{email}", _TO_ADDRESS, _HOUR, "to one address in an hour")
    for of, most, seconds, words in (
        to_address,
        (organization_id, _OF_ORGANIZATION, _DAY, "in a day"),
    ):
        used = counters().add("invitations", of, seconds)
        if used.count > most:
            raise TooManyLetters(
                f"At most {most} letters are sent {words}. Wait, then try again.",
                retryAfter=max(1, int(used.resets)),
            )
