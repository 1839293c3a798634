"""How often somebody may fail to sign in; counted where requests are (`craftify.security`)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from craftify.errors import TooManyRequests
from craftify.security.counting import Count, counters
from craftify.security.limits import WINDOW, network

_HOUR = 3600
# Nobody's mailbox is to be filled by strangers, and nobody asks for more by mistake.
_FROM_ADDRESS, _TO_ACCOUNT = 20, 3
# Three of a million codes are right at any time: this lets one in 700 guessers in, a day.
_CODES = 5
_FAMILIAR = 30 * 24 * _HOUR


class TooManyFailures(TooManyRequests):
    """The allowance of failed sign-ins is used up, for this account or this network address."""


class TooManyAsked(TooManyRequests):
    """The allowance of letters is used up for this network address."""


@contextmanager
def attempt(email: str, address: str) -> Iterator[None]:
    """The block asks for a password: counted before, and given back when it ends without a raise.

    So any number at the same time get no more guesses than the limit. An account that does not
    exist is counted like one that does. Where an account has signed in lately it has a count of its
    own, or anybody could lock its owner out by failing from elsewhere.

    Raises:
        TooManyFailures: `details["retryAfter"]` is in seconds.
    """
    here = network(address)
    pair = f"{email}|{here}"
    familiar = counters().add("familiar", pair, _FAMILIAR, by=0).count
    taken = (
        [("familiar-failed", pair)] if familiar else [("failed-at", here), ("failed-for", email)]
    )
    most = settings.CRAFTIFY.sign_in_failures_per_15_minutes
    counts = [counters().add(group, of, WINDOW) for group, of in taken]
    over = [count for count in counts if count.count > most]
    if over:
        raise _too_many("Signing in failed", most, over)
    yield
    for group, of in taken:
        counters().add(group, of, WINDOW, by=-1)
    if not familiar:
        counters().add("familiar", pair, _FAMILIAR)


@contextmanager
def code_attempt(user_id: str) -> Iterator[None]:
    """The same for a code of the second step, wherever it comes from.

    Raises:
        TooManyFailures: `details["retryAfter"]` is in seconds.
    """
    count = counters().add("codes", user_id, WINDOW)
    if count.count > _CODES:
        raise _too_many("The code was wrong", _CODES, [count])
    yield
    counters().add("codes", user_id, WINDOW, by=-1)


def may_ask_for_letter(email: str, address: str) -> bool:
    """Whether one more letter may go to an account, known or not; counts it.

    Raises:
        TooManyAsked: too many letters were asked for from this network address.
    """
    here = counters().add("letters-from", network(address), _HOUR)
    if here.count > _FROM_ADDRESS:
        raise TooManyAsked(
            "Too many letters were asked for from here. Wait a while, then try again.",
            retryAfter=_seconds(here),
            limit=_FROM_ADDRESS,
        )
    return counters().add("letters-to", email, _HOUR).count <= _TO_ACCOUNT


def _too_many(what: str, most: int, over: list[Count]) -> TooManyFailures:
    seconds = max(_seconds(count) for count in over)
    return TooManyFailures(
        f"{what} {most} times. Wait {-(-seconds // 60)} min, then try again.",
        retryAfter=seconds,
        limit=most,
    )


def _seconds(count: Count) -> int:
    return max(1, -int(-count.resets // 1))
