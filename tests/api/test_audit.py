"""The audit trail over the API."""

import json

import pytest
from django.core.management import CommandError, call_command

from accounts import actions
from accounts.audit import queries
from accounts.domain import Theme
from approvals.domain import Workflow
from craftify import history
from craftify.dynamo import unique
from craftify.dynamo.unique import Guard
from craftify.history import EventItem, HeadItem
from tests.api.conftest import As, data_of, error_of
from tests.approvals.letters import submitted
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
    for address in ("/api/audit/events", "/api/audit/verification", "/api/audit/export"):
        error_of(api(acme.eve).get(address), 403)


def test_events_are_read_page_by_page(acme: Acme, review: Workflow, api: As) -> None:
    ada = api(acme.ada)
    whole = data_of(ada.get("/api/audit/events?limit=100"))
    assert whole["cursor"] is None
    moments = [event["at"] for event in whole["events"]]
    assert moments == sorted(moments, reverse=True)
    found, cursor = [], ""
    while cursor is not None:
        page = data_of(ada.get(f"/api/audit/events?limit=2&cursor={cursor}"))
        found += page["events"]
        cursor = page["cursor"]
    assert found == whole["events"]


def test_events_are_found(acme: Acme, globex: Globex, review: Workflow, api: As) -> None:
    ada = api(acme.ada)
    [one] = data_of(ada.get(f"/api/audit/events?resource={review.id}"))["events"]
    assert (one["verb"], one["actor"]["id"], one["alarm"]) == (
        "approval.submitted",
        acme.eve.id,
        False,
    )
    chain = [digest for _, digest in history.events(acme.id, review.id)]
    assert [one["digest"]] == chain
    today = one["at"][:10]
    for asked, expected in (
        (f"kind=approval&from={today}&to={today}", {"approval.submitted"}),
        (f"kind=approval&person={acme.ann.id}", set()),
        ("alarms=1", set()),
        ("to=2020-01-01", set()),
    ):
        events = data_of(ada.get(f"/api/audit/events?{asked}"))["events"]
        assert {event["verb"] for event in events} == expected, asked
    other = data_of(api(globex.zoe).get(f"/api/audit/events?resource={review.id}"))
    assert other == {"events": [], "cursor": None}


def test_what_is_not_understood_is_refused(acme: Acme, globex: Globex, api: As) -> None:
    ada = api(acme.ada)
    for asked in ("colour=red", "from=23.11.2026", "from=2026-11-23&to=2026-11-22", "alarms=yes"):
        error_of(ada.get(f"/api/audit/events?{asked}"), 400)
    cursor = data_of(ada.get("/api/audit/events?limit=1"))["cursor"]
    error_of(ada.get(f"/api/audit/events?limit=1&kind=user&cursor={cursor}"), 400)
    error_of(api(globex.zoe).get(f"/api/audit/events?limit=1&cursor={cursor}"), 400)


def test_few_are_found_among_many(acme: Acme, api: As, monkeypatch: pytest.MonkeyPatch) -> None:
    for theme in (Theme.DARK, Theme.LIGHT) * 6:
        actions.change_profile(theme=theme, actor=acme.eve)
    submitted(acme.eve)
    monkeypatch.setattr(queries, "LOOKED_AT", 5)
    found, cursor, pages = [], "", 0
    while cursor is not None:
        page = data_of(api(acme.ada).get(f"/api/audit/events?kind=template&cursor={cursor}"))
        found += page["events"]
        cursor, pages = page["cursor"], pages + 1
    assert [event["verb"] for event in found] == ["template.submitted", "template.created"]
    assert pages > 2


def test_events_of_an_older_release_are_put_into_the_list_once(acme: Acme, api: As) -> None:
    def forget(review: Workflow) -> None:
        item = EventItem.get(f"{acme.id}#{review.id}", 1)
        item.update([EventItem.organization_id.remove(), EventItem.moment.remove()])
        HeadItem(acme.id, review.id).delete()

    review = submitted(acme.eve)
    forget(review)
    ada = api(acme.ada)
    assert not data_of(ada.get("/api/audit/events?kind=approval"))["events"]
    with pytest.raises(CommandError, match="1 broken"):
        call_command("verify_audit", organization=acme.id)
    if unique.owner_of("audit", "indexed"):
        Guard("audit#indexed").delete()
    call_command("index_audit")
    assert data_of(ada.get("/api/audit/events?kind=approval"))["events"]
    assert history.head(acme.id, review.id)
    call_command("verify_audit", organization=acme.id)
    # What somebody puts there later is not taken for an event of an older release.
    forget(submitted(acme.eve))
    with pytest.raises(CommandError, match="before"):
        call_command("index_audit")
    with pytest.raises(CommandError, match="1 broken"):
        call_command("verify_audit", organization=acme.id)
