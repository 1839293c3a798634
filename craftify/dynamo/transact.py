"""One write of several items, all or nothing, in which each condition has its own refusal."""

import functools
import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from craftify.dynamo.table import Place
from craftify.errors import CraftifyError, Unavailable

P = ParamSpec("P")
R = TypeVar("R")
ATTEMPTS = 8


class RacedError(Exception):
    """A condition without a refusal of its own did not hold: look again and retry."""


class UnrecordedError(Exception):
    """A write without an event of the audit trail, and without a reason for that."""


class Write:
    """Collects puts, updates, deletes and checks; `commit()` does all of them or none.

    `otherwise` is what is raised when that item's condition does not hold; without one the whole
    action is to be run again (`retried`). At most 100 items, 4 MB in all (DynamoDB's limits).

    Each write holds an event of the audit trail (`history.record` sets `recorded`), or says why it
    needs none: `unrecorded`.
    """

    def __init__(self, *, unrecorded: str = "") -> None:
        self.recorded = bool(unrecorded)
        self._steps: dict[str, list[tuple[Callable[[TransactWrite], None], CraftifyError | None]]]
        self._steps = {"check": [], "delete": [], "put": [], "update": []}

    def check(
        self,
        model: type[Model],
        key: tuple[Any, ...],
        condition: Condition,
        otherwise: CraftifyError | None = None,
    ) -> None:
        """Demand something of an item that is not written."""
        hash_key, range_key = (*key, None)[:2]

        def step(transaction: TransactWrite) -> None:
            transaction.condition_check(model, hash_key, range_key, condition=condition)

        self._steps["check"].append((step, otherwise))

    def delete(
        self,
        item: Model,
        condition: Condition | None = None,
        otherwise: CraftifyError | None = None,
    ) -> None:
        """Delete an item."""

        def step(transaction: TransactWrite) -> None:
            transaction.delete(item, condition=condition)

        self._steps["delete"].append((step, otherwise))

    def put(
        self,
        item: Model,
        condition: Condition | None = None,
        otherwise: CraftifyError | None = None,
    ) -> None:
        """Write a whole item."""

        def step(transaction: TransactWrite) -> None:
            transaction.save(item, condition=condition)

        self._steps["put"].append((step, otherwise))

    def update(
        self,
        item: Model,
        actions: list[Action],
        condition: Condition | None = None,
        otherwise: CraftifyError | None = None,
    ) -> None:
        """Change named attributes of an item."""

        def step(transaction: TransactWrite) -> None:
            transaction.update(item, actions=actions, condition=condition)

        self._steps["update"].append((step, otherwise))

    def commit(self) -> None:
        """Do it.

        Raises:
            CraftifyError: the refusal of the first item whose condition did not hold.
            RacedError: only conditions without a refusal, or another transaction, stood in the way.
            UnrecordedError: a mistake of the caller: nothing goes into the audit trail.
        """
        if not self.recorded:
            raise UnrecordedError
        if join := joined.get():
            join(self)
        # PynamoDB sends checks, deletes, puts and updates in this order, whatever order they were
        # given in; the reasons of a cancellation come in the order that was sent.
        steps = [step for kind in self._steps.values() for step in kind]
        try:
            with TransactWrite(connection=_connection()) as transaction:
                for step, _ in steps:
                    step(transaction)
        except TransactWriteError as error:
            raise self._refusal(error, [otherwise for _, otherwise in steps]) from error

    def _refusal(
        self, error: TransactWriteError, refusals: list[CraftifyError | None]
    ) -> Exception:
        reasons = error.cancellation_reasons
        failed = [
            refusal
            for reason, refusal in zip(reasons, refusals, strict=False)
            if reason is not None and reason.code == "ConditionalCheckFailed"
        ]
        for refusal in failed:
            if refusal is not None:
                return refusal
        conflicts = any(reason and reason.code == "TransactionConflict" for reason in reasons)
        if failed or conflicts:
            return RacedError()
        return error


# What adds its own step to each transaction of a request (`craftify.api.idempotency`).
joined: ContextVar[Callable[[Write], None] | None] = ContextVar("joined", default=None)


@functools.cache
def _connection() -> Connection:
    return Connection(region=Place.region, host=Place.host)


def retried(action: Callable[P, R]) -> Callable[P, R]:
    """Run `action` again when it lost a race that was nobody's mistake.

    Raises:
        Unavailable: it lost `ATTEMPTS` times in a row.
    """

    @functools.wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(ATTEMPTS):
            try:
                return action(*args, **kwargs)
            except RacedError:
                time.sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311 (jitter)
        raise Unavailable("Too many people changed this at the same moment. Try again.")

    return run
