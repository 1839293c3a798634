"""The brand: what it may be, who saves it, and that nobody overwrites another's."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.brand import actions, domain, queries
from accounts.brand.domain import Brand, BrandChanged, Color, Font
from craftify.errors import Forbidden, Invalid
from tests.accounts.test_events import last, verbs
from tests.cast import Acme, Globex

GIVEN: dict[str, Any] = {
    "colors": [("Pine ", "0A7C86"), ("Clay", "#c63")],
    "fonts": [("Text", "Inter,  Arial, sans-serif", "https://fonts.example/inter.css")],
    "postal_address": "Acme Mail \n 1 Dock Road",
}


def test_it_is_kept_in_its_normal_form(acme: Acme, globex: Globex) -> None:
    saved = actions.save(actor=acme.max, revision=0, **GIVEN)
    assert saved == Brand(
        colors=(Color("Pine", "#0a7c86"), Color("Clay", "#cc6633")),
        fonts=(Font("Text", "Inter, Arial, sans-serif", "https://fonts.example/inter.css"),),
        postal_address="Acme Mail\n1 Dock Road",
        revision=1,
    )
    assert queries.brand(acme.vic) == saved
    assert queries.brand(globex.zoe) == Brand()


def test_a_change_is_on_record_and_the_same_is_none(acme: Acme) -> None:
    first = actions.save(actor=acme.max, revision=0, **GIVEN)
    assert actions.save(actor=acme.max, revision=1, **GIVEN) == first
    actions.save(actor=acme.ada, revision=1, **GIVEN | {"colors": [("Clay", "#c63")]})
    event = last(acme.id, f"brand-{acme.id}")
    assert event.change == {
        "before": {"colors": ["Pine #0a7c86", "Clay #cc6633"]},
        "after": {"colors": ["Clay #cc6633"]},
    }
    assert verbs(acme.id, f"brand-{acme.id}") == ["brand.saved", "brand.saved"]


@pytest.mark.parametrize("revision", [1, 7, -1])
def test_another_revision_is_refused(acme: Acme, revision: int) -> None:
    with pytest.raises(BrandChanged):
        actions.save(actor=acme.max, revision=revision, **GIVEN)
    assert queries.brand(acme.max) == Brand()


def test_an_editor_only_reads_it(acme: Acme) -> None:
    for who in (acme.eve, acme.ann, acme.vic):
        with pytest.raises(Forbidden):
            actions.save(actor=who, revision=0, **GIVEN)


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"colors": [("", "#fff")]}, "colors.0.name"),
        ({"colors": [("x" * 41, "#fff")]}, "colors.0.name"),
        ({"colors": [("A", "#fff"), ("a", "#000")]}, "colors.1.name"),
        ({"colors": [("A", "#ffff")]}, "colors.0.hex"),
        ({"colors": [("A", "red")]}, "colors.0.hex"),
        ({"colors": [("A", "#fff;}")]}, "colors.0.hex"),
        ({"colors": [(f"A{n}", "#fff") for n in range(25)]}, "colors"),
        ({"fonts": [("A", "Arial; color: red", "")]}, "fonts.0.stack"),
        ({"fonts": [("A", "url(x)", "")]}, "fonts.0.stack"),
        ({"fonts": [("A", "", "")]}, "fonts.0.stack"),
        ({"fonts": [("A", "Arial", "http://fonts.example/a.css")]}, "fonts.0.address"),
        ({"fonts": [("A", "Arial", 'https://fonts.example/"onload="x')]}, "fonts.0.address"),
        ({"fonts": [("A", "Arial", "https://[")]}, "fonts.0.address"),
        ({"fonts": [(f"A{n}", "Arial", "") for n in range(9)]}, "fonts"),
        ({"postal_address": "x" * 301}, "postalAddress"),
        ({"postal_address": "a\x00b"}, "postalAddress"),
    ],
)
def test_what_cannot_be_is_refused_by_its_place(
    acme: Acme, part: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.save(actor=acme.max, revision=0, **GIVEN | part)
    assert refused.value.details["field"] == field
    assert queries.brand(acme.max) == Brand()


def test_contrast_is_as_wcag_computes_it() -> None:
    assert Color("Black", "#000000").on_white == pytest.approx(21)
    assert Color("White", "#ffffff").on_white == pytest.approx(1)
    assert Color("Grey", "#767676").is_for_text
    assert not Color("Grey", "#777777").is_for_text


@given(
    st.from_regex(r"\A#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z"),
    st.from_regex(r"\A[a-zA-Z]+( *, *[a-zA-Z'-]+)*\Z"),
    st.text("ab \n\t", max_size=50),
)
def test_what_is_kept_would_be_kept_so_again(code: str, stack: str, postal: str) -> None:
    assume(len(stack) <= domain.MAX_STACK)
    brand = domain.checked([("A", code)], [("B", stack, "")], postal, revision=0)
    again = domain.checked(
        [(one.name, one.hex) for one in brand.colors],
        [(one.name, one.stack, one.address) for one in brand.fonts],
        brand.postal_address,
        revision=0,
    )
    assert again == brand
