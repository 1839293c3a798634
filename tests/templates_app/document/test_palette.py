"""The palette: every block is legal where it is offered and compiles without a word."""

import base64
import zlib

import pytest

from templates_app.document.operations import Move, SetLock
from templates_app.document.palette import PALETTE, PLACEHOLDER, Look, drop, palette_places
from templates_app.document.perform import perform
from templates_app.document.places import Place, places
from templates_app.document.refusals import Refused
from templates_app.rendering.compile import compile_source
from templates_app.rendering.compiler import Compiler
from tests.templates_app.document.operating import STARTERS, read
from tests.templates_app.document.test_operations import ALL, done, mjml, tags
from tests.templates_app.rendering.documents import PLAIN, section

WRAPPED = (
    f"<mj-wrapper>{section('<mj-text>a</mj-text>')}</mj-wrapper>"
    "<mj-hero><mj-text>b</mj-text></mj-hero>"
)


@pytest.mark.parametrize("key", PALETTE)
def test_each_compiles_without_a_word_wherever_it_is_offered(key: str, compiler: Compiler) -> None:
    entry = PALETTE[key]
    found = mjml(WRAPPED)
    offered = palette_places(found, entry)
    assert {found.by_id[one.parent].tag for one in offered} == (
        {"mj-body", "mj-wrapper"} | (set() if entry.row else {"mj-column", "mj-hero"})
    )
    for place in offered:
        made = done(found, drop(found, entry, place)).document
        compiled = compile_source(made.source, made.format, compiler=compiler)
        assert compiled.problems == ()


@pytest.mark.parametrize("name", STARTERS)
def test_each_can_be_dropped_into_every_starter(name: str) -> None:
    found = read(name)
    for entry in PALETTE.values():
        for place in palette_places(found, entry)[::7]:
            perform(found, drop(found, entry, place))


def test_the_whole_catalogue_is_there() -> None:
    assert set(PALETTE) == {
        "text", "heading", "button", "image", "columns-1", "columns-2", "columns-3", "columns-4",
        "columns-1-2", "columns-2-1", "columns-1-3", "columns-3-1", "divider", "spacer", "social",
        "navigation", "hero", "table", "quote", "list", "product", "header", "footer", "html",
        "code",
    }  # fmt: skip


def test_what_the_email_says_is_not_said_again() -> None:
    found = mjml(
        section("<mj-text>a</mj-text>"),
        '<mj-head><mj-attributes><mj-all color="#111111" /><mj-button '
        'background-color="#0a0" border-radius="0" /></mj-attributes></mj-head>',
    )
    look = Look(found)
    assert look.accent == "#0a0"
    assert "color" not in PALETTE["button"].draw(look).replace("inner-padding", "")
    assert "border-left:4px solid #0a0" in PALETTE["quote"].draw(look)
    assert Look(mjml(section('<mj-button background-color="red">x</mj-button>'))).accent == "red"


def test_the_placeholder_is_a_picture() -> None:
    data = base64.b64decode(PLACEHOLDER.partition(",")[2])
    assert data.startswith(b"\x89PNG")
    start = data.index(b"IDAT") + 4
    length = int.from_bytes(data[start - 8 : start - 4], "big")
    assert len(zlib.decompress(data[start : start + length])) == 5
    assert zlib.crc32(data[start - 4 : start + length]) == int.from_bytes(
        data[start + length : start + length + 4], "big"
    )


@pytest.mark.parametrize("name", [*PLAIN, "sale"])
def test_a_block_can_be_moved_to_its_places_and_nowhere_else(name: str) -> None:
    found = read(name)
    body = next(one for one in found.blocks if one.tag == "mj-body")
    inside = [one for one in found.within(body) if one.id != body.id]
    for block in inside[:12]:
        offered = places(found, block)
        for parent in inside[:12]:
            for before in (*parent.children, None):
                place = Place(parent.id, before)
                try:
                    made = perform(found, Move(block.id, parent.id, before), ALL)
                except Refused:
                    assert place not in offered
                    continue
                assert (place in offered) == (made.document.source != found.source)


def test_locked_blocks_have_no_places() -> None:
    found = mjml(section("<mj-text>a</mj-text>") + section("<mj-text>b</mj-text>"))
    text = tags(found, "mj-text")[0]
    assert places(found, found.by_id[text]) != ()
    now = done(found, SetLock(tags(found, "mj-section")[0], "fixed")).document
    assert places(now, now.by_id[text]) == ()
    assert places(now, now.by_id[text], bypass=True) != ()
    columns = {one.parent for one in palette_places(now, PALETTE["text"])}
    assert tags(now, "mj-column")[0] not in columns
