"""The review page: what it shows to whom, and how a decision gets through or is refused."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from accounts.domain import Member
from approvals import actions, queries
from approvals.domain import DecisionKind, Workflow
from approvals.models import WorkflowItem
from approvals.web.page import HAPPENED
from craftify.history import EventItem
from templates_app import queries as templates
from templates_app.models import VersionItem
from tests.approvals.letters import HTML, MJML, draft, edited, submitted
from tests.cast import Acme, Globex

ROOT = Path(__file__).resolve().parents[2]
SignIn = Callable[[Member], Client]
HTMX = {"HX-Request": "true"}
APPROVE = DecisionKind.APPROVE


def address(review: Workflow) -> str:
    return f"/approvals/{review.id}"


def page(client: Client, review: Workflow, **query: str) -> str:
    answer = client.get(address(review), query)
    assert answer.status_code == 200
    return answer.content.decode()


def form(review: Workflow, decision: str, comment: str = "", digest: str = "") -> dict[str, str]:
    return {"decision": decision, "comment": comment, "digest": digest or review.digest}


def state(html: str) -> str:
    found = re.search(r'id="decision" data-state="(\w+)"', html)
    assert found
    return found[1]


def test_an_approver_sees_the_email_and_her_turn(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    html = page(sign_in(acme.ann), review)
    assert state(html) == "turn"
    assert "Hello Robin" in html
    assert "Until Sunday" in html
    assert "<b>Eve Moreau</b> asks for an approval" in html
    assert "Thursday" in html
    assert f'name="digest" value="{review.digest}"' in html
    frame = f"/templates/{review.template_id}/versions/1/frame"
    assert re.search(
        rf'<iframe src="{frame}\?read=1" title="[^"]+" sandbox="allow-same-origin"', html
    )
    assert "First version" in html
    assert "Verified: no event was changed or removed." in html


def test_an_author_sees_who_is_asked_and_may_withdraw(acme: Acme, sign_in: SignIn) -> None:
    html = page(sign_in(acme.eve), submitted(acme.eve))
    assert state(html) == "waiting"
    assert "somebody else approves it" in html
    assert "/withdrawal" in html
    assert 'name="decision"' not in html
    for name in ("Ann Boyd", "Bob Okafor", "Max Brandt", "Ada Lovell"):
        assert f"<span>{name}</span>" in html


def test_a_viewer_sees_why_there_is_nothing_to_decide(acme: Acme, sign_in: SignIn) -> None:
    html = page(sign_in(acme.vic), submitted(acme.eve))
    assert state(html) == "waiting"
    assert "not by you" in html
    assert "/withdrawal" not in html


def test_another_organization_finds_nothing(acme: Acme, globex: Globex, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    client = sign_in(globex.zoe)
    assert client.get(address(review)).status_code == 404
    decided = client.post(f"{address(review)}/decisions", form(review, "approve"))
    assert decided.status_code == 404
    assert client.post(f"{address(review)}/withdrawal").status_code == 404
    assert client.get("/approvals/apr_none").status_code == 404
    assert queries.workflow(acme.eve, review.id) == review


def test_the_anonymous_are_asked_to_sign_in(acme: Acme, client: Client) -> None:
    review = submitted(acme.eve)
    assert client.get(address(review))["Location"].startswith("/sign-in?next=")
    client.post(f"{address(review)}/decisions", form(review, "approve"))
    assert queries.workflow(acme.eve, review.id) == review


@pytest.mark.parametrize("view", ["desktop", "tablet", "phone", "text", "source"])
def test_the_ways_to_look_at_it(acme: Acme, sign_in: SignIn, view: str) -> None:
    html = page(sign_in(acme.ann), submitted(acme.eve), view=view)
    assert re.search(rf'id="view-{view}" [^>]*aria-current="true"', html)
    assert ("<iframe src" in html.split('id="stage"')[1]) == (view not in {"text", "source"})
    if view == "text":
        assert "Hi Robin, a fifth off</pre>" in html.replace("\n</pre>", "</pre>")
    if view == "source":
        assert "&lt;p&gt;Hi {{ name }}, {{ offer }}&lt;/p&gt;" in html


def test_a_phone_is_shown_the_phones_width(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    agent = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Mobile Safari/537.36"
    answer = sign_in(acme.ann).get(address(review), headers={"User-Agent": agent})
    assert 'data-device="phone"' in answer.content.decode()


def test_images_of_other_hosts_come_only_when_asked_for(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve, source='<p><img src="https://elsewhere.example/a.png" alt=""></p>')
    client = sign_in(acme.ann)
    assert "Load images" in page(client, review)
    assert "/frame?read=1&amp;images=remote" not in page(client, review)
    assert "/frame?read=1&amp;images=remote" in page(client, review, images="remote")
    assert "Load images" not in page(client, submitted(acme.eve))


def test_what_changed_since_the_last_approved_version(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    sent_back = _resubmitted(acme, review, subject="Rejected idea")
    actions.decide(
        sent_back.id, actor=acme.ann, kind=DecisionKind.REQUEST_CHANGES, comment="Shorter."
    )
    third = _resubmitted(acme, review, subject="Good morning {{ name }}", source=HTML + "<!-- -->")
    html = page(sign_in(acme.bob), third)
    assert "Changed since version 1" in html
    assert "<del>Hello</del><ins>Good morning</ins>" in html
    assert "Rejected idea" not in html
    assert "1 line added" in html
    assert "Version 2</a>" in html


def _resubmitted(acme: Acme, review: Workflow, **changes: str) -> Workflow:
    edited(review.template_id, acme.eve, **changes)
    return actions.submit(review.template_id, actor=acme.eve)


def test_findings_name_what_to_look_at(acme: Acme, sign_in: SignIn) -> None:
    made = draft(acme.eve, source='<p onclick="x()">{{ nothing }}</p>\n<script>alert(1)</script>')
    edited(made.id, acme.eve, subject="", preheader="")
    html = page(sign_in(acme.ann), actions.submit(made.id, actor=acme.eve))
    assert "There is no subject" in html
    assert "There is no preheader" in html
    assert "no value for nothing" in html
    assert "onclick" in html
    assert '<a class="link" data-plain href="?view=source#L2">Line 2</a>' in html
    assert "<script>alert" not in html


def test_what_people_write_is_text(acme: Acme, sign_in: SignIn) -> None:
    attack = '"><script>alert(1)</script>'
    made = draft(acme.eve, name=f"Name {attack}")
    edited(made.id, acme.eve, subject=f"Subject {attack}")
    review = actions.submit(made.id, actor=acme.eve, note=f"Note {attack}")
    actions.decide(review.id, actor=acme.ann, kind=APPROVE, comment=f"Comment {attack}")
    for client in (sign_in(acme.ann), sign_in(acme.eve)):
        assert attack not in page(client, review)
        assert attack not in client.get("/approvals?show=closed").content.decode()


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        ("approve", "You approved version 1."),
        ("reject", "You rejected version 1."),
        ("request_changes", "You requested changes to version 1."),
    ],
)
def test_a_plain_form_post_decides(acme: Acme, sign_in: SignIn, decision: str, says: str) -> None:
    review = submitted(acme.eve)
    client = sign_in(acme.ann)
    answer = client.post(
        f"{address(review)}/decisions", form(review, decision, "Because."), follow=True
    )
    assert answer.redirect_chain == [(address(review), 302)]
    html = answer.content.decode()
    assert state(html) == "done"
    assert says in html
    assert "Because." in html
    assert "You " in html.split('id="decision"')[1]


def test_htmx_gets_the_event_that_refreshes_the_page(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    client = sign_in(acme.ann)
    answer = client.post(f"{address(review)}/decisions", form(review, "approve"), headers=HTMX)
    assert (answer.status_code, answer.content) == (204, b"")
    event = json.loads(answer["HX-Trigger"])["approvalDecided"]
    assert event == {"approvalId": review.id, "templateId": review.template_id}


def test_a_page_that_is_up_to_date_gets_nothing_to_swap(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    client = sign_in(acme.ann)
    query = f"{address(review)}?revision={review.revision}"
    assert client.get(query, headers=HTMX).status_code == 204
    assert client.get(query).status_code == 200
    actions.decide(review.id, actor=acme.bob, kind=APPROVE)
    answer = client.get(query, headers=HTMX)
    html = answer.content.decode()
    assert state(html) == "done"
    assert "Bob Okafor approved version 1" in html


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_missing_reason_is_said_at_the_field(
    acme: Acme, sign_in: SignIn, headers: dict[str, str]
) -> None:
    review = submitted(acme.eve)
    client = sign_in(acme.ann)
    fields = form(review, "reject", "  ")
    answer = client.post(f"{address(review)}/decisions", fields, headers=headers)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Say in the comment what should change." in html
    assert 'aria-invalid="true" aria-describedby="refusal"' in html
    # htmx-setup.js swaps a 422 unless it is a refusal for problems.js.
    assert ("<html" in html) == (not headers)
    assert ("data-problem" in html) == (not headers)
    assert queries.workflow(acme.ann, review.id).is_open


def test_a_decision_without_a_kind_keeps_the_comment(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    fields = form(review, "maybe", "My long comment")
    answer = sign_in(acme.ann).post(f"{address(review)}/decisions", fields)
    assert answer.status_code == 422
    assert "My long comment</textarea>" in answer.content.decode()


@pytest.mark.parametrize("digest", ["00" * 32, " "])
def test_another_digest_than_the_shown_one_is_refused(
    acme: Acme, sign_in: SignIn, digest: str
) -> None:
    review = submitted(acme.eve)
    client = sign_in(acme.ann)
    fields = form(review, "approve", "Good.", digest)
    answer = client.post(f"{address(review)}/decisions", fields)
    assert answer.status_code == 409
    assert "Reload the page and look at it again." in answer.content.decode()
    assert "Good.</textarea>" in answer.content.decode()
    del fields["digest"]
    assert client.post(f"{address(review)}/decisions", fields).status_code == 409
    assert queries.workflow(acme.ann, review.id) == review


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_whoever_saw_another_version_is_told_what_changed(
    acme: Acme, sign_in: SignIn, headers: dict[str, str]
) -> None:
    first = submitted(acme.eve)
    actions.withdraw(first.id, actor=acme.eve)
    second = _resubmitted(acme, first, source=HTML.replace("Hi", "Good morning"), subject="Hello")
    fields = form(second, "approve", "Lovely.", digest=first.digest)
    client = sign_in(acme.ann)
    answer = client.post(f"{address(second)}/decisions", fields, headers=headers)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert ("<html" in html) == (not headers)
    assert "Your page showed version 1" in html
    assert "In review is version 2" in html
    since = html[html.index('id="since"') :]
    assert "The text reads “Good morning {{ name }}, {{ offer }}” instead of “Hi" in since
    assert "Lovely.</textarea>" in html
    assert f'name="digest" value="{second.digest}"' in html
    assert queries.workflow(acme.eve, second.id) == second
    again = form(second, "approve", "Lovely.")
    assert client.post(f"{address(second)}/decisions", again).status_code == 302


def test_a_digest_that_no_version_has_cannot_be_compared(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    fields = form(review, "approve", "Lovely.", digest="0" * 64)
    html = sign_in(acme.ann).post(f"{address(review)}/decisions", fields).content.decode()
    assert "No version of this template has the digest" in html
    assert "Lovely.</textarea>" in html


def test_a_closed_review_leads_to_the_open_one(acme: Acme, sign_in: SignIn) -> None:
    first = submitted(acme.eve)
    actions.withdraw(first.id, actor=acme.eve)
    second = _resubmitted(acme, first, subject="Hello")
    html = page(sign_in(acme.ann), first)
    assert "Version 2 is in review" in html
    assert f'href="{address(second)}"' in html
    assert "is in review<svg" not in page(sign_in(acme.ann), second)


def test_the_second_to_decide_is_told_and_keeps_the_comment(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    client = sign_in(acme.ann)
    kind = DecisionKind.REQUEST_CHANGES
    actions.decide(review.id, actor=acme.bob, kind=kind, comment="The date.")
    answer = client.post(f"{address(review)}/decisions", form(review, "approve", "I like it."))
    html = answer.content.decode()
    assert (answer.status_code, state(html)) == (409, "done")
    assert "Bob Okafor requested changes to version 1" in html
    assert "Your comment was not sent." in html
    assert "I like it." in html
    told = client.post(
        f"{address(review)}/decisions", form(review, "approve", "I like it."), headers=HTMX
    )
    assert told.status_code == 409
    assert "Bob Okafor requested changes. Nothing was changed." in told.content.decode()
    assert "data-problem" in told.content.decode()
    assert "approvalDecided" in json.loads(told["HX-Trigger"])


def test_who_may_not_decide_gets_403_with_the_reason(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.max)
    for actor, words in ((acme.max, "somebody else"), (acme.vic, "not by you")):
        answer = sign_in(actor).post(f"{address(review)}/decisions", form(review, "approve"))
        assert answer.status_code == 403
        assert words in answer.content.decode()
    assert queries.workflow(acme.max, review.id) == review


def test_a_changed_store_blocks_the_approval(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    item = VersionItem(f"{acme.id}#{review.template_id}", 1)
    item.update([VersionItem.subject.set("Win a car")])
    client = sign_in(acme.ann)
    html = page(client, review)
    assert state(html) == "waiting"
    assert "What is stored is not what was submitted" in html
    answer = client.post(f"{address(review)}/decisions", form(review, "approve"))
    assert answer.status_code == 409
    assert queries.workflow(acme.ann, review.id).is_open


def test_a_changed_or_shortened_history_is_said(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    client = sign_in(acme.ann)
    item = EventItem(f"{acme.id}#{review.id}", 1)
    item.update([EventItem.actor_name.set("Mallory")])
    assert "Event 1 of this history was changed or removed" in page(client, review)
    item.delete()
    html = page(client, review)
    assert "Event 1 of this history was changed or removed" in html
    assert "Verified" not in html
    other = submitted(acme.eve)
    actions.decide(other.id, actor=acme.bob, kind=APPROVE)
    EventItem(f"{acme.id}#{other.id}", 2).delete()
    assert "Event 2 of this history was changed or removed" in page(client, other)


def test_the_queue_leads_on(acme: Acme, sign_in: SignIn) -> None:
    first, second, third = (submitted(acme.eve, name=name) for name in ("One", "Two", "Three"))
    client = sign_in(acme.ann)
    html = page(client, second)
    assert "2 of 3 that wait for you" in html
    assert f'rel="prev" href="{address(first)}"' in html
    assert f'rel="next" href="{address(third)}"' in html
    actions.decide(second.id, actor=acme.ann, kind=APPROVE)
    html = page(client, second)
    assert f'href="{address(first)}">Next: One' in html
    assert "that wait for you" not in page(sign_in(acme.eve), second)


def test_an_approval_bears_its_postmark(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve, source=MJML)
    assert "postmark" not in page(sign_in(acme.eve), review)
    actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    assert 'class="postmark"' in page(sign_in(acme.eve), review)


def test_the_author_of_returned_work_is_led_to_the_editor(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    kind = DecisionKind.REQUEST_CHANGES
    actions.decide(review.id, actor=acme.ann, kind=kind, comment="The date.")
    edit = f"/templates/{review.template_id}/edit"
    assert edit in page(sign_in(acme.eve), review)
    assert edit not in page(sign_in(acme.ann), review)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_submitting_leads_to_the_review(
    acme: Acme, sign_in: SignIn, headers: dict[str, str]
) -> None:
    made = draft(acme.eve)
    client = sign_in(acme.eve)
    answer = client.post(
        f"/templates/{made.id}/submissions", {"note": "By Friday"}, headers=headers
    )
    [review] = queries.workflows(acme.eve).items
    assert answer["HX-Redirect" if headers else "Location"] == address(review)
    assert (answer.status_code, review.note) == (204 if headers else 302, "By Friday")
    again = client.post(f"/templates/{made.id}/submissions", headers=headers)
    assert again.status_code == 409
    assert "in review already" in again.content.decode()


def test_a_source_with_mistakes_is_refused_with_its_line(acme: Acme, sign_in: SignIn) -> None:
    made = draft(acme.eve, source="<p>one</p>\n{% if a %}<p>two</p>\n")
    answer = sign_in(acme.eve).post(f"/templates/{made.id}/submissions")
    assert answer.status_code == 422
    assert "submit again" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_withdrawing_leads_back_to_the_template(
    acme: Acme, sign_in: SignIn, headers: dict[str, str]
) -> None:
    review = submitted(acme.eve)
    refused = sign_in(acme.ann).post(f"{address(review)}/withdrawal", headers=headers)
    assert refused.status_code == 403
    client = sign_in(acme.eve)
    answer = client.post(f"{address(review)}/withdrawal", headers=headers)
    assert answer["HX-Redirect" if headers else "Location"] == f"/templates/{review.template_id}"
    assert templates.template(acme.eve, review.template_id).status == "draft"
    assert state(page(client, review)) == "done"
    assert "You withdrew version 1" in page(client, review)
    assert "Eve Moreau withdrew version 1" in page(sign_in(acme.ann), review)
    assert client.post(f"{address(review)}/withdrawal").status_code == 409


@pytest.mark.parametrize("path", ["decisions", "withdrawal"])
def test_changes_are_not_made_by_get(acme: Acme, sign_in: SignIn, path: str) -> None:
    review = submitted(acme.eve)
    assert sign_in(acme.ann).get(f"{address(review)}/{path}").status_code == 405


def test_a_form_without_its_token_changes_nothing(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(acme.ann).cookies
    answer = strict.post(f"{address(review)}/decisions", form(review, "approve"))
    assert answer.status_code == 403
    assert queries.workflow(acme.ann, review.id) == review


def test_a_review_of_a_workflow_digest_that_was_changed_is_blocked(
    acme: Acme, sign_in: SignIn
) -> None:
    review = submitted(acme.eve)
    WorkflowItem(acme.id, review.id).update([WorkflowItem.digest.set("00" * 32)])
    assert state(page(sign_in(acme.ann), review)) == "waiting"


def test_the_approved_version_stands_beside_the_new_one(acme: Acme, sign_in: SignIn) -> None:
    first = submitted(acme.eve, source=MJML)
    ann = sign_in(acme.ann)
    assert "?view=compare" not in page(ann, first)
    actions.decide(first.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    edited(first.template_id, acme.eve, source=MJML.replace("Hi", "Dear"))
    second = actions.submit(first.template_id, actor=acme.eve)
    html = ann.get(f"{address(second)}?view=compare").content.decode()
    frames = re.findall(r'<iframe src="[^"]*/versions/(\d+)/frame', html)
    assert frames == ["1", "2"]
    dark = ann.get(f"{address(second)}?view=dark").content.decode()
    assert 'data-device="dark"' in dark


def test_it_says_in_words_what_changed_since_the_last_approval(acme: Acme, sign_in: SignIn) -> None:
    first = submitted(acme.eve, source=MJML)
    actions.decide(first.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    source = MJML.replace(
        "</mj-text>", '</mj-text><mj-button href="https://example.com/">Shop now</mj-button>'
    ).replace("Hi {{ name }}", "Dear {{ name }}")
    edited(first.template_id, acme.eve, source=source)
    html = page(sign_in(acme.ann), actions.submit(first.template_id, actor=acme.eve))
    words = html[html.index('aria-label="In words"') :]
    words = words[: words.index("</ul>")]
    assert "button “Shop now”" in words
    assert words.count("<li") == 2


def test_every_event_of_a_review_has_words() -> None:
    sources = "".join(one.read_text() for one in (ROOT / "approvals").rglob("*/actions/*.py"))
    sources += "".join(one.read_text() for one in (ROOT / "approvals/actions").glob("*.py"))
    recorded = set(re.findall(r'"(approval\.[a-z_]+)"', sources))
    assert {"approval.blocked", "approval.voted"} <= recorded
    assert recorded <= set(HAPPENED)


def test_a_thread_on_a_removed_block_keeps_its_name(acme: Acme, sign_in: SignIn) -> None:
    two = HTML.replace("</body>", "<p>Small print</p></body>")
    first = submitted(acme.eve, source=two)
    ann = sign_in(acme.ann)
    blocks = re.findall(r'<option value="([^"]+)" data-says>Text “Small', page(ann, first))
    ann.post(f"{address(first)}/threads/new", {"words": "Too small?", "block": blocks[0]})
    html = page(ann, first)
    assert f'data-block="{blocks[0]}"' in html
    assert "On a removed block" not in html
    actions.withdraw(first.id, actor=acme.eve)
    html = page(ann, _resubmitted(acme, first, source=HTML))
    assert "On a removed block" in html
    assert "text “Small print”</span>" in html
    assert f'data-block="{blocks[0]}"' not in html


def test_the_decision_says_which_threads_hold_it(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    ann, eve = sign_in(acme.ann), sign_in(acme.eve)
    assert 'id="holding"' not in page(ann, review)
    for words in ("First", "Second", "Third"):
        blocking = {"blocking": "1"} if words != "First" else {}
        ann.post(f"{address(review)}/threads/new", {"words": words, **blocking})
    for client in (ann, eve):
        html = page(client, review)
        said = html[html.index('id="holding"') :].split("</p>")[0]
        assert re.sub(r"<[^>]+>", "", said).endswith("Thread 2, Thread 3 hold the approval.")
        assert "3 open, 2 of them blocking, 0 resolved" in html


def test_words_are_kept_as_the_source_has_them(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    ann = sign_in(acme.ann)
    block = re.findall(r'<option value="([^"]+)" data-says>Text', page(ann, review))[0]
    said = {"words": "Too warm.", "block": block, "quote": "Hi Robin"}
    assert ann.post(f"{address(review)}/threads/new", said).status_code == 302
    html = page(ann, review)
    assert 'data-quote="Hi {{ name }}" data-shown="Hi Robin"' in html
    for other in ({"quote": "Goodbye"}, {"quote": "Hi", "block": "0000000000"}):
        refused = ann.post(f"{address(review)}/threads/new", said | other)
        assert refused.status_code == 400


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"data": "raw"}, '<h1 class="envelope-subject letter">Hello {{ name }}</h1>'),
        ({"data": "missing"}, '<h1 class="envelope-subject letter">Hello </h1>'),
        ({"data": "raw", "images": "none"}, "/frame?read=1&amp;data=raw&amp;images=none"),
        ({"view": "inverted"}, 'data-device="inverted"'),
        ({"view": "phone", "data": "raw"}, 'href="?view=dark&amp;data=raw"'),
    ],
)
def test_how_the_email_is_looked_at(
    acme: Acme, sign_in: SignIn, query: dict[str, str], shown: str
) -> None:
    assert shown in page(sign_in(acme.ann), submitted(acme.eve), **query)


def test_an_inbox_without_a_preheader_shows_how_the_email_begins(
    acme: Acme, sign_in: SignIn
) -> None:
    made = draft(acme.eve)
    edited(made.id, acme.eve, preheader="")
    html = page(sign_in(acme.ann), actions.submit(made.id, actor=acme.eve))
    inbox = html[html.index('id="h-inbox"') :]
    assert "— Hi Robin, a fifth off</span>" in inbox
    assert "the first words of the email stand in its place" in inbox
