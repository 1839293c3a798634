"""The discussion on the review page, by plain forms and by HTMX."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.domain import Role
from accounts.models import MembershipItem
from approvals import actions, queries
from approvals.comments import queries as comments
from approvals.domain import DecisionKind, Workflow
from tests.approvals.letters import MJML, submitted
from tests.cast import Acme, Globex
from tests.web.test_review import SignIn, address

HTMX = {"HX-Request": "true"}


def say(client: Client, review: Workflow, htmx: bool = False, **form: object) -> str:
    headers = HTMX if htmx else None
    answer = client.post(
        f"{address(review)}/threads/new", {"words": "Who pays?", **form}, headers=headers
    )
    assert answer.status_code == (200 if htmx else 302), answer.content[:300]
    return answer.content.decode()


def test_a_thread_by_a_plain_form_is_on_the_page(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve, source=MJML)
    ann = sign_in(acme.ann)
    html = ann.get(address(review)).content.decode()
    blocks = re.findall(r'<option value="([^"]+)" data-says>Text', html)
    upload = SimpleUploadedFile("plan.txt", b"The plan")
    say(ann, review, block=blocks[0], quote="Hi", blocking="1", file=upload)
    [found] = comments.threads(acme.eve, review.id)
    assert (found.thread.anchor.quote, found.thread.holds) == ("Hi", True)
    html = sign_in(acme.eve).get(address(review)).content.decode()
    for words in ("Who pays?", "Blocks the approval", "plan.txt"):
        assert words in html
    [file] = found.thread.comments[0].attachments
    answer = sign_in(acme.vic).get(f"{address(review)}/files/{file.id}")
    assert answer.content == b"The plan"
    assert answer["Content-Disposition"].startswith("attachment")


def test_words_of_a_long_loop_are_about_the_block(acme: Acme, sign_in: SignIn) -> None:
    loop = "{% for one in name %}" + "{{ one }} " * 200 + "{% endfor %}"
    review = submitted(acme.eve, source=f"<p>{loop}</p>")
    ann = sign_in(acme.ann)
    block = re.findall(r'<option value="([^"]+)" data-says>', ann.get(address(review)).text)[0]
    say(ann, review, block=block, quote="Robin Robin")
    [found] = comments.threads(acme.eve, review.id)
    assert found.thread.anchor.block_id == block
    assert found.thread.anchor.quote == ""


def test_mentions_are_names_behind_an_at(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    say(sign_in(acme.ann), review, words="@Max Brandt and @Nobody Here, look. bob@acme.example")
    [found] = comments.threads(acme.eve, review.id)
    assert found.thread.comments[0].mentions == (acme.max.id,)


def test_answer_resolve_and_react_by_htmx(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    ann, eve = sign_in(acme.ann), sign_in(acme.eve)
    assert 'id="threads"' in say(ann, review, htmx=True)
    [found] = comments.threads(acme.eve, review.id)
    place = f"{address(review)}/threads/{found.thread.id}"
    answered = eve.post(
        f"{place}/comments", {"words": "<b>Sales</b>"}, headers=HTMX
    ).content.decode()
    assert "&lt;b&gt;Sales&lt;/b&gt;" in answered
    comment = f"{place}/comments/{found.thread.comments[0].id}"
    assert eve.post(comment, {"reaction": "👀"}, headers=HTMX).status_code == 200
    assert eve.post(comment, {"words": "Mine now"}, headers=HTMX).status_code == 403
    assert ann.post(comment, {"words": "Who pays for it?"}, headers=HTMX).status_code == 200
    assert (
        "Resolved by Ann Boyd"
        in ann.post(f"{place}/status", {"do": "resolve"}, headers=HTMX).content.decode()
    )
    assert ann.post(f"{place}/status", {"do": "resolve"}, headers=HTMX).status_code == 409
    assert ann.post(f"{place}/status", {"do": "dance"}, headers=HTMX).status_code == 400
    assert ann.post(f"{place}/status", {"do": "reopen"}).status_code == 302
    assert "deleted" in ann.post(comment, {"delete": "1"}, headers=HTMX).content.decode()


def test_who_may_not_comment_sees_no_form(acme: Acme, globex: Globex, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    vic = sign_in(acme.vic)
    assert "new-thread" not in vic.get(address(review)).content.decode()
    assert vic.post(f"{address(review)}/threads/new", {"words": "x"}).status_code == 403
    zoe = sign_in(globex.zoe)
    assert zoe.get(f"{address(review)}/threads").status_code == 404
    assert zoe.post(f"{address(review)}/threads/new", {"words": "x"}).status_code == 404


def test_a_comment_that_came_too_late_stands_in_the_discussion(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    actions.decide(review.id, actor=acme.bob, kind=DecisionKind.APPROVE)
    form = {"decision": "reject", "comment": "Too loud.", "digest": review.digest}
    answer = sign_in(acme.ann).post(f"{address(review)}/decisions", form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Too loud." in html[html.index('id="discussion"') :]


@pytest.mark.parametrize("act", ["delegation", "approvers", "escalations", "override"])
def test_what_else_can_be_done_refuses_strangers(
    acme: Acme, globex: Globex, sign_in: SignIn, act: str
) -> None:
    review = submitted(acme.eve)
    form = {"to": acme.bob.id, "seat": acme.ann.id, "reason": "x", "digest": review.digest}
    assert sign_in(globex.zoe).post(f"{address(review)}/{act}", form).status_code == 404
    assert sign_in(acme.vic).post(f"{address(review)}/{act}", form).status_code == 403
    assert queries.workflow(acme.eve, review.id).revision == review.revision


def test_an_emergency_release_on_the_page(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    MembershipItem(acme.id, acme.bob.id).update([MembershipItem.role.set(Role.ADMIN)])
    ada, bob = sign_in(acme.ada), sign_in(acme.bob)
    asked = {"reason": "It burns.", "digest": review.digest}
    assert ada.post(f"{address(review)}/override", asked).status_code == 302
    assert "Confirm the emergency release" in bob.get(address(review)).content.decode()
    done = bob.post(f"{address(review)}/override/confirmation", {"digest": review.digest})
    assert done.status_code == 302
    assert queries.workflow(acme.eve, review.id).status == "approved"
