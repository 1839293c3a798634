"""The workflows' table: what comes out is what went in, and the second writer loses."""

from dataclasses import replace

import pytest

from approvals import domain
from approvals.domain import WorkflowStatus
from approvals.store import workflows as store
from craftify import clock
from craftify.dynamo.transact import RacedError, Write
from tests.approvals.letters import submitted
from tests.cast import Acme


def test_the_second_writer_of_the_same_review_loses(acme: Acme) -> None:
    review = submitted(acme.eve)
    first, second = (
        domain.withdraw(review, by_name=name, now=clock.now()) for name in ("Eve", "Max")
    )
    write = Write()
    store.replace(write, review, first)
    write.commit()
    write = Write()
    store.replace(write, review, second)
    with pytest.raises(RacedError):
        write.commit()
    stored = store.get(acme.id, review.id)
    assert stored == replace(first, revision=2)


def test_a_review_is_added_once(acme: Acme) -> None:
    review = submitted(acme.eve)
    write = Write()
    store.add(write, replace(review, note="Another"))
    with pytest.raises(RacedError):
        write.commit()
    assert store.get(acme.id, review.id) == review


def test_a_closed_review_moves_to_the_closed_list(acme: Acme) -> None:
    review = submitted(acme.eve)
    write = Write()
    closed = domain.withdraw(review, by_name="Eve", now=clock.now())
    store.replace(write, review, closed)
    write.commit()
    assert list(store.in_state(acme.id, is_open=True)) == []
    [found] = store.in_state(acme.id, is_open=False)
    assert found.status == WorkflowStatus.CANCELLED
    assert list(store.in_state("org_other", is_open=False)) == []
