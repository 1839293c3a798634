"""How many letters of invitation an organization may send; counted in the shared cache."""

from django_ratelimit.core import get_usage

from craftify.errors import TooManyRequests

_OF_ORGANIZATION, _TO_ADDRESS = "100/d", "3/h"


class TooManyLetters(TooManyRequests):
    """The allowance of letters is used up."""


def count_letter(organization_id: str, email: str) -> None:
    """Count one more letter to an address.

    Raises:
        TooManyLetters: to this address, or by this organization; `details["retryAfter"]` is in s.
    """
    for group, key, rate in (
        ("invitations-to", f"{organization_id}|{email}", _TO_ADDRESS),
        ("invitations-of", organization_id, _OF_ORGANIZATION),
    ):
        usage = get_usage(None, group=group, key=lambda *_, key=key: key, rate=rate, increment=True)
        if usage["should_limit"]:
            raise TooManyLetters(
                f"At most {usage['limit']} letters are sent "
                f"{'to one address in an hour' if rate == _TO_ADDRESS else 'in a day'}. "
                "Wait, then try again.",
                retryAfter=max(1, usage["time_left"]),
            )
