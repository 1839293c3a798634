"""The bell, the notification centre and the page of choices."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.domain import Member
from accounts.notifications import queries
from accounts.notifications.domain import SWITCHES, Channel, Kind, Rhythm
from tests.accounts.notifications.telling import told
from tests.cast import Acme

SignIn = Callable[[Member], Client]
PAGE = "/notifications"
CHOICES = "/settings/notifications"


def test_the_bell_counts_on_every_page(acme: Acme, sign_in: SignIn) -> None:
    ann = sign_in(acme.ann)
    assert 'aria-label="Notifications"' in ann.get("/").content.decode()
    told(acme.ann)
    for address in ("/", "/templates", "/notifications/unread"):
        assert 'aria-label="Notifications, 1 unread"' in ann.get(address).content.decode()
    for _ in range(100):
        told(acme.ann)
    assert "99+ unread" in ann.get("/notifications/unread").content.decode()


def test_opening_marks_as_read_and_leads_on(acme: Acme, sign_in: SignIn) -> None:
    one = told(acme.ann, target="/approvals/apr_1#thr_1", quote="<b>Why?</b>")
    ann = sign_in(acme.ann)
    page = ann.get(PAGE).content.decode()
    assert "commented on “Spring sale”" in page
    assert "&lt;b&gt;Why?&lt;/b&gt;" in page
    assert ann.get(f"{PAGE}/{one.id}/opening").status_code == 405, "no GET changes anything"
    assert queries.unread_count(acme.ann) == 1
    answer = ann.post(f"{PAGE}/{one.id}/opening")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/approvals/apr_1#thr_1")
    assert queries.unread_count(acme.ann) == 0
    assert "You have read everything" in ann.get(PAGE).content.decode()
    assert "commented on “Spring sale”" in ann.get(PAGE, {"show": "all"}).content.decode()


def test_marking_one_and_all(acme: Acme, sign_in: SignIn) -> None:
    one = told(acme.ann)
    told(acme.ann)
    ann = sign_in(acme.ann)
    answer = ann.post(f"{PAGE}/{one.id}/reading", {"show": "all"})
    assert answer.headers["Location"] == "/notifications?show=all"
    assert queries.unread_count(acme.ann) == 1
    ann.post(f"{PAGE}/{one.id}/reading", {"read": "no"})
    assert queries.unread_count(acme.ann) == 2
    assert ann.post(f"{PAGE}/reads").headers["Location"] == "/notifications?show=unread"
    assert queries.unread_count(acme.ann) == 0
    assert "2 notifications marked as read." in ann.get(PAGE).content.decode()


def test_nobody_marks_anybody_elses(acme: Acme, sign_in: SignIn) -> None:
    one = told(acme.ann)
    assert sign_in(acme.bob).post(f"{PAGE}/{one.id}/opening").status_code == 404
    assert queries.unread_count(acme.ann) == 1


@pytest.mark.parametrize("query", [{"show": "some"}, {"page": "0"}, {"page": "x"}])
def test_a_page_that_cannot_be_is_refused(
    acme: Acme, sign_in: SignIn, query: dict[str, str]
) -> None:
    assert sign_in(acme.ann).get(PAGE, query).status_code == 400
    assert sign_in(acme.ann).get(PAGE, {"page": "9"}).status_code == 200


def test_htmx_gets_the_list_alone(acme: Acme, sign_in: SignIn) -> None:
    told(acme.ann)
    part = sign_in(acme.ann).get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="notifications"')
    assert "<html" not in part


def form(**changes: str) -> dict[str, str]:
    every = {f"{kind.value}.{channel.value}": "on" for kind, channel in SWITCHES}
    plain = {"rhythm": "off", "hour": "8", "zone": "UTC", "quiet-from": "", "quiet-until": ""}
    return every | plain | changes


def test_somebody_chooses(acme: Acme, sign_in: SignIn) -> None:
    ann = sign_in(acme.ann)
    given = form(rhythm="daily", hour="7", zone="Europe/Berlin") | {
        "quiet-from": "22:00", "quiet-until": "07:00"
    }  # fmt: skip
    del given["comment.mail"]
    assert ann.post(CHOICES, given).headers["Location"] == CHOICES
    chosen = queries.choices(acme.ann)
    assert [one for one in SWITCHES if not chosen.wants(*one)] == [(Kind.COMMENT, Channel.MAIL)]
    assert (chosen.rhythm, chosen.digest_hour, chosen.time_zone) == (
        Rhythm.DAILY,
        7,
        "Europe/Berlin",
    )
    page = ann.get(CHOICES).content.decode()
    assert "Your choices were saved." in page
    assert 'value="22:00"' in page
    assert '<input type="checkbox" name="comment.mail">' in page
    assert '<input type="checkbox" name="alert.mail" checked disabled>' in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"zone": "Mars/Olympus"}, "Choose one of the time zones."),
        ({"hour": "24"}, "The hour of the summary"),
        ({"hour": "-1"}, "The hour of the summary"),
        ({"quiet-from": "22:00"}, "Quiet hours need both times"),
    ],
)
def test_a_wrong_choice_is_refused_and_changes_nothing(
    acme: Acme, sign_in: SignIn, change: dict[str, str], words: str
) -> None:
    before = queries.choices(acme.ann)
    answer = sign_in(acme.ann).post(CHOICES, form() | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert queries.choices(acme.ann) == before


def test_webhooks_stand_only_where_somebody_manages_them(acme: Acme, sign_in: SignIn) -> None:
    assert "webhook.mail" in sign_in(acme.ada).get(CHOICES).content.decode()
    assert "webhook.mail" not in sign_in(acme.vic).get(CHOICES).content.decode()
