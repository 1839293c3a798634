"""Claim a key, let the work's own transaction say that it is done, keep the answer.

What makes a crash safe is `joined`: while a claim is held, each transaction of the request also
marks the key as done, under the condition that the claim is still ours. So there is no moment at
which the work is done and the key does not say so, and a try that was taken for dead cannot commit.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.exceptions import InvalidTag
from django.conf import settings
from pynamodb.exceptions import DeleteError, PutError, UpdateError
from pynamodb.expressions.update import Action

from craftify import clock
from craftify.api.idempotency.domain import (
    KEPT,
    LEASE,
    MAX_ANSWER_BYTES,
    RETRY_SECONDS,
    AlreadyDone,
    Answer,
    Claim,
    InProgress,
    Key,
    KeyReused,
    State,
    opened,
    sealed,
)
from craftify.api.idempotency.models import KeyItem
from craftify.dynamo.transact import Write, joined

_REFUSED = "ConditionalCheckFailedException"


def claim(key: Key) -> Claim | Answer:
    """The right to do the work; or, if it was done, its answer.

    Raises:
        InProgress: somebody else has the right at this moment.
        AlreadyDone: it was done, and the answer was lost or too big to keep.
        KeyReused: the key came with another request before.
    """
    now = clock.now()
    made = Claim(key, secrets.token_hex(8))
    item = KeyItem(
        key.owner,
        key.name,
        fingerprint=key.fingerprint,
        token=made.token,
        state=State.BEGUN.value,
        leased=clock.stamp(now + LEASE),
        expires=now.replace(microsecond=0) + KEPT,
    )
    given_up = (KeyItem.state == State.BEGUN.value) & (KeyItem.leased < clock.stamp(now))
    free = (
        KeyItem.key.does_not_exist()
        | (KeyItem.expires < now)
        | (given_up & (KeyItem.fingerprint == key.fingerprint))
    )
    try:
        item.save(condition=free)
    except PutError as error:
        if error.cause_response_code != _REFUSED:
            raise
        return _answer(key)
    return made


@contextmanager
def holding(claim: Claim) -> Iterator[None]:
    """Have each transaction in this block mark the work as done, or be refused."""
    item = KeyItem(claim.key.owner, claim.key.name)

    def join(write: Write) -> None:
        write.update(
            item,
            [KeyItem.state.set(State.DONE.value)],
            condition=KeyItem.token == claim.token,
            otherwise=_in_progress(),
        )

    before = joined.set(join)
    try:
        yield
    finally:
        joined.reset(before)


def keep(claim: Claim, answer: Answer) -> None:
    """Keep the answer of work that is done; one that is too big leaves just that it was done."""
    data = sealed(answer, claim.key, settings.SECRET_KEY)
    fits = len(data) <= MAX_ANSWER_BYTES
    change: list[Action] = [KeyItem.state.set((State.ANSWERED if fits else State.DONE).value)]
    if fits:
        change.append(KeyItem.answer.set(data))
    item = KeyItem(claim.key.owner, claim.key.name)
    try:
        item.update(change, condition=KeyItem.token == claim.token)
    except UpdateError as error:  # taken over: whoever has it now answers
        if error.cause_response_code != _REFUSED:
            raise


def release(claim: Claim) -> None:
    """Give the right back, unless something was done with it."""
    ours = (KeyItem.token == claim.token) & (KeyItem.state == State.BEGUN.value)
    try:
        KeyItem(claim.key.owner, claim.key.name).delete(condition=ours)
    except DeleteError as error:
        if error.cause_response_code != _REFUSED:
            raise


def _answer(key: Key) -> Answer:
    try:
        found = KeyItem.get(key.owner, key.name, consistent_read=True)
    except KeyItem.DoesNotExist:  # given back a moment ago
        raise _in_progress() from None
    if found.fingerprint != key.fingerprint:
        raise KeyReused(
            "This “Idempotency-Key” came with another request before. Send a new key with each "
            "new request.",
            field="Idempotency-Key",
        )
    if found.state == State.ANSWERED and found.answer:
        try:
            return opened(found.answer, key, settings.SECRET_KEY)
        except InvalidTag:  # the server's secret was exchanged in between
            raise _done() from None
    if found.leased > clock.stamp(clock.now()):
        raise _in_progress()
    raise _done()


def _in_progress() -> InProgress:
    return InProgress(
        "The same request is being worked on. Ask again in a moment, with the same key.",
        retryAfter=RETRY_SECONDS,
    )


def _done() -> AlreadyDone:
    return AlreadyDone(
        "This was done, and its answer is not kept. Nothing was done again: look at what there is."
    )
