"""Log lines: each has the request's id, none has a secret."""

import json
import logging
from logging.config import DictConfigurator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify.observability.hiding import hidden
from craftify.observability.logs import RequestIdFilter, configuration
from craftify.origin import Origin, origin

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl"


def line(message: str, *, as_json: bool, **extra: Any) -> str:
    """One finished line, as the product's configuration makes it."""
    logging_settings = configuration("INFO", json=as_json)
    handler = logging_settings["handlers"]["console"]
    formatter = DictConfigurator(logging_settings).configure_formatter(
        logging_settings["formatters"][handler["formatter"]]
    )
    record = logging.makeLogRecord({"name": "craftify.x", "msg": message} | extra)
    RequestIdFilter().filter(record)
    return str(formatter.format(record))


def test_nobody_writes_a_line_of_their_own_into_the_log() -> None:
    shown = line("GET /x\n2026-01-01 ERROR forged\x1b[2K 404", as_json=False)
    assert len(shown.splitlines()) == 1
    assert "GET /x\\n2026-01-01" in shown
    assert "\x1b" not in shown


def test_a_line_for_programs_is_json_with_the_id_of_the_request() -> None:
    token = origin.set(Origin("trace-12345", "127.0.0.1"))
    try:
        told = json.loads(line("Saved.", as_json=True, status=200))
    finally:
        origin.reset(token)
    assert told["requestId"] == "trace-12345"
    assert (told["message"], told["status"], told["logger"]) == ("Saved.", 200, "craftify.x")
    assert {"at", "level"} <= set(told)


def test_a_line_for_people_begins_the_id() -> None:
    token = origin.set(Origin("trace-12345", "127.0.0.1"))
    try:
        assert "trace-12 Saved." in line("Saved.", as_json=False)
    finally:
        origin.reset(token)


@pytest.mark.parametrize("as_json", [True, False])
def test_tokens_and_addresses_are_hidden_wherever_they_stand(as_json: bool) -> None:
    error = ValueError(f"no\nada@acme.example, éda@acme.example, Bearer {TOKEN}, Bearer k3y-1.x")
    told = line(
        f"To bob+x@acme.example with {TOKEN}.",
        as_json=as_json,
        exc_info=(type(error), error, None),
        **({"to": "eve@acme.example"} if as_json else {}),
    )
    if as_json:
        json.loads(told)
    for secret in ("acme.example", "bob", "eve@", TOKEN[:10], "k3y"):
        assert secret not in told


@given(st.text(st.sampled_from('ab@.\\"\n\u00e9 +')), st.text(max_size=4))
def test_hiding_leaves_json_whole(text: str, more: str) -> None:
    told = json.loads(line(f"{text}ada@acme.example{more}", as_json=True))
    assert "ada@" not in told["message"]


def test_what_is_no_secret_stays() -> None:
    kept = "GET /templates/tpl_01 200 in 3.1 ms @ 10.0.0.1, “@media”, a@b"
    assert hidden(kept) == kept


class Named:
    def __str__(self) -> str:
        return "ada@acme.example"


@pytest.mark.parametrize(
    "value", [Named(), [Named()], {"to": {"ada@acme.example"}}, b"ada@acme.example", ("a", Named())]
)
def test_whatever_a_field_holds_is_hidden_inside(value: object) -> None:
    told = line("Sent.", as_json=True, about=value)
    assert "ada" not in told
    assert "about" in json.loads(told)


@pytest.mark.parametrize("text", ["half a \ud83d character", "\0", "one\ntwo\r\n"])
@pytest.mark.parametrize("number", [1, 2**80])
def test_nothing_breaks_a_line(text: str, number: int) -> None:
    told = line(text, as_json=True, number=number)
    assert "\n" not in told
    assert (json.loads(told)["message"], json.loads(told)["number"]) == (text, number)


def test_a_line_says_when_in_utc() -> None:
    assert json.loads(line("Saved.", as_json=True, created=0.5))["at"] == "1970-01-01T00:00:00.500Z"


@given(st.text(st.sampled_from("aA0-_@.%/ "), max_size=300))
def test_hiding_twice_changes_nothing(text: str) -> None:
    assert hidden(hidden(text)) == hidden(text)
