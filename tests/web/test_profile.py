"""The page on which one says what one is called."""

from collections.abc import Callable

from django.test import Client

from accounts.domain import Member
from tests.cast import Acme


def test_the_name_is_changed_and_shown(acme: Acme, sign_in: Callable[[Member], Client]) -> None:
    client = sign_in(acme.vic)
    assert b'value="Vic"' in client.get("/settings/profile").content
    answer = client.post("/settings/profile", {"first": "Victor", "last": "Tan"}, follow=True)
    assert b"Your profile was saved." in answer.content
    assert b"Victor Tan" in client.get("/").content


def test_what_is_refused_stays_in_the_form(acme: Acme, sign_in: Callable[[Member], Client]) -> None:
    client = sign_in(acme.vic)
    answer = client.post("/settings/profile", {"first": "", "last": "<i>Tan"})
    assert answer.status_code == 400
    assert b"Say what people call you." in answer.content
    assert b'value="&lt;i&gt;Tan"' in answer.content
    answer = client.post("/settings/profile", {"first": "Vic", "last": "x" * 61})
    assert b"at most 60 characters" in answer.content
    assert b'value="Vic"' in client.get("/settings/profile").content
