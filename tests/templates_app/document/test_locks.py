"""Locks hold for every kind of edit, in MJML and in HTML, and leave nothing in the email."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from templates_app.document.blocks import Document
from templates_app.document.locks import Level, Lock, locks
from templates_app.document.operations import (
    Delete,
    Duplicate,
    Insert,
    Move,
    ReplaceSource,
    SetAttributes,
    SetCondition,
    SetContent,
    SetLock,
    Unwrap,
    Wrap,
)
from templates_app.document.parse import parse
from templates_app.document.perform import Terms, perform
from templates_app.document.refusals import Reason, Refused
from templates_app.rendering.compile import compile_source
from templates_app.rendering.compiler import Compiler
from templates_app.rendering.formats import Format
from tests.templates_app.document.operating import HTML, MJML, operations, read
from tests.templates_app.document.test_operations import ALL, done, mjml, refused, tags
from tests.templates_app.rendering.documents import section

NONE = Terms()
TWO = section('<mj-text color="red">Hi</mj-text><mj-image src="https://a.example/a.png" />')
BODY = TWO + section("<mj-text>Free</mj-text>")


def locked(level: str, tag: str = "mj-text") -> tuple[Document, str]:
    found = mjml(BODY)
    name = tags(found, tag)[0]
    return done(found, SetLock(name, level)).document, name


def test_setting_a_lock_needs_the_permission() -> None:
    found = mjml(BODY)
    name = tags(found, "mj-text")[0]
    assert refused(found, SetLock(name, "fixed"), NONE).reason is Reason.LOCKED
    now, name = locked("fixed")
    assert refused(now, SetLock(name, None), NONE).reason is Reason.LOCKED
    assert done(now, SetLock(name, None)).document.source == found.source
    assert refused(found, SetLock(name, "tight")).reason is Reason.BAD_VALUE
    source = found.source.replace("<mj-text>", "{% comment %}lock: fixed{% endcomment %}<mj-text>")
    assert refused(found, ReplaceSource(source), NONE).reason is Reason.LOCKED


def test_a_fixed_block_stays() -> None:
    now, name = locked("fixed")
    column = now.by_id[name].parent or ""
    source = now.source.replace(">Hi<", ">Ho<")
    for operation in (
        SetContent(name, "x"), SetAttributes(name, {"color": "blue"}), Delete(name),
        Duplicate(name), Move(name, column, None), Delete(column), Wrap((name,), "mj-column"),
        SetCondition(name, "vip"), Duplicate(column), ReplaceSource(source),
        Move(name, tags(now, "mj-column")[1], None),
        ReplaceSource(now.source.replace("{% comment %}lock: fixed{% endcomment %}", "")),
    ):  # fmt: skip
        assert refused(now, operation, NONE).reason is Reason.LOCKED, operation
    free = tags(now, "mj-text")[1]
    assert done(now, SetContent(free, "x"), NONE)
    assert done(now, SetContent(name, "x"))  # with the permission


def test_content_only_takes_words_and_no_style() -> None:
    now, name = locked("content")
    made = done(now, SetContent(name, 'Now <b>bold</b> <a href="/x">x</a>'), NONE)
    assert made.document.by_id[name].text == "Now bold x"
    for operation in (
        SetContent(name, '<span style="color:red">x</span>'), Delete(name),
        SetAttributes(name, {"color": "blue"}), SetAttributes(name, {"padding": "0"}),
    ):  # fmt: skip
        assert refused(now, operation, NONE).reason is Reason.LOCKED
    now, name = locked("content", "mj-image")
    assert done(now, SetAttributes(name, {"src": "/b.png", "alt": "B"}), NONE)
    assert refused(now, SetAttributes(name, {"width": "1px"}), NONE).reason is Reason.LOCKED


def test_what_is_in_a_locked_section_is_locked_but_for_what_is_free() -> None:
    now, name = locked("fixed", "mj-section")
    text, image = tags(now, "mj-text")[0], tags(now, "mj-image")[0]
    assert refused(now, SetContent(text, "x"), NONE).reason is Reason.LOCKED
    column = tags(now, "mj-column")[0]
    assert refused(now, Insert(column, None, "<mj-spacer />"), NONE).reason is Reason.LOCKED
    assert refused(now, Unwrap(column), NONE).reason in {Reason.LOCKED, Reason.PLACEMENT}
    now = done(now, SetLock(text, "free")).document
    assert locks(now)[text].level is Level.FREE
    assert done(now, SetContent(text, "x"), NONE)
    assert done(now, SetAttributes(text, {"color": "blue"}), NONE)
    assert refused(now, Delete(text), NONE).reason is Reason.LOCKED
    assert refused(now, Move(text, column, None), NONE).reason is Reason.LOCKED
    assert refused(now, SetAttributes(image, {"src": "/b"}), NONE).reason is Reason.LOCKED
    assert refused(now, Move(name, tags(now, "mj-body")[0], None), NONE).reason is Reason.LOCKED


def test_limits() -> None:
    now, name = locked("content max=5")
    assert done(now, SetContent(name, "<b>12345</b>"), NONE)
    wrong = refused(now, SetContent(name, "123456"), NONE)
    assert (wrong.reason, wrong.sentence) == (
        Reason.TOO_LONG,
        "The text “123456” has 6 characters; the most is 5.",
    )
    now, name = locked("free max=5")
    assert refused(now, SetContent(name, "123456"), NONE).reason is Reason.TOO_LONG


def test_image_sizes() -> None:
    now, name = locked("content image=600x300", "mj-image")
    sizes = {"/same": (600, 300), "/large": (1201, 600), "/small": (300, 150), "/tall": (600, 600)}
    terms = Terms(sizes={**sizes, "https://a.example/a.png": (600, 300)})
    for address in ("/same", "/large"):
        assert done(now, SetAttributes(name, {"src": address}), terms)
    for address in ("/small", "/tall", "/unknown"):
        wrong = refused(now, SetAttributes(name, {"src": address}), terms)
        assert wrong.reason is Reason.IMAGE_SIZE
    assert done(now, SetAttributes(name, {"alt": "Other"}), terms)


def test_a_lock_moves_with_its_block_and_is_read_again() -> None:
    now, name = locked("fixed", "mj-section")
    body = tags(now, "mj-body")[0]
    made = done(now, Move(name, body, None)).document
    assert locks(parse(made.source, Format.MJML, made.ids))[name] == Lock(Level.FIXED)
    assert done(made, Delete(name)).document.source.count("lock:") == 0


def test_what_cannot_be_read_is_fixed() -> None:
    source = mjml(BODY).source.replace(
        "<mj-text>", "{% comment %}lock: tight{% endcomment %}\n<mj-text>"
    )
    found = parse(source, Format.MJML)
    assert locks(found)[tags(found, "mj-text")[1]].level is Level.FIXED


@pytest.mark.parametrize("text", ["fixed", "content max=80 image=600x300", "free max=1"])
def test_a_lock_is_written_as_it_is_read(text: str) -> None:
    assert str(Lock.parse(text)) == text


def test_the_email_says_nothing_of_locks(compiler: Compiler) -> None:
    plain = mjml(BODY)
    now = plain
    for tag in ("mj-section", "mj-column", "mj-text", "mj-body"):
        now = done(now, SetLock(tags(now, tag)[0], "content")).document
    one = compile_source(plain.source, Format.MJML, compiler=compiler)
    other = compile_source(now.source, Format.MJML, compiler=compiler)
    assert other.html == one.html
    assert other.problems == one.problems


def test_html_has_locks_too() -> None:
    found = read("HTML table")
    row = tags(found, "tr")[0]
    now = done(found, SetLock(row, "content")).document
    assert [one.label for one in now.blocks] == [one.label for one in found.blocks]
    heading = tags(now, "h1")[0]
    assert done(now, SetContent(heading, "Autumn"), NONE)
    cell = SetAttributes(tags(now, "td")[0], {"bgcolor": "#000"})
    assert refused(now, cell, NONE).reason is Reason.LOCKED


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_sequence_gets_around_a_fixed_block(data: st.DataObject) -> None:
    found = read(data.draw(st.sampled_from([*MJML, *HTML])))
    inner = [one for one in found.blocks if one.parent and found.by_id[one.parent].parent]
    assume(inner)
    name = data.draw(st.sampled_from(inner))
    now = perform(found, SetLock(name.id, "fixed"), ALL).document
    markup, inside = now.markup(now.by_id[name.id]), [one.id for one in found.within(name)]
    for _ in range(5):
        try:
            now = perform(now, data.draw(operations(now)), NONE).document
        except Refused:
            continue
    block = now.by_id[name.id]
    assert now.markup(block) == markup
    assert [one.id for one in now.within(block)] == inside
    assert block.parent == name.parent
