"""Files leave through one door."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.domain import Member
from approvals import actions
from approvals.domain import DecisionKind, Workflow
from templates_app.models import VersionItem
from tests.approvals.letters import HTML, MJML, draft, edited, submitted
from tests.cast import Acme, Globex

SignIn = Callable[[Member], Client]


def approved(acme: Acme, source: str = MJML) -> Workflow:
    review = submitted(acme.eve, source=source)
    return actions.decide(review.id, actor=acme.ann, kind=DecisionKind.APPROVE)


def address(review: Workflow) -> str:
    return f"/templates/{review.template_id}/download"


@pytest.mark.parametrize(
    ("format_", "filename", "media_type"),
    [
        ("html", "spring-sale-v1.html", "text/html; charset=utf-8"),
        ("mjml", "spring-sale-v1.mjml", "text/mjml; charset=utf-8"),
        ("text", "spring-sale-v1.txt", "text/plain; charset=utf-8"),
        ("eml", "spring-sale-v1.eml", "message/rfc822"),
    ],
)
def test_an_approved_version_is_an_attachment(
    acme: Acme, sign_in: SignIn, format_: str, filename: str, media_type: str
) -> None:
    review = approved(acme)
    for query in ({"format": format_}, {"format": format_, "version": "1"}):
        answer = sign_in(acme.vic).get(address(review), query)
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="{filename}"'
        assert answer["Content-Type"] == media_type
        assert answer["Cache-Control"] == "private, no-store"
        assert answer.content
        assert format_ != "mjml" or answer.content == MJML.encode()


def test_what_is_not_approved_is_a_page_with_the_sentence(acme: Acme, sign_in: SignIn) -> None:
    made = draft(acme.eve)
    answer = sign_in(acme.eve).get(f"/templates/{made.id}/download?format=html")
    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/html")
    assert "is not approved, so it cannot leave" in answer.content.decode()
    assert "Content-Disposition" not in answer


def test_a_changed_draft_does_not_leave_but_its_approved_version_does(
    acme: Acme, sign_in: SignIn
) -> None:
    review = approved(acme)
    edited(review.template_id, acme.eve, subject="New")
    client = sign_in(acme.eve)
    answer = client.get(address(review), {"format": "html"})
    assert answer.status_code == 403
    assert "ask for version 1" in answer.content.decode()
    assert client.get(address(review), {"format": "html", "version": "1"}).status_code == 200


def test_a_changed_store_is_409(acme: Acme, sign_in: SignIn) -> None:
    review = approved(acme)
    item = VersionItem(f"{acme.id}#{review.template_id}", 1)
    item.update([VersionItem.subject.set("Win a car")])
    answer = sign_in(acme.eve).get(address(review), {"format": "html"})
    assert answer.status_code == 409
    assert "nothing was handed out" in answer.content.decode()
    assert b"Win a car" not in answer.content


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"format": "pdf"}, 400),
        ({"format": "html", "version": "0"}, 400),
        ({"format": "html", "version": "one"}, 400),
        ({"format": "html", "version": "²"}, 400),
        ({"format": "html", "version": "9" * 20}, 400),
        ({"format": "html", "version": "7"}, 404),
    ],
)
def test_wrong_questions_get_sentences(
    acme: Acme, sign_in: SignIn, query: dict[str, str], status: int
) -> None:
    assert sign_in(acme.eve).get(address(approved(acme)), query).status_code == status


def test_html_has_no_mjml(acme: Acme, sign_in: SignIn) -> None:
    answer = sign_in(acme.eve).get(address(approved(acme, HTML)), {"format": "mjml"})
    assert answer.status_code == 422
    assert "written in HTML" in answer.content.decode()


def test_nobody_else(acme: Acme, globex: Globex, sign_in: SignIn, client: Client) -> None:
    review = approved(acme)
    assert sign_in(globex.zoe).get(address(review), {"format": "html"}).status_code == 404
    assert client.get(address(review), {"format": "html"}).status_code == 302
