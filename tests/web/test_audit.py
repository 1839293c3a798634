"""The audit trail's page and its export."""

import json
import re

from approvals import actions
from approvals.domain import DecisionKind
from craftify.history import EventItem, checkpoints
from tests.approvals.letters import submitted
from tests.cast import Acme, Globex
from tests.web.test_review import SignIn

PAGE = "/settings/audit"


def test_the_page_verifies_and_names_what_is_broken(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    max_ = sign_in(acme.max)
    html = max_.get(PAGE).content.decode()
    assert "Not verified today" in html
    assert checkpoints.public_key() in html
    html = max_.post(f"{PAGE}/verification", follow=True).content.decode()
    assert "Everything is as it was written" in html
    EventItem(f"{acme.id}#{review.id}", 1).update([EventItem.actor_name.set("Somebody")])
    html = max_.post(f"{PAGE}/verification", follow=True).content.decode()
    assert f"Event 1 of {review.id} is not as it was written." in html


def test_it_lists_what_happened_and_finds_it_again(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    actions.decide(review.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    max_ = sign_in(acme.max)
    html = max_.get(PAGE).content.decode()
    assert html.index("Approval: approved") < html.index("Approval: submitted")
    html = max_.get(PAGE, {"person": acme.ann.id}).content.decode()
    assert "Approval: approved" in html
    assert "Approval: submitted" not in html
    html = max_.get(PAGE, {"resource": "apr_nothing"}).content.decode()
    assert "No such event" in html
    assert max_.get(PAGE, {"from": "yesterday"}).status_code == 400


def test_an_emergency_release_is_an_alarm(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    actions.request_override(
        review.id, actor=acme.ada, reason="Recall of a product", digest=review.digest
    )
    html = sign_in(acme.max).get(PAGE, {"alarms": "1"}).content.decode()
    rows = re.findall(r'<details class="trail-row" data-tone="danger">', html)
    assert len(rows) == 1
    assert "Approval: override requested" in html
    assert "Recall of a product" in html
    assert "Approval: submitted" not in html


def test_the_export_is_the_organizations_own(acme: Acme, globex: Globex, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    answer = sign_in(acme.ada).get(f"{PAGE}/export")
    lines = [json.loads(line) for line in b"".join(answer).splitlines()]
    assert answer["Content-Disposition"].startswith("attachment")
    events = [line["event"] for line in lines if line["type"] == "event"]
    assert {event["organization_id"] for event in events} == {acme.id}
    assert review.id in {event["resource"] for event in events}
    other = b"".join(sign_in(globex.zoe).get(f"{PAGE}/export"))
    assert review.id.encode() not in other


def test_who_may_not_see_it(acme: Acme, sign_in: SignIn) -> None:
    for actor in (acme.eve, acme.ann, acme.vic):
        client = sign_in(actor)
        assert client.get(PAGE).status_code == 403
        assert client.get(f"{PAGE}/export").status_code == 403
        assert client.post(f"{PAGE}/verification").status_code == 403


def test_a_review_and_a_template_lead_to_their_events(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    for address, resource in (
        (f"/approvals/{review.id}", review.id),
        (f"/templates/{review.template_id}", review.template_id),
    ):
        link = f"{PAGE}?resource={resource}"
        assert link in sign_in(acme.max).get(address).content.decode()
        assert link not in sign_in(acme.eve).get(address).content.decode()
        assert "No such event" not in sign_in(acme.max).get(link).content.decode()
