"""Home: the title is the news, and each person sees what is theirs."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from accounts.domain import Member
from approvals import actions as approvals
from approvals.domain import DecisionKind, Workflow
from approvals.web.home import Home
from templates_app import actions as templates
from templates_app.domain import Template
from templates_app.rendering.formats import Format
from tests.cast import Acme, Globex

SignIn = Callable[[Member], Client]
SOURCE = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>Hello</mj-text></mj-column></mj-section>"
    "</mj-body></mjml>"
)
HTMX = {"HX-Request": "true"}


def draft(actor: Member, name: str = "Spring sale") -> Template:
    return templates.create_template(
        actor=actor, name=name, source=SOURCE, format=Format.MJML, subject=f"About {name}"
    )


def submitted(actor: Member, name: str = "Spring sale") -> Workflow:
    return approvals.submit(draft(actor, name).id, actor=actor, note="Before Friday")


def told(client: Client) -> str:
    return client.get("/").content.decode()


def test_what_waits_is_the_news_of_an_approver(acme: Acme, sign_in: SignIn) -> None:
    submitted(acme.eve)
    client = sign_in(acme.ann)
    page = told(client)
    assert "One review waits for you, Ann" in page
    assert "From Eve Moreau, version 1 · Before Friday" in page
    assert 'aria-label="1 waits for you"' in page
    submitted(acme.eve, "Receipt")
    assert "Two reviews wait for you, Ann" in told(client)


def test_an_author_sees_it_in_review_and_not_as_hers_to_decide(acme: Acme, sign_in: SignIn) -> None:
    submitted(acme.eve)
    page = told(sign_in(acme.eve))
    assert "One of your templates is in review" in page
    assert "Waiting for you" not in page


def test_a_manager_does_not_decide_about_his_own(acme: Acme, sign_in: SignIn) -> None:
    submitted(acme.max)
    page = told(sign_in(acme.max))
    assert "One of your templates is in review" in page
    assert "Nothing waits for your decision." in page


def test_changes_asked_for_are_the_news_of_the_author(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    approvals.decide(
        review.id, actor=acme.ann, kind=DecisionKind.REQUEST_CHANGES, comment="A typo in line 2"
    )
    assert "One of your templates needs changes, Eve" in told(sign_in(acme.eve))
    page = told(sign_in(acme.bob))
    assert "<b>Ann Boyd</b> asked for changes in" in page
    assert "Nothing waits for you, Bob" in page


def test_a_withdrawn_review_leaves_the_list_and_is_told(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    approvals.withdraw(review.id, actor=acme.eve)
    page = told(sign_in(acme.ann))
    assert "Nothing waits for you, Ann" in page
    assert "<b>Eve Moreau</b> withdrew" in page


def test_my_drafts_are_mine(acme: Acme, sign_in: SignIn) -> None:
    draft(acme.eve, "Refund note")
    assert "Refund note" in told(sign_in(acme.eve))
    assert "Refund note" not in told(sign_in(acme.max))


def test_a_viewer_is_led_to_the_library(acme: Acme, sign_in: SignIn) -> None:
    page = told(sign_in(acme.vic))
    assert "Open the library" in page
    assert "New template" not in page


def test_nothing_of_another_organization_shows(acme: Acme, globex: Globex, sign_in: SignIn) -> None:
    submitted(acme.eve)
    assert "Spring sale" not in told(sign_in(globex.zoe))


def test_htmx_gets_the_part_that_changes(acme: Acme, sign_in: SignIn) -> None:
    submitted(acme.eve)
    client = sign_in(acme.ann)
    part = client.get("/", headers=HTMX).content.decode()
    assert part.strip().startswith('<div id="news"')
    assert "Spring sale" in part
    assert "<html" not in part
    assert 'class="turn"' in client.get("/waiting", headers=HTMX).content.decode()


def test_anonymous_people_are_asked_to_sign_in(client: Client) -> None:
    assert client.get("/")["Location"] == "/sign-in?next=%2F"


def test_only_reading(acme: Acme, sign_in: SignIn) -> None:
    assert sign_in(acme.eve).post("/").status_code == 405


@pytest.mark.parametrize(
    ("count", "words"),
    [(10, "Ten reviews wait for you, Ann"), (11, "11 reviews wait for you, Ann")],
)
def test_small_numbers_are_words(acme: Acme, count: int, words: str) -> None:
    review = submitted(acme.eve)
    many = tuple(replace(review, id=str(number)) for number in range(count))
    home = Home(acme.ann, many, (), (), (), {})
    assert home.title == words
