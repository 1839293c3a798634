"""Lists to their end by cursors, entity tags of what has no revision, and what is to go."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.views import APIView

from accounts.notifications import queries as notifications
from accounts.teams import actions as teams
from approvals import actions as approvals
from craftify import outbox
from craftify.api import openapi
from craftify.api.endpoints import endpoint
from craftify.api.operations import Deprecation, documented
from craftify.api.schemas import Nothing
from templates_app import actions
from templates_app.rendering.formats import Format
from tests.api.conftest import SOURCE, As, data_of, error_of
from tests.cast import Acme, Globex


def submitted(acme: Acme, count: int) -> None:
    """So many reviews, each of which tells Ann."""
    for number in range(count):
        made = actions.create_template(
            actor=acme.eve, name=f"T{number}", source=SOURCE, format=Format.MJML, subject="S"
        )
        approvals.submit(made.id, actor=acme.eve)
    outbox.deliver_pending(acme.id, kinds=["event"])


def walked(client: APIClient, address: str, between: Callable[[], None]) -> list[Any]:
    """Every id of a list, two at a time by its cursors; something happens after the first."""
    answer = client.get(f"{address}?limit=2").json()
    between()
    found = [one["id"] for one in answer["data"]]
    while cursor := answer["pagination"]["cursor"]:
        answer = client.get(address, {"limit": 2, "cursor": cursor}).json()
        found += [one["id"] for one in answer["data"]]
    return found


def test_a_walk_meets_every_review_once_although_one_is_added(acme: Acme, api: As) -> None:
    submitted(acme, 5)
    before = [one["id"] for one in data_of(api(acme.ann).get("/api/approvals"))]
    assert len(before) == 5
    assert walked(api(acme.ann), "/api/approvals", lambda: submitted(acme, 1)) == before


def test_a_walk_meets_every_member_once_although_one_goes(acme: Acme, api: As) -> None:
    client = api(acme.ada)
    before = [one["id"] for one in data_of(client.get("/api/users"))]

    def go() -> None:
        assert client.delete(f"/api/users/{before[0]}").status_code == 204

    met = walked(client, "/api/users", go if before[0] != acme.ada.id else lambda: None)
    assert met == before


@pytest.mark.parametrize("state", ["all", "unread"])
def test_a_walk_meets_every_notification_once(acme: Acme, api: As, state: str) -> None:
    submitted(acme, 5)
    told = notifications.notifications(acme.ann, unread=state == "unread").items
    client, met, cursor = api(acme.ann), [], ""
    while cursor is not None:
        asked = f"state={state}&limit=2" + (f"&cursor={cursor}" if cursor else "")
        answer = client.get(f"/api/notifications?{asked}").json()
        met += [one["id"] for one in answer["data"]]
        cursor = answer["pagination"]["cursor"]
    assert met == [one.id for one in told]
    assert len(met) >= 5


@pytest.mark.parametrize("address", ["/api/approvals", "/api/users", "/api/undelivered"])
def test_a_cursor_of_another_list_is_400(acme: Acme, globex: Globex, api: As, address: str) -> None:
    submitted(acme, 3)
    cursor = api(acme.ann).get("/api/notifications?limit=1").json()["pagination"]["cursor"]
    for wrong in (cursor, "nonsense"):
        error = error_of(api(acme.ada).get(address, {"cursor": wrong}), 400)
        assert error["details"] == {"field": "cursor"}


def test_what_has_no_revision_is_304_until_it_changes(acme: Acme, api: As) -> None:
    client = api(acme.ada)
    made = teams.create("Legal", actor=acme.ada)
    for address in (f"/api/teams/{made.id}", "/api/teams", "/api/users"):
        tag = client.get(address).headers["ETag"]
        same = client.get(address, headers={"If-None-Match": tag})
        assert (same.status_code, same.content) == (304, b"")
    teams.rename(made.id, "Law", actor=acme.ada)
    tagged = client.get(f"/api/teams/{made.id}", headers={"If-None-Match": tag})
    assert data_of(tagged)["name"] == "Law"


def test_a_page_for_people_has_no_tag_of_the_json(acme: Acme, api: As) -> None:
    page = api(acme.ada).get("/api/teams", headers={"Accept": "text/html"})
    assert "ETag" not in page.headers


def test_a_team_is_changed_as_it_was_seen_or_not_at_all(acme: Acme, api: As) -> None:
    client, made = api(acme.ada), teams.create("Legal", actor=acme.ada)
    address = f"/api/teams/{made.id}"
    seen = client.get(address).headers["ETag"]
    teams.rename(made.id, "Law", actor=acme.ada)
    for late in (
        client.patch(address, {"name": "Lawyers"}, format="json", headers={"If-Match": seen}),
        client.delete(address, headers={"If-Match": seen}),
    ):
        now = client.get(address).headers["ETag"]
        assert error_of(late, 412)["details"] == {"etag": now}
    assert data_of(client.get(address))["name"] == "Law"
    assert client.delete(address, headers={"If-Match": f'"x", {now}'}).status_code == 204


def test_a_change_that_was_done_is_told_again_whatever_it_named(acme: Acme, api: As) -> None:
    client, made = api(acme.ada), teams.create("Legal", actor=acme.ada)
    address = f"/api/teams/{made.id}"
    headers = {"If-Match": client.get(address).headers["ETag"], "Idempotency-Key": "once"}
    first = client.patch(address, {"name": "Law"}, format="json", headers=headers)
    again = client.patch(address, {"name": "Law"}, format="json", headers=headers)
    assert data_of(first) == data_of(again)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_whoever_may_not_look_learns_nothing_from_tags(acme: Acme, api: As) -> None:
    made = teams.create("Legal", actor=acme.ada)
    answer = api(acme.vic).patch(
        f"/api/teams/{made.id}", {"name": "Mine"}, format="json", headers={"If-Match": '"x"'}
    )
    assert error_of(answer, 403)["code"] == "forbidden"


GOING = Deprecation(date(2026, 11, 1), date(2027, 11, 1), instead="/api/templates")


class Going(APIView):
    """What is to go."""

    authentication_classes = ()
    permission_classes = ()

    @documented(answer=Nothing, deprecated=GOING)
    def get(self, request: Any) -> Response:
        """Nothing."""
        return Response({"success": True, "data": {}})


def asked(address: str) -> Any:
    """A request as the first middleware leaves it."""
    request: Any = APIRequestFactory().get(address)
    request.id = "r"
    return request


def test_what_is_to_go_says_so_in_each_answer_and_in_the_schema(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [pattern, _] = endpoint("/going", Going, "going")
    answer = pattern.callback(asked("/going"))
    assert answer.status_code == 200
    assert answer.headers["Deprecation"] == "@1793491200"
    assert answer.headers["Sunset"] == "Mon, 01 Nov 2027 00:00:00 GMT"
    assert answer.headers["Link"] == '</api/templates>; rel="successor-version"'
    refused = pattern.callback(asked("/going?colour=red"))
    assert (refused.status_code, refused.headers["Sunset"]) == (400, answer.headers["Sunset"])

    monkeypatch.setattr(openapi, "addresses", lambda: [("api/going", pattern)])
    said = openapi.document.__wrapped__()["paths"]["/api/going"]["get"]
    assert said["deprecated"] is True
    assert {"Deprecation", "Sunset"} <= set(said["responses"]["200"]["headers"])


def test_nothing_is_gone_before_its_day_and_every_notice_is_a_year_long() -> None:
    for one in openapi.endpoints():
        said = one.operation and one.operation.deprecated
        if said:
            assert (said.until - said.since).days >= 365, one.id
            assert said.instead in openapi.document()["paths"], one.id
