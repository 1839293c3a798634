"""The page of the brand, without a browser."""

from collections.abc import Callable

from django.test import Client

from accounts.brand import queries
from accounts.domain import Member
from tests.cast import Acme

SignIn = Callable[[Member], Client]
FORM = {
    "revision": "0",
    "color-name": ["Pine", "", "Clay"],
    "color-hex": ["#0a7c86", " ", "#cc6633"],
    "font-name": ["Text"],
    "font-stack": ["Arial"],
    "font-address": [""],
    "postal": "1 Dock Road",
}


def test_empty_lines_are_left_out(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.max)
    answer = client.post("/settings/brand", FORM, follow=True)
    assert b"The brand was saved." in answer.content
    assert b'fill="#0a7c86"' in answer.content
    assert [one.name for one in queries.brand(acme.max).colors] == ["Pine", "Clay"]


def test_what_is_refused_stays_in_its_line(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.max)
    answer = client.post("/settings/brand", FORM | {"color-hex": ["#0a7c86", "", "<red>"]})
    assert answer.status_code == 400
    assert b"A colour is written like #0a7c86." in answer.content
    assert b'value="&lt;red&gt;"' in answer.content
    late = client.post("/settings/brand", FORM | {"revision": "4"})
    assert late.status_code == 409
    assert b"Somebody else has saved the brand" in late.content
    assert b'value="Clay"' in late.content
    assert queries.brand(acme.max).revision == 0


def test_others_have_no_such_page(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.eve)
    assert client.get("/settings/brand").status_code == 403
    assert b"/settings/brand" not in client.get("/settings/profile").content
