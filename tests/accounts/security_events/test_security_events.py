"""What becomes a security event, who may see it, and how it is found."""

import re
from typing import get_args

import pytest
from django.test import Client

from accounts import actions
from accounts.api.tokens import pair_for
from accounts.domain import Role
from accounts.keys import actions as keys
from accounts.security_events import store
from accounts.security_events.api.schemas import KindWord, SeverityWord
from accounts.security_events.domain import KINDS, SEVERITIES
from craftify.security.events import Kind, Record, Severity, recorder, security_event
from templates_app import actions as templates
from templates_app.rendering.formats import Format
from tests.api.conftest import As, data_of, error_of
from tests.cast import PASSWORD, Acme, Globex
from tests.web.test_review import SignIn

PAGE, API = "/settings/security-events", "/api/security-events"


@pytest.fixture
def api() -> As:
    """As tests/api has it."""
    from rest_framework.test import APIClient

    def client_of(member: object) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair_for(member)['access']}")  # type: ignore[arg-type]  # a Member
        return client

    return client_of


def seen(organization_id: str) -> list[tuple[str, str, int]]:
    """What is recorded of an organization, the first event first: kind, subject, times."""
    recorder.flush()
    found = [(one.kind.value, one.about, one.count) for one in store.newest(organization_id)]
    return found[::-1]


def test_a_refused_sign_in_is_told_to_each_organization(acme: Acme, globex: Globex) -> None:
    actions.add_member(globex.id, acme.eve.id, role=Role.VIEWER)
    wrong = {"email": acme.eve.user.email, "password": "wrong"}
    for _ in range(2):
        assert Client().post("/sign-in", wrong).status_code == 401
    assert Client().post("/api/auth/token", wrong, "application/json").status_code == 401
    Client().post("/sign-in", {"email": "nobody@acme.example", "password": PASSWORD})
    for organization in (acme, globex):
        assert seen(organization.id) == [("signIn.refused", "bad_credentials", 3)]


def test_too_many_of_them_are_a_limit(acme: Acme) -> None:
    wrong = {"email": acme.eve.user.email, "password": "wrong"}
    tries = 0
    while Client().post("/sign-in", wrong).status_code != 429:
        tries += 1
        assert tries < 100
    Client().post("/api/auth/token", wrong, "application/json")
    assert ("limit.reached", "too_many_failures", 2) in seen(acme.id)


def test_permissions_and_others_things(acme: Acme, globex: Globex, api: As) -> None:
    template = templates.create_template(
        actor=acme.eve, name="Sale", source="<p>Hello</p>", format=Format.HTML
    )
    assert api(globex.zoe).get(f"/api/templates/{template.id}").status_code == 404
    assert api(acme.vic).delete(f"/api/templates/{template.id}").status_code == 403
    assert seen(acme.id) == [("permission.refused", "templates.delete", 1)]
    assert seen(globex.id) == [("thing.absent", "", 1)]


def test_pages_say_it_like_the_api(acme: Acme, sign_in: SignIn) -> None:
    vic = sign_in(acme.vic)
    assert vic.get(PAGE).status_code == 403
    assert vic.get("/templates/tpl_other").status_code == 404
    assert [kind for kind, _, _ in seen(acme.id)] == ["permission.refused", "thing.absent"]


def test_a_form_without_its_token(acme: Acme) -> None:
    client = Client(enforce_csrf_checks=True)
    client.post("/sign-in", {"email": acme.eve.user.email, "password": PASSWORD})
    assert seen(acme.id) == []  # nobody is known yet, so only the log has it


def test_a_form_of_somebody_who_is_signed_in(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.eve)
    client.handler.enforce_csrf_checks = True
    assert client.post("/theme", {"theme": "dark"}).status_code == 403
    assert seen(acme.id) == [("form.refused", "csrf_failed", 1)]


def test_a_key_that_is_elsewhere_or_out_of_its_scope(acme: Acme) -> None:
    _, text = keys.create(
        actor=acme.eve,
        password=PASSWORD,
        name="Robot",
        scopes=("templates.view",),
        days=1,
        networks=("192.0.2.0/24",),
    )
    client = Client(headers={"Authorization": f"Bearer {text}"})
    assert client.get("/api/templates", REMOTE_ADDR="198.51.100.9").status_code == 403
    body = {"name": "Sale", "source": "<p>Hello</p>"}
    answer = client.post("/api/templates", body, "application/json", REMOTE_ADDR="192.0.2.9")
    assert answer.status_code == 403
    kinds = [kind for kind, _, _ in seen(acme.id)]
    assert kinds == ["address.refused", "permission.refused"]


def test_a_token_that_comes_again_is_an_alarm(acme: Acme) -> None:
    refresh = pair_for(acme.eve)["refresh"]
    for _ in range(2):
        Client().post("/api/auth/token/refresh", {"refresh": refresh}, "application/json")
    recorder.flush()
    [one] = store.newest(acme.id)
    assert (one.kind, one.severity, one.user_id) == (
        Kind.TOKEN_REUSED,
        Severity.ALARM,
        acme.eve.id,
    )


def test_what_is_the_work_itself_is_none(acme: Acme, api: As) -> None:
    eve = api(acme.eve)
    error_of(eve.get("/api/templates?limit=x"), 400)
    error_of(eve.put("/api/templates", {}, format="json"), 405)
    assert seen(acme.id) == []


def event(organization_id: str, kind: Kind, **given: object) -> None:
    security_event(kind, organization_id=organization_id, **given)  # type: ignore[arg-type]  # by name


def test_only_an_administrator_of_the_organization_sees_them(
    acme: Acme, globex: Globex, api: As, sign_in: SignIn
) -> None:
    event(acme.id, Kind.PATTERN_FOUND, about="path", user_id=acme.eve.id, address="192.0.2.7")
    html = sign_in(acme.ada).get(PAGE).content.decode()
    assert "Pattern of an attack" in html
    assert "Eve Moreau" in html
    assert "192.0.2.7" in html
    [one] = data_of(api(acme.ada).get(API))["events"]
    assert (one["eventType"], one["kind"], one["ip"]) == ("security", "pattern.found", "192.0.2.7")
    assert data_of(api(globex.zoe).get(API))["events"] == []
    for member in (acme.max, acme.eve, acme.ann, acme.vic):
        error_of(api(member).get(API), 403)
        assert sign_in(member).get(PAGE).status_code == 403


def test_they_are_found(acme: Acme, api: As, sign_in: SignIn) -> None:
    event(acme.id, Kind.TOKEN_REUSED, user_id=acme.eve.id, address="192.0.2.7")
    event(acme.id, Kind.PATTERN_FOUND, about="path", user_id="", address="2001:db8::1")
    event(acme.id, Kind.THING_ABSENT, user_id=acme.ann.id, address="192.0.2.7")
    ada = api(acme.ada)
    whole = data_of(ada.get(API))["events"]
    today = whole[0]["firstAt"][:10]
    for asked, kinds in (
        ("kind=pattern.found", ["pattern.found"]),
        ("severity=alarm", ["token.reused"]),
        (f"person={acme.ann.id}", ["thing.absent"]),
        ("address=192.0.2.7", ["thing.absent", "token.reused"]),
        ("address=2001:db8::1", ["pattern.found"]),
        (f"from={today}&to={today}", ["thing.absent", "pattern.found", "token.reused"]),
        ("to=2020-01-01", []),
    ):
        assert [one["kind"] for one in data_of(ada.get(f"{API}?{asked}"))["events"]] == kinds, asked
    html = sign_in(acme.ada).get(f"{PAGE}?severity=alarm").content.decode()
    assert len(re.findall(r'class="trail-row"', html)) == 1


def test_they_are_read_page_by_page(acme: Acme, api: As) -> None:
    for number in range(5):
        event(acme.id, Kind.PATTERN_FOUND, about=f"{number}")
    ada = api(acme.ada)
    found, cursor = [], ""
    while cursor is not None:
        page = data_of(ada.get(f"{API}?limit=2&cursor={cursor}"))
        found += [one["about"] for one in page["events"]]
        cursor = page["cursor"]
    assert found == ["4", "3", "2", "1", "0"]


def test_what_is_not_understood_is_refused(acme: Acme, globex: Globex, api: As) -> None:
    ada = api(acme.ada)
    for asked in ("colour=red", "kind=x", "severity=high", "from=1.1.26", "address=<b>"):
        error_of(ada.get(f"{API}?{asked}"), 400)
    for _ in range(2):
        event(acme.id, Kind.PATTERN_FOUND, about=f"{_}")
    cursor = data_of(ada.get(f"{API}?limit=1"))["cursor"]
    error_of(api(globex.zoe).get(f"{API}?limit=1&cursor={cursor}"), 400)


def test_it_ends_by_itself(acme: Acme) -> None:
    event(acme.id, Kind.PATTERN_FOUND)
    recorder.flush()
    from accounts.security_events.models import SecurityEventItem

    [item] = SecurityEventItem.query(acme.id)
    [one] = store.newest(acme.id)
    assert abs((item.expires - one.first_at) - store.KEPT_FOR).total_seconds() < 1


def test_words_are_those_of_the_frame() -> None:
    assert set(get_args(KindWord)) == {kind.value for kind in Kind} == {one for one, _ in KINDS}
    assert set(get_args(SeverityWord)) == {one for one, _ in SEVERITIES} == set(Severity)


def test_a_record_survives_the_store(acme: Acme) -> None:
    event(acme.id, Kind.POLICY_VIOLATED, about="script-src", details={"blocked": "inline"})
    recorder.flush()
    [one] = store.newest(acme.id)
    assert isinstance(one, Record)
    assert one.details == {"blocked": "inline"}
