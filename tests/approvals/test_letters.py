"""Letters: each compiles and says what is true; names stay names; nothing is decided by a link."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from accounts.domain import Member, Role
from accounts.models import MembershipItem, NotificationItem, UserItem
from accounts.notifications import actions as notifications
from accounts.notifications import digests
from accounts.notifications import store as kept
from accounts.notifications.domain import Kind, Rhythm, quiet_hours
from approvals import actions, letters
from approvals.actions import due
from approvals.comments import actions as comments
from approvals.domain import DecisionKind, Tampered
from approvals.letters import composing
from craftify import clock, outbox
from craftify.dynamo.transact import Write
from craftify.outbox import Entry
from templates_app.models import VersionItem
from templates_app.rendering.merge import JSON, merge
from tests.approvals.letters import submitted
from tests.approvals.test_seats import becomes, passed, rules, step, timed
from tests.cast import Acme
from tests.craftify.mail.servers import mail_server

FOLDERS = sorted(
    one.name for one in Path(composing.__file__).parent.iterdir()
    if (one / "letter.mjml").is_file()
)  # fmt: skip
HOME = "https://mail.example"
EVIL = "<script>alert(1)</script>{{ 7 | times: 6 }}&amp;\"'>\r\nBcc: x@y.example\u202e"


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> Path:
    settings.CRAFTIFY = django_settings.CRAFTIFY.model_copy(
        update={"data_dir": tmp_path, "public_url": HOME}
    )
    return tmp_path / "outbox"


def arrived(mailbox: Path, person: Member) -> list[EmailMessage]:
    """What somebody got, the first first."""
    found = [
        message_from_bytes(one.read_bytes(), policy=policy.default)
        for one in sorted(mailbox.glob("*.eml"))
    ]
    return [one for one in found if person.user.email in one["To"]]


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    return text, html


def subjects(mailbox: Path, person: Member) -> list[str]:
    return [str(one["Subject"]) for one in arrived(mailbox, person)]


def known(word: str = "Spring sale", lines: tuple[str, ...] = ("Why?",)) -> dict[str, JSON]:
    """All that any letter may say."""
    item: dict[str, JSON] = {"name": word, "about": word, "url": f"{HOME}/a", "sentence": word,
                             "when": "Friday", "value": word}  # fmt: skip
    return {
        "reader": {"name": word, "first": word},
        "organization": word,
        "why": "You get this because you are asked.",
        "choices": f"{HOME}/settings/notifications",
        "sentence": word,
        "note": word,
        "quote": list(lines),
        "by": word,
        "url": f"{HOME}/approvals/apr_1",
        "title": word,
        "verb": "Open",
        "outcome": "Approved",
        "confirmed": True,
        "review": {"name": word, "version": 3, "subject": word, "due": "Friday"},
        "rows": [item],
        "waiting": [item],
        "waiting_words": "1 review waits",
        "news": [item],
        "news_title": "What happened",
    }


def test_there_is_a_letter_for_each_kind() -> None:
    wanted = {"requested", "reminder", "escalation", "decided", "changes_requested", "mention"}
    wanted |= {"comment", "expired", "digest", "emergency", "tampering", "news", "account"}
    assert set(FOLDERS) == wanted


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_letter_compiles_without_problems_and_asks_for_nothing_else(folder: str) -> None:
    source = composing.source(folder)
    assert source.problems == ()
    assert merge(source.html, known()).missing == ()
    composed = composing.composed(folder, known())
    assert len(composed.html.encode()) < 102_000, "Gmail clips what is longer"
    links = {node.attributes.get("href") for node in LexborHTMLParser(composed.html).css("a")}
    assert f"{HOME}/settings/notifications" in links
    assert f"{HOME}/approvals/apr_1" in links
    assert all(link and link.startswith(HOME) for link in links)
    assert f"{HOME}/approvals/apr_1" in composed.text
    assert f"{HOME}/settings/notifications" in composed.text
    assert "{{" not in composed.subject + composed.html + composed.text
    assert not re.search(r"<(?:form|img|script|link)\b|<!-- part", composed.html + composed.text)
    assert re.search(r'<html[^>]* lang="en"', composed.html)
    assert composed.text.count("\n\n\n") == 0


@pytest.mark.parametrize("folder", FOLDERS)
def test_hostile_names_stay_names(folder: str) -> None:
    composed = composing.composed(folder, known(EVIL, (EVIL, "{% if %}")))
    plain = composing.composed(folder, known("harmless", ("one", "two")))
    shape = [node.tag for node in LexborHTMLParser(composed.html).css("*")]
    assert shape == [node.tag for node in LexborHTMLParser(plain.html).css("*")]
    assert "<script" not in composed.html
    assert "{{ 7 | times: 6 }}" in composed.text, "not 42"
    assert composed.text.count("\n") == plain.text.count("\n"), "no name makes a line"
    assert "\n" not in composed.subject
    assert "\u202e" not in composed.subject + composed.html + composed.text


@given(st.text(max_size=60))
def test_no_name_breaks_out_of_its_place(name: str) -> None:
    html = composing.composed("requested", known(name)).html
    shape = [node.tag for node in LexborHTMLParser(html).css("*")]
    assert shape == [
        node.tag
        for node in LexborHTMLParser(composing.composed("requested", known()).html).css("*")
    ]


def test_who_is_asked_gets_a_letter_that_leads_to_the_review(acme: Acme, mailbox: Path) -> None:
    rules(acme, step("Legal", acme.ann, acme.bob, due_days=2))
    review = submitted(acme.eve)
    outbox.deliver_pending(acme.id)
    (message,) = arrived(mailbox, acme.ann)
    text, html = parts(message)
    assert message["Subject"] == "Your turn: Spring sale, version 1"
    assert message["References"] == f"<{review.id}@craftify.localhost>"
    for words in (text, html):
        assert f"{HOME}/approvals/{review.id}" in words
        assert "Eve Moreau asks you to decide about “Spring sale”, version 1." in words
        assert "Thursday" in words
        assert "Legal, 1 of 1" in words
        assert "Hello [name]" in words
        assert f"{review.digest[:4]} {review.digest[4:8]}" in words
        assert "UTC" in words
    assert not arrived(mailbox, acme.eve)
    outbox.deliver_pending(acme.id)
    assert len(list(mailbox.iterdir())) == 2


def test_every_turn_of_a_review_has_its_letter(acme: Acme, mailbox: Path) -> None:
    review = timed(acme)
    passed(review)
    due.run()
    thread = comments.start(review.id, actor=acme.ann, words="Why?", mentions=(acme.max.id,))
    comments.resolve(review.id, thread.id, actor=acme.ann)
    actions.decide(
        review.id, actor=acme.ann, kind=DecisionKind.REQUEST_CHANGES, comment="The footer."
    )
    other = submitted(acme.eve, name="Another")
    actions.withdraw(other.id, actor=acme.max)
    third = submitted(acme.eve, name="Third")
    actions.decide(third.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    outbox.deliver_pending(acme.id)
    assert subjects(mailbox, acme.eve) == [
        "Comment by Ann Boyd: Spring sale, version 1",
        "Changes requested: Spring sale, version 1",
        "Withdrawn: Another, version 1",
        "Approved: Third, version 1",
    ]
    assert subjects(mailbox, acme.max) == ["Ann Boyd mentioned you: Spring sale, version 1"]


def test_alerts_are_mailed(acme: Acme, mailbox: Path) -> None:
    bob = becomes(acme.bob, Role.ADMIN)
    review = submitted(acme.eve)
    actions.request_override(review.id, actor=acme.ada, reason="It burns.", digest=review.digest)
    outbox.deliver_pending(acme.id)
    actions.confirm_override(review.id, actor=bob, digest=review.digest)
    outbox.deliver_pending(acme.id)
    text, _ = parts(arrived(mailbox, acme.eve)[0])
    assert "It burns." in text
    assert "a second administrator" in text
    assert subjects(mailbox, acme.eve) == [
        "Emergency release asked for: Spring sale, version 1",
        "Emergency release: Spring sale, version 1",
    ]
    other = submitted(acme.eve, name="Another")
    key = f"{acme.id}#{other.template_id}"
    VersionItem(key, 1).update([VersionItem.subject.set("Buy now")])
    with pytest.raises(Tampered):
        actions.decide(other.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    outbox.deliver_pending(acme.id)
    assert "Tampering found: Another, version 1" in subjects(mailbox, acme.ada)


@pytest.mark.network
def test_each_gets_one_letter_though_the_mail_server_fails_at_first(
    acme: Acme, settings: Any
) -> None:
    submitted(acme.eve)
    with mail_server() as box:
        settings.CRAFTIFY = django_settings.CRAFTIFY.model_copy(
            update={"mail": "smtp", "smtp_host": "127.0.0.1", "smtp_port": box.port,
                    "smtp_security": "none"}
        )  # fmt: skip
        box.refusals["DATA"] = "451"
        assert outbox.deliver_pending(acme.id, kinds=["event", "mail"]).postponed == 4
        box.refusals.clear()
        for _ in range(30):
            if not outbox.waiting(acme.id):
                break
            time.sleep(0.1)
            outbox.deliver_pending(acme.id)
    people = [acme.ada, acme.ann, acme.bob, acme.max]
    assert sorted(one.rcpt_tos for one in box.arrived) == [[one.user.email] for one in people]


def waiting_mails(acme: Acme) -> Iterator[Entry]:
    outbox.deliver_pending(acme.id, kinds=["event"])
    return (one for one in outbox.waiting(acme.id) if one.kind == "mail")


def test_nobody_is_asked_for_what_is_done(acme: Acme, mailbox: Path) -> None:
    review = submitted(acme.eve)
    asking = {one.data["userId"]: one for one in waiting_mails(acme)}
    assert letters.write(asking[acme.ann.id])
    actions.decide(review.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    assert letters.write(asking[acme.bob.id]) is None
    (outcome,) = [one for one in waiting_mails(acme) if one.data["kind"] == Kind.DECIDED]
    assert letters.write(outcome)


def test_nobody_who_left_meanwhile_gets_a_letter(acme: Acme, mailbox: Path) -> None:
    submitted(acme.eve)
    asking = {one.data["userId"]: one for one in waiting_mails(acme)}
    MembershipItem(acme.id, acme.ann.id).delete()
    assert letters.write(asking[acme.ann.id]) is None
    assert letters.write(asking[acme.bob.id])


def test_an_address_that_cannot_be_is_shown_to_administrators_without_it(acme: Acme) -> None:
    UserItem(acme.ann.id).update([UserItem.email.set("no address@x")])
    rules(acme, step("Legal", acme.ann, acme.bob))
    submitted(acme.eve)
    outbox.deliver_pending(acme.id)
    (dead,) = outbox.dead(acme.id, 1, 10).items
    assert dead.entry.kind == "mail"
    assert dead.reason == "The person’s address is not one that mail can be sent to."


def digest_is_due(person: Member, **changes: object) -> None:
    """As if the person's summary were due since a minute and a half, and the last one was
    yesterday."""
    notifications.choose(actor=person, rhythm=Rhythm.DAILY)
    old = kept.choices(person.organization_id, person.id)
    write = Write(unrecorded="a test")
    at = clock.now() - timedelta(seconds=90)
    new = replace(old, digest_due=at, digest_since=at - timedelta(days=1), **changes)  # type: ignore[arg-type]  # by name
    kept.replace_choices(write, old, new)
    write.commit()


def early(person: Member) -> None:
    """As if all that the person was told had been told an hour ago."""
    stamp = clock.stamp(clock.now() - timedelta(hours=1))
    for item in NotificationItem.query(f"{person.organization_id}#{person.id}"):
        item.update([NotificationItem.added_at.set(stamp)])


def test_a_summary_comes_once_with_what_waits_and_what_happened(acme: Acme, mailbox: Path) -> None:
    first = submitted(acme.eve, name="First")
    submitted(acme.eve, name="Second")
    comments.start(first.id, actor=acme.eve, words="Look", mentions=(acme.ann.id,))
    outbox.deliver_pending(acme.id)
    early(acme.ann)
    for one in mailbox.iterdir():
        one.unlink()
    digest_is_due(acme.ann)
    due_at = kept.choices(acme.id, acme.ann.id).digest_due
    digests.run()
    digests.run()
    outbox.deliver_pending(acme.id)
    (message,) = arrived(mailbox, acme.ann)
    assert message["Subject"] == "2 reviews wait for you at Acme Mail"
    text, html = parts(message)
    for words in (text, html):
        assert "3 things happened since" in words
        assert "Eve Moreau mentioned you in a comment on “First”, version 1." in words
        assert f"{HOME}/approvals/{first.id}" in words
    after = kept.choices(acme.id, acme.ann.id)
    assert after.digest_since == due_at, "the next one begins where this one ended"
    assert after.digest_due
    assert after.digest_due > clock.now()
    assert arrived(mailbox, acme.bob) == []


def test_a_crash_between_two_steps_sends_no_second_summary(
    acme: Acme, mailbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(acme.eve)
    digest_is_due(acme.ann)
    with monkeypatch.context() as crashing:

        def crash(write: Write) -> None:
            raise KeyboardInterrupt

        crashing.setattr(Write, "commit", crash)
        with pytest.raises(KeyboardInterrupt):
            digests.run()
    digests.run()
    outbox.deliver_pending(acme.id)
    assert [one for one in subjects(mailbox, acme.ann) if "wait" in one] == [
        "1 review waits for you at Acme Mail"
    ]


def test_a_summary_of_nothing_is_not_sent(acme: Acme, mailbox: Path) -> None:
    digest_is_due(acme.vic)
    digests.run()
    outbox.deliver_pending(acme.id)
    assert arrived(mailbox, acme.vic) == []


def test_a_summary_waits_for_the_end_of_quiet_hours(acme: Acme, mailbox: Path) -> None:
    submitted(acme.eve)
    now = clock.now()
    start, end = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (-1, 2))
    digest_is_due(acme.ann, quiet=quiet_hours(start, end))
    digests.run()
    outbox.deliver_pending(acme.id)
    assert arrived(mailbox, acme.ann) == []
    held = [one.data["kind"] for one in outbox.waiting(acme.id) if one.kind == "mail"]
    assert "digest" in held


def test_who_left_gets_no_summary_and_is_not_looked_at_again(acme: Acme, mailbox: Path) -> None:
    digest_is_due(acme.ann)
    MembershipItem(acme.id, acme.ann.id).delete()
    digests.run()
    assert kept.choices(acme.id, acme.ann.id).digest_due is None
    assert not [one for one in outbox.waiting(acme.id) if one.kind == "mail"]
