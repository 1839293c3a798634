"""Notifications over the API: one's own, and what one chooses."""

from typing import Any

import pytest
from django.test import Client

from accounts.notifications import queries
from accounts.notifications.domain import Channel, Kind
from tests.accounts.notifications.telling import told
from tests.api.conftest import As, data_of, error_of
from tests.cast import Acme, Globex

AT = "/api/notifications"
SETTINGS = f"{AT}/settings"


def test_somebody_reads_what_they_were_told(acme: Acme, api: As) -> None:
    first = told(acme.ann, quote="Why?", by=acme.eve.id)
    second = told(acme.ann, kind=Kind.REQUESTED)
    ann = api(acme.ann)
    found = data_of(ann.get(AT))
    assert [one["id"] for one in found] == [second.id, first.id]
    assert {**found[1], "at": ""} == {
        "id": first.id,
        "kind": "comment",
        "sentence": "Eve Moreau commented on “Spring sale”, version 1.",
        "quote": "Why?",
        "path": "/approvals",
        "about": "apr_1",
        "by": {"id": acme.eve.id, "name": "Eve Moreau"},
        "at": "",
        "readAt": None,
    }
    assert data_of(ann.get(f"{AT}/unread")) == {"unread": 2}
    read = data_of(ann.patch(f"{AT}/{first.id}", {"read": True}, format="json"))
    assert read["readAt"]
    assert data_of(ann.get(f"{AT}/{first.id}")) == read
    unread = ann.get(AT, {"state": "unread", "limit": "1"})
    assert [one["id"] for one in data_of(unread)] == [second.id]
    assert unread.json()["pagination"]["total"] == 1
    assert data_of(ann.post(f"{AT}/reads")) == {"read": 1}
    again = data_of(ann.patch(f"{AT}/{first.id}", {"read": False}, format="json"))
    assert again["readAt"] is None


def test_nobody_reads_anybody_elses(acme: Acme, globex: Globex, api: As) -> None:
    one = told(acme.ann)
    for method, address in [
        ("get", AT), ("get", f"{AT}/unread"), ("post", f"{AT}/reads"), ("get", SETTINGS),
        ("patch", SETTINGS), ("get", f"{AT}/{one.id}"), ("patch", f"{AT}/{one.id}"),
    ]:  # fmt: skip
        error_of(getattr(Client(), method)(address), 401)
    for other in (acme.bob, globex.zoe):
        error_of(api(other).get(f"{AT}/{one.id}"), 404)
        error_of(api(other).patch(f"{AT}/{one.id}", {"read": True}, format="json"), 404)
        assert data_of(api(other).get(AT)) == []


def test_everybody_chooses_for_themselves(acme: Acme, api: As) -> None:
    vic = api(acme.vic)
    before = data_of(vic.get(SETTINGS))
    assert before["channels"]["comment"] == {"app": True, "mail": True}
    assert (before["digest"], before["timeZone"], before["quietFrom"]) == ("off", "UTC", "")
    change = {"channels": {"comment": {"mail": False}}, "digest": "daily", "digestHour": 7,
              "timeZone": "Europe/Berlin", "quietFrom": "22:00", "quietUntil": "07:00"}  # fmt: skip
    after = data_of(vic.patch(SETTINGS, change, format="json"))
    assert after["channels"].pop("comment") == {"app": True, "mail": False}
    assert after["channels"] == {k: v for k, v in before["channels"].items() if k != "comment"}
    assert {name: after[name] for name in change if name != "channels"} == {
        name: value for name, value in change.items() if name != "channels"
    }
    late = data_of(vic.patch(SETTINGS, {"quietUntil": "09:30"}, format="json"))
    assert (late["quietFrom"], late["quietUntil"]) == ("22:00", "09:30")
    none = data_of(vic.patch(SETTINGS, {"quietFrom": "", "quietUntil": ""}, format="json"))
    assert none["quietUntil"] == ""
    assert not queries.choices(acme.vic).wants(Kind.COMMENT, Channel.MAIL)
    assert queries.choices(acme.ann).wants(Kind.COMMENT, Channel.MAIL)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channels": {"alert": {"mail": False}}}, "channels"),
        ({"channels": {"comment": {"pigeon": True}}}, "channels"),
        ({"channels": {"comment": {"mail": "no"}}}, "channels"),
        ({"channels": {"comment": True}}, "channels"),
        ({"channels": []}, "channels"),
        ({"digest": "hourly"}, "digest"),
        ({"digestHour": 24}, "digestHour"),
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
        ({"quietFrom": "22:00"}, "quietFrom"),
        ({"quietFrom": "22:00", "quietUntil": "22:00"}, "quietUntil"),
        ({"pigeon": True}, "pigeon"),
    ],
)
def test_what_cannot_be_chosen_is_refused_by_its_name(
    acme: Acme, api: As, change: dict[str, Any], field: str
) -> None:
    error = error_of(api(acme.ann).patch(SETTINGS, change, format="json"), 400)
    assert error["details"]["field"] == field


def test_other_fields_are_refused(acme: Acme, api: As) -> None:
    one = told(acme.ann)
    ann = api(acme.ann)
    assert error_of(ann.get(AT, {"state": "some"}), 400)["details"]["field"] == "state"
    assert (
        error_of(ann.patch(f"{AT}/{one.id}", {}, format="json"), 400)["details"]["field"] == "read"
    )
    error_of(ann.patch(f"{AT}/{one.id}", {"read": "yes"}, format="json"), 400)
