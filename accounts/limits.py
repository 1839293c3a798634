"""How often somebody may fail to sign in; counted in the shared cache."""

from django.conf import settings
from django_ratelimit.core import get_usage

from craftify.errors import TooManyRequests

_GROUP = "sign-in-failures"
# Nobody's mailbox is to be filled by strangers, and nobody asks for more by mistake.
_FROM_ADDRESS, _TO_ACCOUNT = "20/h", "3/h"
# Three of a million codes are right at any time: this lets one in 700 guessers in, a day.
_CODES = "5/15m"


class TooManyFailures(TooManyRequests):
    """The allowance of failed sign-ins is used up for this account from this address."""


class TooManyAsked(TooManyRequests):
    """The allowance of letters is used up for this network address."""


def refuse_guessing(email: str, address: str) -> None:
    """Refuse an account whose password was wrong too often from this network address.

    An account that does not exist is counted like one that does.

    Raises:
        TooManyFailures: `details["retryAfter"]` is in seconds.
    """
    usage = _usage(email, address, increment=False)
    if usage["count"] >= usage["limit"]:
        seconds = max(1, usage["time_left"])
        raise TooManyFailures(
            f"Signing in failed {usage['limit']} times. Wait {-(-seconds // 60)} min, then try "
            "again.",
            retryAfter=seconds,
        )


def count_failure(email: str, address: str) -> None:
    """Remember a wrong password."""
    _usage(email, address, increment=True)


def may_ask_for_letter(email: str, address: str) -> bool:
    """Whether one more letter may go to an account, known or not; counts it.

    Raises:
        TooManyAsked: too many letters were asked for from this network address.
    """
    here = get_usage(
        None, group="letters-from", key=lambda *_: address, rate=_FROM_ADDRESS, increment=True
    )
    if here["should_limit"]:
        raise TooManyAsked(
            "Too many letters were asked for from here. Wait a while, then try again.",
            retryAfter=max(1, here["time_left"]),
        )
    there = get_usage(
        None, group="letters-to", key=lambda *_: email, rate=_TO_ACCOUNT, increment=True
    )
    return not there["should_limit"]


def refuse_guessed_codes(user_id: str) -> None:
    """Refuse a user whose second step was wrong too often, from wherever it came.

    Raises:
        TooManyFailures: `details["retryAfter"]` is in seconds.
    """
    usage = _codes(user_id, increment=False)
    if usage["count"] >= usage["limit"]:
        seconds = max(1, usage["time_left"])
        raise TooManyFailures(
            f"The code was wrong {usage['limit']} times. Wait {-(-seconds // 60)} min, then try "
            "again.",
            retryAfter=seconds,
        )


def count_wrong_code(user_id: str) -> None:
    """Remember a wrong code."""
    _codes(user_id, increment=True)


def _codes(user_id: str, *, increment: bool) -> dict[str, int]:
    usage: dict[str, int] = get_usage(
        None, group="codes", key=lambda *_: user_id, rate=_CODES, increment=increment
    )
    return usage


def _usage(email: str, address: str, *, increment: bool) -> dict[str, int]:
    usage: dict[str, int] = get_usage(
        None,
        group=_GROUP,
        key=lambda *_: f"{email}|{address}",
        rate=f"{settings.CRAFTIFY.sign_in_failures_per_15_minutes}/15m",
        increment=increment,
    )
    return usage
