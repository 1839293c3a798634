"""Ids survive edits in the source."""

from hypothesis import given
from hypothesis import strategies as st

from templates_app.document.blocks import Document
from templates_app.document.parse import parse
from templates_app.document.reconcile import reconcile
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
from tests.templates_app.rendering.documents import document, section

NAMES = ["roses", "tulips", "beans", "onions", "cabbage", "thyme"]


def mjml(source: str) -> Document:
    return parse(source, Format.MJML)


def story(name: str) -> str:
    return section(
        f"<mj-text>All about {name} in spring</mj-text>"
        f'<mj-button href="https://a.example/{name}">Read on about {name}</mj-button><mj-divider />'
    )


def names(found: Document) -> dict[str, str]:
    """Section text → id."""
    return {
        found.children(found.children(block)[0])[0].text: block.id
        for block in found.blocks
        if block.tag == "mj-section"
    }


def after(old: Document, source: str) -> tuple[list[str], list[str], Document]:
    """The labels of what came and of what went."""
    new = reconcile(old, mjml(source))
    came = [block.label for block in new.blocks if block.id not in old.by_id]
    gone = [block.label for block in old.blocks if block.id not in new.by_id]
    return came, gone, new


@given(st.permutations(NAMES))
def test_moved_sections_keep_their_ids(order: list[str]) -> None:
    old = mjml(document("\n".join(map(story, NAMES))))
    came, gone, new = after(old, document("\n".join(map(story, order))))
    assert (came, gone) == ([], [])
    assert names(old) == names(new)
    assert len(new.by_id) == len(new.blocks)


@given(st.permutations(NAMES), st.sets(st.sampled_from(NAMES)))
def test_edited_and_moved_sections_keep_their_ids(order: list[str], edited: set[str]) -> None:
    old = mjml(document("\n".join(map(story, NAMES))))
    body = [
        story(name).replace("All about", "Everything on") if name in edited else story(name)
        for name in order
    ]
    _, _, new = after(old, document("\n".join(body)))
    known = {text.split()[2]: known_id for text, known_id in names(old).items()}
    assert {text.split()[2]: known_id for text, known_id in names(new).items()} == known


def test_insert_remove_and_wrap() -> None:
    old = mjml(document("\n".join(map(story, NAMES))))
    more = [*NAMES[:2], "leeks", *NAMES[2:]]
    came, gone, _ = after(old, document("\n".join(map(story, more))))
    assert (len(came), gone) == (5, [])
    came, gone, _ = after(old, document("\n".join(map(story, NAMES[1:]))))
    assert (came, len(gone)) == ([], 5)
    wrapped = f"<mj-wrapper>{story('roses')}</mj-wrapper>" + "".join(map(story, NAMES[1:]))
    came, gone, _ = after(old, document(wrapped))
    assert (came, gone) == (["wrapper “All about roses in spring”"], [])


def test_a_text_rewritten_in_its_place_stays_the_same_block() -> None:
    old = mjml(document(story("roses")))
    source = old.source.replace("All about roses in spring", "Nothing remains of it")
    assert after(old, source)[:2] == ([], [])


def test_a_removed_blocks_id_is_not_given_to_another() -> None:
    old = mjml(document(story("roses") + story("beans")))
    without = reconcile(old, mjml(document(story("beans"))))
    other = section("<mj-image src='/x.png' />")
    again = reconcile(without, mjml(document(other + story("beans"))))
    assert not {block.id for block in old.blocks} & {
        block.id for block in again.blocks if block.id not in without.by_id
    }
    assert reconcile(without, mjml(old.source)).ids == old.ids  # what comes back has its id again


def test_reindenting_changes_no_id() -> None:
    for starter in all_starters():
        old = mjml(starter.source)
        came, gone, _ = after(old, starter.source.replace("\n    ", "\n\t"))
        assert (came, gone) == ([], [])


def test_another_language_is_another_document() -> None:
    old = mjml(document(story("roses")))
    new = reconcile(old, parse("<p>All about roses in spring</p>", Format.HTML))
    assert not set(old.by_id) & set(new.by_id)


def test_any_starter_becomes_any_other() -> None:
    sources = [starter.source for starter in all_starters()]

    for first in sources:
        for second in sources:
            new = reconcile(mjml(first), mjml(second))
            assert len(new.by_id) == len(new.blocks)
            assert reconcile(mjml(first), mjml(second)) == new
