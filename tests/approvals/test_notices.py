"""Who is told of what: once, in the product and by mail, and never of their own deed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.domain import Member, Role, UserStatus
from accounts.models import MembershipItem, UserItem
from accounts.notifications import actions as notifications
from accounts.notifications import queries
from accounts.notifications.domain import SWITCHES, Channel, Kind, quiet_hours, switched_to
from approvals import actions, notices
from approvals.actions import due
from approvals.comments import actions as comments
from approvals.domain import DecisionKind, Tampered, Workflow
from approvals.store import workflows
from craftify import clock, outbox
from craftify.dynamo.transact import Write
from craftify.outbox import Entry
from templates_app.models import VersionItem
from tests.approvals.letters import submitted
from tests.approvals.test_seats import ALL, becomes, passed, rules, step, timed
from tests.cast import Acme, Globex

APPROVE, REJECT = DecisionKind.APPROVE, DecisionKind.REJECT
CHANGES = DecisionKind.REQUEST_CHANGES


def happen(organization_id: str) -> None:
    """Expand what happened, and leave the mails where they wait."""
    outbox.deliver_pending(organization_id, kinds=["event"])


def told(person: Member, kind: Kind | None = None) -> list[str]:
    """What somebody was told here, the first first."""
    found = reversed(queries.notifications(person, limit=100).items)
    return [one.notice.sentence for one in found if kind in {None, one.notice.kind}]


def unread(person: Member) -> list[str]:
    found = queries.notifications(person, unread=True, limit=100).items
    return [one.notice.sentence for one in found]


def mails(acme_id: str) -> list[tuple[str, str]]:
    """Whom a mail waits for, and of what kind it is."""
    found = [one for one in outbox.waiting(acme_id) if one.kind == "mail"]
    return sorted((one.data["userId"], one.data["kind"]) for one in found)


def everybody(acme: Acme) -> tuple[Member, ...]:
    return acme.ada, acme.max, acme.eve, acme.ann, acme.bob, acme.vic


def test_who_is_asked_is_told_and_who_submitted_hears_the_outcome(acme: Acme) -> None:
    review = submitted(acme.eve)
    happen(acme.id)
    asks = "Eve Moreau asks you to decide about “Spring sale”, version 1."
    for one in (acme.ann, acme.bob, acme.max, acme.ada):
        assert told(one) == [asks]
    assert told(acme.eve) == told(acme.vic) == []
    (found,) = queries.notifications(acme.ann).items
    assert found.notice.target == f"/approvals/{review.id}"
    assert (found.notice.quote, found.notice.by_name) == ("Thursday", "Eve Moreau")
    actions.decide(review.id, actor=acme.ann, kind=APPROVE, comment="Good")
    happen(acme.id)
    assert told(acme.eve) == ["Ann Boyd approved “Spring sale”, version 1."]
    assert queries.notifications(acme.eve).items[0].notice.quote == "Good"
    assert told(acme.ann) == [asks], "nobody is told of their own deed"


def test_what_is_over_asks_nobody_any_more(acme: Acme) -> None:
    review = submitted(acme.eve)
    other = submitted(acme.eve, name="Another")
    comments.start(review.id, actor=acme.eve, words="Look", mentions=(acme.bob.id,))
    happen(acme.id)
    assert len(unread(acme.bob)) == 3
    actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    happen(acme.id)
    asked = f"Eve Moreau asks you to decide about “{other.template_name}”, version 1."
    mentioned = "Eve Moreau mentioned you in a comment on “Spring sale”, version 1."
    assert sorted(unread(acme.bob)) == sorted([mentioned, asked])
    assert unread(acme.ann) == [asked]


@pytest.mark.parametrize(
    ("kind", "sentence", "of"),
    [
        (REJECT, "Ann Boyd rejected “Spring sale”, version 1.", Kind.DECIDED),
        (
            CHANGES,
            "Ann Boyd requested changes to “Spring sale”, version 1.",
            Kind.CHANGES_REQUESTED,
        ),
    ],
)
def test_a_refusal_is_told_with_its_reason(
    acme: Acme, kind: DecisionKind, sentence: str, of: Kind
) -> None:
    review = submitted(acme.eve)
    actions.decide(review.id, actor=acme.ann, kind=kind, comment="The footer.")
    happen(acme.id)
    assert told(acme.eve, of) == [sentence]
    assert queries.notifications(acme.eve).items[0].notice.quote == "The footer."


def test_the_next_step_is_asked_when_it_begins(acme: Acme) -> None:
    rules(acme, step("Words", acme.ann, acme.bob, quorum=ALL), step("Legal", acme.max, acme.ada))
    review = submitted(acme.eve)
    happen(acme.id)
    assert told(acme.max) == []
    actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    happen(acme.id)
    assert told(acme.eve) == ["Ann Boyd approved “Spring sale”, version 1. The review goes on."]
    assert told(acme.max) == []
    actions.decide(review.id, actor=acme.bob, kind=APPROVE)
    happen(acme.id)
    turn = "It is your turn to decide about “Spring sale”, version 1"
    assert told(acme.max) == [f"{turn}: Bob Okafor approved it at the step before."]
    assert told(acme.eve, Kind.PROGRESS)[1:] == [
        "Bob Okafor approved “Spring sale”, version 1. The review goes on."
    ]


def test_withdrawing_and_handing_over_are_told(acme: Acme) -> None:
    rules(acme, step("Legal", acme.ann))
    review = submitted(acme.eve)
    actions.delegate(review.id, actor=acme.ann, to=acme.bob.id)
    actions.reassign(review.id, actor=acme.max, seat=acme.bob.id, to=acme.ada.id)
    actions.withdraw(review.id, actor=acme.max)
    happen(acme.id)
    what = "“Spring sale”, version 1"
    assert told(acme.bob) == [
        f"Ann Boyd handed a decision over to you: {what}.",
        f"Max Brandt gave your decision about {what} to somebody else.",
    ]
    gone = f"Max Brandt withdrew {what}. There is nothing to decide any more."
    assert told(acme.ada) == [f"Max Brandt gave you a decision: {what}.", gone]
    assert told(acme.eve) == [gone]
    assert told(acme.max) == []


def test_dates_are_told(acme: Acme) -> None:
    review = timed(acme)
    passed(review)
    due.run()
    happen(acme.id)
    what = "“Spring sale”, version 1"
    asked = f"{what} waits for a decision too long, so you are asked."
    others = f"{what} waits for a decision too long. Others are asked now."
    assert told(acme.ada) == [asked, f"{what} waits for your decision."]
    assert told(acme.eve) == [others]
    assert told(acme.ann, Kind.ESCALATION) == [others]
    assert told(acme.ann, Kind.REMINDER) == [f"{what} waits for your decision."]


def test_comments_and_mentions_are_told_once_to_each(acme: Acme) -> None:
    review = submitted(acme.eve)
    thread = comments.start(
        review.id, actor=acme.ann, words="Why 20 %?", blocking=True, mentions=(acme.max.id,)
    )
    comments.reply(review.id, thread.id, actor=acme.eve, words="Legal", mentions=(acme.ann.id,))
    comments.resolve(review.id, thread.id, actor=acme.ann)
    happen(acme.id)
    what = "“Spring sale”, version 1"
    assert told(acme.max, Kind.MENTION) == [f"Ann Boyd mentioned you in a comment on {what}."]
    assert told(acme.eve) == [
        f"Ann Boyd commented on {what}. It holds the approval.",
        f"Ann Boyd resolved a thread about {what}.",
    ]
    assert told(acme.ann, Kind.MENTION) == [f"Eve Moreau mentioned you in a comment on {what}."]
    assert told(acme.ann, Kind.COMMENT) == [], "a mention says it already"
    (found,) = (one for one in queries.notifications(acme.max).items
                if one.notice.kind == Kind.MENTION)  # fmt: skip
    assert found.notice.quote == "Why 20 %?"
    assert found.notice.target == f"/approvals/{review.id}#{thread.id}"


def test_an_emergency_release_reaches_whoever_watches_in_any_case(acme: Acme) -> None:
    bob = becomes(acme.bob, Role.ADMIN)
    review = submitted(acme.eve)
    notifications.choose(actor=acme.max, switched=switched_to(frozenset()))
    happen(acme.id)
    actions.request_override(review.id, actor=acme.ada, reason="It burns.", digest=review.digest)
    happen(acme.id)
    actions.confirm_override(review.id, actor=bob, digest=review.digest)
    happen(acme.id)
    what = "“Spring sale”, version 1"
    asked = f"Ada Lovell asks to release {what} in an emergency, past its approvers."
    done = f"{what} was released in an emergency, past its approvers. Bob Okafor confirmed it."
    assert told(acme.max) == [asked, done]
    assert told(acme.ada, Kind.ALERT) == [done]
    assert told(bob, Kind.ALERT) == [asked]
    assert told(acme.eve, Kind.ALERT) == [asked, done]
    assert mails(acme.id).count((acme.max.id, "alert")) == 2


def test_tampering_is_told_even_to_who_found_it(acme: Acme) -> None:
    review = submitted(acme.eve)
    key = f"{acme.id}#{review.template_id}"
    VersionItem(key, 1).update([VersionItem.subject.set("Buy now")])
    with pytest.raises(Tampered):
        actions.decide(review.id, actor=acme.max, kind=APPROVE)
    happen(acme.id)
    sentence = (
        "What is stored of “Spring sale”, version 1 is not what was submitted. It was refused."
    )
    assert told(acme.max, Kind.ALERT) == told(acme.ada, Kind.ALERT) == [sentence]
    assert told(acme.ann, Kind.ALERT) == told(acme.vic, Kind.ALERT) == []


def test_who_left_or_is_suspended_is_told_nothing(acme: Acme, globex: Globex) -> None:
    submitted(acme.eve)
    MembershipItem(acme.id, acme.ann.id).delete()
    UserItem(acme.bob.id).update([UserItem.status.set(UserStatus.SUSPENDED)])
    happen(acme.id)
    assert told(acme.ann) == told(acme.bob) == told(globex.zoe) == []
    assert {user_id for user_id, _ in mails(acme.id)} == {acme.max.id, acme.ada.id}


def test_each_is_told_where_they_chose(acme: Acme) -> None:
    app, mail = (Kind.REQUESTED, Channel.APP), (Kind.REQUESTED, Channel.MAIL)
    every = frozenset(SWITCHES)
    notifications.choose(actor=acme.ann, switched=switched_to(every - {app}))
    notifications.choose(actor=acme.bob, switched=switched_to(every - {mail}))
    notifications.choose(actor=acme.max, switched=switched_to(every - {app, mail}))
    submitted(acme.eve)
    happen(acme.id)
    assert told(acme.ann) == told(acme.max) == []
    assert len(told(acme.bob)) == 1
    assert mails(acme.id) == sorted([(acme.ada.id, "requested"), (acme.ann.id, "requested")])


def test_mail_waits_for_the_end_of_quiet_hours_and_alerts_do_not(acme: Acme) -> None:
    now = clock.now()
    start, end = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (-1, 2))
    notifications.choose(actor=acme.max, quiet=quiet_hours(start, end))
    review = submitted(acme.eve)
    outbox.deliver_pending(acme.id)
    assert mails(acme.id) == [(acme.max.id, "requested")]
    actions.request_override(review.id, actor=acme.ada, reason="It burns.", digest=review.digest)
    outbox.deliver_pending(acme.id)
    assert mails(acme.id) == [(acme.max.id, "requested")], "the alert was sent"


def events(acme_id: str) -> list[Entry]:
    return [one for one in outbox.waiting(acme_id) if one.kind == "event"]


def test_expanding_twice_tells_once(acme: Acme) -> None:
    submitted(acme.eve)
    (event,) = [one for one in events(acme.id) if one.type == "approvalSubmitted"]
    notices.expand(event)
    before = (told(acme.ann), mails(acme.id), len(events(acme.id)))
    notices.expand(event)
    assert (told(acme.ann), mails(acme.id), len(events(acme.id))) == before
    assert len(mails(acme.id)) == 4
    added = [one for one in events(acme.id) if one.type == "notificationAdded"]
    people = {acme.ann.id, acme.bob.id, acme.max.id, acme.ada.id}
    assert {one.audience for one in added} == {(one,) for one in people}


@pytest.mark.parametrize("survived", range(8))
def test_a_crash_anywhere_leaves_nobody_untold_and_nobody_told_twice(
    acme: Acme, survived: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(acme.eve)
    (event,) = [one for one in events(acme.id) if one.type == "approvalSubmitted"]
    left = survived

    def until_the_crash(write: Write) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        commit(write)

    def enqueued(*args: object, **given: object) -> bool:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        return enqueue(*args, **given)  # type: ignore[arg-type]  # passed on as they are

    commit, enqueue = Write.commit, outbox.enqueue_once
    with monkeypatch.context() as crashing:
        crashing.setattr(Write, "commit", until_the_crash)
        crashing.setattr(outbox, "enqueue_once", enqueued)
        with pytest.raises(KeyboardInterrupt):
            notices.expand(event)
    notices.expand(event)
    for one in (acme.ann, acme.bob, acme.max, acme.ada):
        assert len(told(one)) == 1
    assert [kind for _, kind in mails(acme.id)] == ["requested"] * 4
    happen(acme.id)
    assert len(mails(acme.id)) == 4


def test_what_concerns_nobody_tells_nobody(acme: Acme) -> None:
    write = Write(unrecorded="a test")
    for kind in ("templateSaved", "policySaved", "notificationAdded", "approvalSubmitted"):
        outbox.publish(write, acme.id, kind, about="x", by="Eve", byId=acme.eve.id)
    write.commit()
    happen(acme.id)
    assert [told(one) for one in everybody(acme)] == [[]] * 6


def test_a_webhook_that_was_switched_off_is_told_to_its_managers(acme: Acme) -> None:
    write = Write(unrecorded="a test")
    outbox.publish(
        write,
        acme.id,
        "webhookDisabled",
        about="whk_1",
        audience=[acme.ada.id],
        webhookId="whk_1",
        told=[acme.ada.id],
        description="Ledger",
        sentence="Nothing could be delivered for 3 days, so it was switched off.",
        by="Craftify",
        byId="system",
    )
    write.commit()
    happen(acme.id)
    assert told(acme.ada) == [
        "Ledger: Nothing could be delivered for 3 days, so it was switched off."
    ]
    assert queries.notifications(acme.ada).items[0].notice.target == "/settings/webhooks/whk_1"


def test_an_expired_review_is_told(acme: Acme) -> None:
    review = timed(acme)
    expire(review)
    due.run()
    happen(acme.id)
    sentence = "The review of “Spring sale”, version 1 expired, because nobody decided in time."
    assert told(acme.eve) == [sentence]
    assert told(acme.ann, Kind.EXPIRED) == [sentence]


def expire(review: Workflow) -> None:
    now = workflows.get(review.organization_id, review.id)
    assert now
    write = Write(unrecorded="a test")
    late = replace(now.step, expire_at=clock.now() - timedelta(seconds=1))
    workflows.replace(write, now, replace(now, steps=(late,)))
    write.commit()


def test_a_review_that_waits_for_somebody_who_is_gone_is_told_and_goes_on(acme: Acme) -> None:
    rules(acme, step("Legal", acme.bob), step("Brand", acme.ann, acme.bob, quorum=ALL))
    review = submitted(acme.eve)
    for status in (UserStatus.SUSPENDED, UserStatus.ACTIVE, UserStatus.SUSPENDED):
        UserItem(acme.ann.id).update([UserItem.status.set(status.value)])
        member_changed(acme, acme.ann)
    assert told(acme.eve, Kind.DELEGATION) == [], "the step that is open has who it needs"
    actions.decide(review.id, actor=acme.bob, kind=APPROVE)
    happen(acme.id)
    sentence = (
        "“Spring sale”, version 1 cannot be approved: “Brand” waits for Ann Boyd, who may not "
        "decide any more. A manager can ask somebody else."
    )
    for one in (acme.eve, acme.max, acme.ada):
        assert told(one, Kind.DELEGATION) == [sentence]
    member_changed(acme, acme.ann)
    assert told(acme.max, Kind.DELEGATION) == [sentence], "it is told once"
    actions.reassign(review.id, actor=acme.max, seat=acme.ann.id, to=acme.ada.id)
    happen(acme.id)
    now = workflows.get(acme.id, review.id)
    assert now
    assert now.step.vacancy == ""
    for who in (acme.ada, acme.bob):
        done = actions.decide(review.id, actor=who, kind=APPROVE)
    assert done.status == "approved"


def member_changed(acme: Acme, who: Member) -> None:
    write = Write(unrecorded="a member's action would have recorded it")
    outbox.publish(write, acme.id, "memberChanged", about=who.id, memberId=who.id)
    write.commit()
    happen(acme.id)
