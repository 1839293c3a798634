"""What comes round is done by one process at a time, also after somebody died over it."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from craftify import clock, periodic
from craftify.periodic import Job, PeriodicItem

Change = Callable[[str, str | None, datetime], str | None]
done: list[datetime] = []
troubles: list[BaseException] = []


def job() -> None:
    """The job of these tests."""
    done.append(clock.now())
    if troubles:
        raise troubles.pop()


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.instant = clock.now()

    def __call__(self) -> datetime:
        return self.instant

    def pass_by(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock of the test's own, and nothing done yet."""
    done.clear()
    troubles.clear()
    for item in PeriodicItem.scan():
        item.delete()
    here = Clock()
    monkeypatch.setattr(clock, "now", here)
    return here


def worker() -> Job:
    """Somebody who looks once a step and does not wait."""
    made = Job("tests.craftify.test_periodic.job", 60)
    made.stopping.set()
    return made


def test_a_job_is_done_once_in_its_time_by_whoever_comes_first(time: Clock) -> None:
    workers = [worker() for _ in range(3)]
    for _ in range(4):
        for one in workers:
            one.step()
        time.pass_by(30)
    assert len(done) == 2


def test_a_job_that_fails_is_done_again_in_its_time(time: Clock) -> None:
    troubles.append(ConnectionError("down"))
    with pytest.raises(ConnectionError):
        worker().step()
    worker().step()
    assert len(done) == 1
    time.pass_by(60)
    worker().step()
    assert len(done) == 2


def test_a_job_whose_process_died_is_done_by_another(
    time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever is killed changes nothing any more.
    with monkeypatch.context() as dead:
        dead.setattr(periodic, "_change", _dies_after_the_lease(periodic._change))
        worker().step()
    time.pass_by(60)
    worker().step()
    assert len(done) == 1
    time.pass_by(periodic.LEASE.total_seconds())
    worker().step()
    assert len(done) == 2


def _dies_after_the_lease(change: Change) -> Change:
    calls = iter([change])

    def once(path: str, token: str | None, due: datetime) -> str | None:
        return next(calls, lambda *_: None)(path, token, due)

    return once


def test_of_many_at_once_one_does_it(time: Clock) -> None:
    workers = [threading.Thread(target=worker().step) for _ in range(8)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(done) == 1


def test_the_probe_tells_when_nobody_does_it(time: Clock, settings: Settings) -> None:
    settings.PERIODIC = {"tests.craftify.test_periodic.job": 60}
    with pytest.raises(TimeoutError):
        periodic.probe()
    worker().step()
    periodic.probe()
    time.pass_by(60 + periodic.LATE.total_seconds())
    periodic.probe()
    time.pass_by(1)
    with pytest.raises(TimeoutError):
        periodic.probe()


def test_every_configured_job_is_there() -> None:
    assert {job.name for job in periodic.jobs()} >= {"approvals.actions.due.run"}
