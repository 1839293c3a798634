"""The audit trail's page and its export."""

import json

from craftify.history import EventItem, checkpoints
from tests.approvals.letters import submitted
from tests.cast import Acme, Globex
from tests.web.test_review import SignIn

PAGE = "/settings/audit"


def test_the_page_verifies_and_names_what_is_broken(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    max_ = sign_in(acme.max)
    html = max_.get(PAGE).content.decode()
    assert "Everything is as it was written" in html
    assert checkpoints.public_key() in html
    EventItem(f"{acme.id}#{review.id}", 1).update([EventItem.actor_name.set("Somebody")])
    html = max_.get(PAGE).content.decode()
    assert f"Event 1 of {review.id} is not as it was written." in html


def test_the_export_is_the_organizations_own(acme: Acme, globex: Globex, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    answer = sign_in(acme.ada).get(f"{PAGE}/export")
    lines = [json.loads(line) for line in b"".join(answer).splitlines()]
    assert answer["Content-Disposition"].startswith("attachment")
    assert {line["event"]["organization_id"] for line in lines[1:]} == {acme.id}
    assert review.id in {line["event"]["resource"] for line in lines[1:]}
    other = b"".join(sign_in(globex.zoe).get(f"{PAGE}/export"))
    assert review.id.encode() not in other


def test_who_may_not_see_it(acme: Acme, sign_in: SignIn) -> None:
    for actor in (acme.eve, acme.ann, acme.vic):
        client = sign_in(actor)
        assert client.get(PAGE).status_code == 403
        assert client.get(f"{PAGE}/export").status_code == 403
