"""The rules of approvals and delegations over the API."""

from datetime import timedelta
from typing import Any

import pytest

from craftify import clock
from templates_app.domain import Template
from tests.api.conftest import As, data_of, error_of
from tests.cast import Acme, Globex

POLICY = "/api/approval-policy"


def rules(acme: Acme, **changes: Any) -> dict[str, Any]:
    people = {"users": [acme.ann.id, acme.bob.id]}
    step = {"name": "Legal", "approvers": people, "quorum": {"kind": "all"}, "dueDays": 2}
    return {
        "definitions": [{"id": "def_1", "name": "Usual", "steps": [step]}],
        "categoryOwners": {"Big_Sale": [acme.ann.id]},
        **changes,
    }


def test_rules_are_read_changed_and_explained(
    acme: Acme, globex: Globex, template: Template, api: As
) -> None:
    max_ = api(acme.max)
    first = max_.get(POLICY)
    assert data_of(first)["definitions"][0]["name"] == "One approval"
    tag = first.headers["ETag"]
    saved = data_of(max_.put(POLICY, rules(acme), format="json", headers={"If-Match": tag}))
    assert saved["revision"] == 1
    assert saved["categoryOwners"] == {"Big_Sale": [acme.ann.id]}
    assert saved["definitions"][0]["steps"][0]["dueDays"] == 2
    error_of(max_.put(POLICY, rules(acme), format="json", headers={"If-Match": tag}), 412)
    again = {name: value for name, value in saved.items() if name != "revision"}
    assert data_of(max_.put(POLICY, again, format="json"))["revision"] == 1
    plan = data_of(api(acme.vic).get(f"/api/templates/{template.id}/approval-plan"))
    assert plan["steps"][0]["who"] == "Ann Boyd and Bob Okafor: all decide."
    assert data_of(api(globex.zoe).get(POLICY))["revision"] == 0
    error_of(api(globex.zoe).get(f"/api/templates/{template.id}/approval-plan"), 404)


def test_rules_that_are_not_safe_are_refused_with_their_places(acme: Acme, api: As) -> None:
    alone = {"name": "Alone", "approvers": {"users": [acme.max.id]}}
    unsafe = rules(acme, definitions=[{"id": "d", "name": "A", "steps": [alone]}])
    error = error_of(api(acme.max).put(POLICY, unsafe, format="json"), 400)
    assert error["code"] == "policy_refused"
    assert error["details"]["problems"][0]["place"] == "definitions.0.steps.0.approvers"
    assert data_of(api(acme.max).get(POLICY))["revision"] == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"definitions": "none"}, "definitions"),
        ({"definitions": [{"id": "d"}]}, "definitions.0.name"),
        ({"carryOver": "perhaps"}, "carryOver"),
        ({"carryover": True}, "carryover"),
        ({"calendar": {"weekdays": ["Monday"]}}, "calendar.weekdays.0"),
        ({"calendar": {"timezone": "UTC"}}, "calendar.timezone"),
    ],
)
def test_what_is_not_rules_is_refused_by_its_path(
    acme: Acme, api: As, change: dict[str, Any], field: str
) -> None:
    error = error_of(api(acme.max).put(POLICY, rules(acme, **change), format="json"), 400)
    assert error["details"]["field"] == field


def test_only_managers_change_rules(acme: Acme, api: As) -> None:
    for actor in (acme.eve, acme.ann, acme.vic):
        error_of(api(actor).put(POLICY, rules(acme), format="json"), 403)


def test_delegations(acme: Acme, globex: Globex, api: As) -> None:
    now = clock.now()
    body = {
        "to": acme.bob.id,
        "startsAt": clock.stamp(now),
        "endsAt": clock.stamp(now + timedelta(days=3)),
    }
    made = data_of(api(acme.ann).post("/api/delegations", body, format="json"), 201)
    assert (made["from"], made["to"]) == (acme.ann.id, acme.bob.id)
    assert data_of(api(acme.bob).get("/api/delegations")) == [made]
    assert data_of(api(acme.eve).get("/api/delegations")) == []
    for wrong in ("soon", "2026-11-23", "2026-11-23T09:00:00"):
        refused = api(acme.ann).post("/api/delegations", {**body, "endsAt": wrong}, format="json")
        assert error_of(refused, 400)["details"]["field"] == "endsAt"
    place = f"/api/delegations/{made['id']}"
    error_of(api(globex.zoe).delete(place), 404)
    error_of(api(acme.bob).delete(place), 403)
    data_of(api(acme.ann).delete(place))
    error_of(api(acme.ann).delete(place), 404)
