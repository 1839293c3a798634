"""The audit trail over the API."""

import json

from approvals.domain import Workflow
from craftify.history import EventItem
from tests.api.conftest import As, data_of, error_of
from tests.cast import Acme, Globex


def test_it_is_verified_and_exported(acme: Acme, globex: Globex, review: Workflow, api: As) -> None:
    ada = api(acme.ada)
    assert data_of(ada.get("/api/audit/verification"))["broken"] == []
    EventItem(f"{acme.id}#{review.id}", 1).update([EventItem.actor_name.set("Somebody")])
    [broken] = data_of(ada.get("/api/audit/verification"))["broken"]
    assert (broken["resource"], broken["seq"]) == (review.id, 1)
    lines = b"".join(ada.get("/api/audit/export")).splitlines()
    assert json.loads(lines[0])["organization_id"] == acme.id
    assert any(review.id.encode() in line for line in lines)
    assert review.id.encode() not in b"".join(api(globex.zoe).get("/api/audit/export"))


def test_who_may_not_see_it(acme: Acme, api: As) -> None:
    for address in ("/api/audit/verification", "/api/audit/export"):
        error_of(api(acme.eve).get(address), 403)
