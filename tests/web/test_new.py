"""A new template: from a starter, pasted, or from a file; and everything that is none."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain import Member
from craftify.errors import Invalid, TooLarge, UnsupportedType
from templates_app import queries
from templates_app.domain import Template
from templates_app.incoming import detected, name_of, read, text_of
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
from tests.cast import Acme

SignIn = Callable[[Member], Client]
MJML = (
    "<!-- ours -->\n<mjml><mj-head><mj-title>Seed &amp; soil</mj-title><mj-preview>\n Sow\n now"
    "</mj-preview></mj-head><mj-body></mj-body></mjml>"
)


def send(client: Client, **fields: Any) -> Any:
    return client.post("/templates/new", fields)


def only(actor: Member) -> Template:
    (card,) = queries.library(actor).items
    return queries.template(actor, card.id)


def upload(client: Client, name: str, data: bytes, **fields: str) -> Any:
    return send(client, way="file", file=SimpleUploadedFile(name, data), **fields)


def test_a_starter_brings_its_own_words_for_what_is_left_empty(acme: Acme, sign_in: SignIn) -> None:
    starter = all_starters()[0]
    answer = send(sign_in(acme.eve), way="starter", starter=starter.slug, name="Hello there")
    template = only(acme.eve)
    assert answer.headers["Location"] == f"/templates/{template.id}/edit"
    assert template.name == "Hello there"
    assert (template.subject, template.category, template.tags) == (
        starter.subject,
        starter.category,
        starter.tags,
    )
    assert (template.source, template.sample) == (starter.source, starter.sample)


def test_pasted_mjml_says_its_name_and_preheader(acme: Acme, sign_in: SignIn) -> None:
    send(sign_in(acme.eve), way="paste", source=MJML.replace("\n", "\r\n"), tags="a, , b")
    template = only(acme.eve)
    assert (template.name, template.preheader) == ("Seed & soil", "Sow now")
    assert template.format is Format.MJML
    assert template.tags == ("a", "b")
    assert template.source == MJML


def test_somebody_may_know_the_language_better(acme: Acme, sign_in: SignIn) -> None:
    send(sign_in(acme.eve), way="paste", source="<p>Hi</p>", format="mjml", name="Odd")
    assert only(acme.eve).format is Format.MJML


def test_a_file_is_taken_byte_for_byte(acme: Acme, sign_in: SignIn) -> None:
    source = "<!doctype html>\r\n<p>Café {{ name }}</p>\r\n"
    answer = upload(sign_in(acme.eve), "spring-sale_2.html", source.encode())
    assert answer.status_code == 302
    template = only(acme.eve)
    assert (template.source, template.format) == (source, Format.HTML)
    assert template.name == "Spring sale 2"


@pytest.mark.parametrize(
    ("name", "data", "status", "sentence"),
    [
        ("pots.png", b"\x89PNG", 415, "“pots.png” is no .mjml or .html file."),
        ("pots.html", b"\x89PNG\0\0", 415, "holds no text"),
        ("pots.mjml", b"nothing here", 415, "has no tag in it"),
        ("pots.mjml", b"<mjml>\n\n<p>caf\xe9</p>", 400, "Line 3 of “pots.mjml” is not UTF-8 text."),
        ("pots.html", b"<p>" + b"x" * 2 * 2**20, 413, "has 2.0 MB; at most 1 MB fits"),
        ("pots.html", b" \n", 400, "“pots.html” is empty."),
    ],
)
def test_a_wrong_file_gets_a_sentence_in_its_field(
    name: str, data: bytes, status: int, sentence: str, acme: Acme, sign_in: SignIn
) -> None:
    answer = upload(sign_in(acme.eve), name, data, subject="Kept")
    page = answer.content.decode()
    assert answer.status_code == status
    assert sentence in page
    assert 'id="file-help"' in page
    assert 'value="Kept"' in page
    assert queries.library(acme.eve).total == 0


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"way": "file"}, "file"),
        ({"way": "paste", "source": " "}, "source"),
        ({"way": "paste", "source": "<p>Hi</p>"}, "name"),
        ({"way": "paste", "source": "<p>Hi</p>", "name": "x" * 121}, "name"),
        ({"way": "paste", "source": "<p>Hi</p>", "name": "x", "tags": "y" * 41}, "tags"),
        ({"way": "paste", "source": "<p>Hi</p>", "name": "x", "format": "pdf"}, "source"),
        ({"way": "starter", "starter": "nothing"}, "starter"),
    ],
)
def test_a_wrong_field_is_named(
    fields: dict[str, str], at: str, acme: Acme, sign_in: SignIn
) -> None:
    answer = send(sign_in(acme.eve), **fields)
    assert answer.status_code == 400
    assert f'id="{at}-help"' in answer.content.decode()
    assert queries.library(acme.eve).total == 0


def test_viewers_and_approvers_make_none(acme: Acme, sign_in: SignIn) -> None:
    for member in (acme.vic, acme.ann):
        assert sign_in(member).get("/templates/new").status_code == 403
        assert send(sign_in(member), way="paste", source="<p>x</p>", name="x").status_code == 403
    assert queries.library(acme.eve).total == 0


@pytest.mark.parametrize(
    ("source", "format"),
    [
        ("<mjml>", Format.MJML),
        ("\ufeff <!-- a --><!-- b -->\n{% assign x = 1 %}{{ x }}<MJML lang='en'>", Format.MJML),
        ("<?xml version='1.0'?><mjml>", Format.MJML),
        ("<!doctype html><p>&lt;mjml></p>", Format.HTML),
        ("<!-- <mjml> --><p>", Format.HTML),
        ("", Format.HTML),
    ],
)
def test_the_first_tag_tells_the_language(source: str, format: Format) -> None:
    assert detected(source) is format


def test_only_mjml_has_a_preview_of_its_own() -> None:
    html = read("<title> A\n b </title><mj-preview>no</mj-preview>")
    assert (html.title, html.preheader) == ("A b", "")


@pytest.mark.parametrize("part", ["<title>", "<mj-title ", "<mj-preview>", "<mj-preview", "<!--"])
def test_a_megabyte_of_openings_is_looked_through_once(part: str) -> None:
    """Looked through from each of them it would take minutes, in which nobody is answered."""
    found = read("<mjml>" + part * (1_000_000 // len(part)))
    assert (found.title, found.preheader) == ("", "")


def test_a_byte_order_mark_is_no_part_of_the_source() -> None:
    assert text_of("a.mjml", b"\xef\xbb\xbf<mjml>") == "<mjml>"


@given(st.binary(max_size=200), st.sampled_from(["a.html", "b.MJML", "c.htm", "d.txt", ""]))
def test_any_bytes_are_text_or_refused(data: bytes, name: str) -> None:
    try:
        text = text_of(name, data)
    except (Invalid, TooLarge, UnsupportedType):
        return
    assert text.encode() in (data, data.removeprefix(b"\xef\xbb\xbf"))


def test_names_of_files_become_names() -> None:
    assert name_of("C-parcel__on its-way.v2.mjml") == "C parcel on its way.v2"
