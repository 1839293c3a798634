"""The `.eml` file and the digest."""

import hashlib
import json
from email import message_from_bytes
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st

from templates_app.rendering.digest import content_digest
from templates_app.rendering.email import eml

CONTENT = {
    "format": "mjml",
    "subject": "Grüße",
    "preheader": "",
    "source": "<mjml>",
    "html": "<p>é",
    "text": "é",
    "variables": {"b": "url", "a": "string"},
}


def test_eml_reads_back() -> None:
    html, text = "<p>Žluťoučký 🌱</p>\n" + "x" * 2000, "Plain ✓\n.\nFrom here\n"
    raw = eml(subject="Grüße 🌱", html=html, text=text, sender="ada@acme.example")
    message = message_from_bytes(raw, policy=default)
    assert message["Subject"] == "Grüße 🌱"
    assert message["From"] == "ada@acme.example"
    assert message["To"] is None
    assert message.get_content_type() == "multipart/alternative"
    plain, rich = message.iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == text
    assert rich.get_content().replace("\r\n", "\n").rstrip("\n") == html
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_eml_is_the_same_each_time_and_differs_with_its_content() -> None:
    one = {"subject": "a", "html": "b", "text": "c"}
    assert eml(**one) == eml(**one)
    assert eml(**one) != eml(**{**one, "text": "d"})
    assert b"Date:" not in eml(**one)


def test_a_subject_cannot_add_headers() -> None:
    raw = eml(subject="a\r\nBcc: x@y.example\n\nbody", html="", text="")
    message = message_from_bytes(raw, policy=default)
    assert message["Bcc"] is None
    assert message["Subject"] == "a Bcc: x@y.example body"


@given(st.text(), st.text(), st.text())
def test_eml_of_anything(subject: str, html: str, text: str) -> None:
    message = message_from_bytes(eml(subject=subject, html=html, text=text), policy=default)
    assert len(list(message.iter_parts())) == 2


def test_digest_as_anyone_would_recompute_it() -> None:
    def sha(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    texts = '"source":"' + sha("<mjml>") + '","subject":"Grüße","text":"' + sha("é") + '",'
    html = '{"assets":[],"format":"mjml","html":"' + sha("<p>é") + '",'
    first = f'{html}"preheader":"","scheme":1,{texts}"variables":["a","b"]}}'
    second = (
        f'{html}"modules":[],"preheader":"","scheme":2,{texts}'
        '"variables":{"a":"string","b":"url"}}'
    )
    assert json.loads(first) and json.loads(second)  # noqa: PT018 (both are JSON at all)
    assert content_digest(**CONTENT) == sha(second)  # type: ignore[arg-type] # a plain dictionary
    assert content_digest(**CONTENT, scheme=1) == sha(first)  # type: ignore[arg-type] # the same


def test_digest_changes_with_every_part() -> None:
    digests = {content_digest(**CONTENT)}  # type: ignore[arg-type] # a plain dictionary
    for name, value in CONTENT.items():
        other = {**value, "a": "number"} if isinstance(value, dict) else f"{value}x"
        digests.add(content_digest(**{**CONTENT, name: other}))  # type: ignore[arg-type] # the same
    digests.add(content_digest(**CONTENT, assets=["x"]))  # type: ignore[arg-type] # the same
    digests.add(content_digest(**CONTENT, modules=["x"]))  # type: ignore[arg-type] # the same
    assert len(digests) == len(CONTENT) + 3
    same = {**CONTENT, "variables": {"b": "url", "a": "string"}}
    assert content_digest(**same) in digests  # type: ignore[arg-type] # the same
