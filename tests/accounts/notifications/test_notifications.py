"""What somebody does with what they were told; nobody sees anybody else's."""

import pytest

from accounts.notifications import actions, queries
from accounts.notifications.domain import SWITCHES, Channel, Kind, Rhythm, quiet_hours, switched_to
from accounts.notifications.models import NotificationItem
from craftify import clock, history, outbox
from craftify.errors import Invalid, NotFound
from tests.accounts.notifications.telling import told
from tests.cast import Acme, Globex


def heard(acme_id: str) -> list[tuple[str, tuple[str, ...]]]:
    """What open pages will hear, and whose."""
    found = [one for one in outbox.waiting(acme_id) if one.kind == "event"]
    return [(one.type, one.audience) for one in found]


def test_reading_counts_down_and_tells_only_ones_own_pages(acme: Acme) -> None:
    first, second = told(acme.ann), told(acme.ann)
    told(acme.bob)
    assert queries.unread_count(acme.ann) == 2
    read = actions.mark(first.id, actor=acme.ann)
    assert read.read_at
    assert [one.id for one in queries.notifications(acme.ann, unread=True).items] == [second.id]
    assert [one.id for one in queries.notifications(acme.ann).items] == [second.id, first.id]
    assert actions.mark(first.id, actor=acme.ann) == read, "done already"
    assert actions.mark(first.id, actor=acme.ann, read=False).read_at is None
    assert actions.mark_all(actor=acme.ann) == 2
    assert actions.mark_all(actor=acme.ann) == 0
    assert (queries.unread_count(acme.ann), queries.unread_count(acme.bob)) == (0, 1)
    assert heard(acme.id).count(("notificationRead", (acme.ann.id,))) == 3
    assert heard(acme.id).count(("notificationAdded", (acme.bob.id,))) == 1


def test_nobody_gets_anybody_elses(acme: Acme, globex: Globex) -> None:
    one = told(acme.ann)
    for other in (acme.bob, acme.ada, globex.zoe):
        with pytest.raises(NotFound):
            queries.notification(other, one.id)
        with pytest.raises(NotFound):
            actions.mark(one.id, actor=other)
        assert queries.notifications(other).items == ()
    for strange in ("", "x" * 65, "evt_1"):
        with pytest.raises(NotFound):
            actions.mark(strange, actor=acme.ann)


def test_a_full_inbox_is_counted_so_far_and_read_at_once(acme: Acme) -> None:
    for _ in range(103):
        told(acme.ann)
    assert queries.unread_count(acme.ann) == 100
    page = queries.notifications(acme.ann, page=5, limit=25)
    assert (page.total, len(page.items), page.pages) == (103, 3, 5)
    assert actions.mark_all(actor=acme.ann) == 103
    assert queries.unread_count(acme.ann) == 0


def test_it_is_kept_for_90_days(acme: Acme) -> None:
    one = told(acme.ann)
    item = NotificationItem.get(f"{acme.id}#{acme.ann.id}", one.id)
    assert (item.expires - one.added_at).days in {89, 90}


def test_what_is_over_is_read(acme: Acme) -> None:
    told(acme.ann, kind=Kind.REQUESTED, about="apr_1")
    other = told(acme.ann, kind=Kind.REQUESTED, about="apr_2")
    comment = told(acme.ann, about="apr_1")
    actions.settle(acme.id, [acme.ann.id, "system"], "apr_1", [Kind.REQUESTED])
    left = [one.id for one in queries.notifications(acme.ann, unread=True).items]
    assert left == [comment.id, other.id]


def test_choices_are_kept_and_recorded(acme: Acme) -> None:
    wanted = frozenset(SWITCHES) - {(Kind.COMMENT, Channel.MAIL)}
    actions.choose(
        actor=acme.ann,
        switched=switched_to(wanted),
        rhythm=Rhythm.WEEKLY,
        digest_hour=7,
        time_zone="Asia/Kathmandu",
        quiet=quiet_hours("22:00", "06:45"),
    )
    found = queries.choices(acme.ann)
    assert {one for one in SWITCHES if found.wants(*one)} == wanted
    assert (found.rhythm, found.digest_hour) == (Rhythm.WEEKLY, 7)
    assert found.digest_due
    assert found.digest_due > clock.now()
    assert f"{found.digest_due.astimezone(found.zone):%A %H:%M}" == "Monday 07:00"
    assert found.quiet == quiet_hours("22:00", "06:45")
    after = actions.choose(actor=acme.ann, quiet=None)
    assert after.quiet is None
    assert after.rhythm == Rhythm.WEEKLY
    assert actions.choose(actor=acme.ann, quiet=None) == after, "nothing changed"
    trail = [event for event, _ in history.events(acme.id, f"notifications-{acme.ann.id}")]
    assert [event.verb for event in trail] == ["notifications.chosen"] * 2
    assert trail[1].change["before"]["quietFrom"] == "22:00"
    assert trail[1].change["after"]["quietFrom"] == ""
    assert queries.choices(acme.bob).switched == frozenset()


def test_choices_that_cannot_be_change_nothing(acme: Acme) -> None:
    before = queries.choices(acme.ann)
    with pytest.raises(Invalid):
        actions.choose(actor=acme.ann, time_zone="Mars/Olympus", rhythm=Rhythm.DAILY)
    assert queries.choices(acme.ann) == before
