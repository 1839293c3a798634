"""What changed, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.document.diff import diff
from templates_app.document.parse import parse
from templates_app.document.reconcile import reconcile
from templates_app.document.sentences import Change, What
from templates_app.document.words import Mark
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
from tests.templates_app.rendering.documents import document, section

STARTERS = [starter.source for starter in all_starters()]
BUTTON = '<mj-button href="https://a.example/" color="#fff">Shop now</mj-button>'
IMAGE = '<mj-image src="https://a.example/cat.png" alt="A cat" />'


def changes(before: str, after: str, language: Format = Format.MJML) -> tuple[Change, ...]:
    old = parse(before, language)
    return diff(old, reconcile(old, parse(after, language)))


def said(before: str, after: str) -> list[tuple[str, str]]:
    """The kinds and sentences for two contents of a column."""
    found = changes(document(section(before)), document(section(after)))
    return [(change.what.value, change.sentence) for change in found]


@pytest.mark.parametrize(
    ("before", "after", "what", "sentence"),
    [
        (
            BUTTON,
            BUTTON.replace("a.example", "b.example"),
            "link",
            "The button “Shop now” links to https://b.example/ instead of https://a.example/.",
        ),
        (
            BUTTON,
            BUTTON.replace(' href="https://a.example/"', ""),
            "link",
            "The button “Shop now” no longer links to https://a.example/.",
        ),
        (
            BUTTON,
            BUTTON.replace("#fff", "#000"),
            "colour",
            "The button “Shop now” has the text colour #000 instead of #fff.",
        ),
        (
            BUTTON,
            BUTTON.replace(" color=", " padding='4px' color="),
            "look",
            "The button “Shop now” now has the padding 4px.",
        ),
        (
            BUTTON,
            BUTTON.replace("Shop now", "Buy"),
            "text",
            "The button reads “Buy” instead of “Shop now”.",
        ),
        (
            IMAGE,
            IMAGE.replace("cat.png", "dog.png"),
            "image",
            "The image “A cat” shows dog.png instead of cat.png.",
        ),
        (
            IMAGE,
            IMAGE.replace("a.example", "b.example"),
            "image",
            (
                "The image “A cat” shows https://b.example/cat.png instead of "
                "https://a.example/cat.png."
            ),
        ),
        (
            IMAGE,
            IMAGE.replace("A cat", "Our cat"),
            "description",
            "The image cat.png is described as “Our cat” instead of “A cat”.",
        ),
        (
            IMAGE,
            IMAGE.replace(' alt="A cat"', ""),
            "description",
            "The image cat.png is no longer described as “A cat”.",
        ),
        (
            '<mj-text>See <a href="/a">our list</a> here</mj-text>',
            '<mj-text>See <a href="/b">our list</a> here</mj-text>',
            "link",
            "The link “our list” in the text “See our list here” links to /b instead of /a.",
        ),
        (
            "<mj-text>Hello you</mj-text>",
            "<mj-text>Hello <b>you</b></mj-text>",
            "look",
            "The formatting of the text “Hello you” changed.",
        ),
        (
            BUTTON,
            BUTTON + "<mj-divider />",
            "added",
            "A divider was added to column 1 of the section “Shop now”.",
        ),
        (
            BUTTON + "<mj-text>Bye</mj-text>",
            BUTTON,
            "removed",
            "The text “Bye” was removed from column 1 of the section “Shop now”.",
        ),
        (
            BUTTON + IMAGE + "<mj-text>Bye</mj-text>",
            IMAGE + "<mj-text>Bye</mj-text>" + BUTTON,
            "moved",
            "The button “Shop now” moved down in column 1 of the section “A cat”.",
        ),
        (
            BUTTON,
            f"<mj-raw>{{% if vip %}}</mj-raw>{BUTTON}<mj-raw>{{% endif %}}</mj-raw>",
            "condition",
            "The button “Shop now” is now shown only if vip.",
        ),
        (
            f"{{% for x in y %}}{BUTTON}{{% endfor %}}",
            BUTTON,
            "condition",
            "The button “Shop now” is no longer repeated for each x in y.",
        ),
        (
            BUTTON,
            BUTTON + "<!-- note -->",
            "other",
            "Something between the blocks of column 1 changed, such as a comment.",
        ),
    ],
)
def test_one_change_is_one_sentence(before: str, after: str, what: str, sentence: str) -> None:
    assert said(before, after) == [(what, sentence)]


def test_a_long_text_says_the_words_that_changed() -> None:
    text = "Not right? Reply within thirty days, and we take it back, and we pay the post for it."
    (change,) = changes(
        document(section(f"<mj-text>{text}</mj-text>")),
        document(section(f"<mj-text>{text.replace('thirty', 'fourteen')}</mj-text>")),
    )
    assert change.sentence == (
        "In the text “Not right? Reply within fourteen days…”, “thirty” became “fourteen”."
    )
    assert [run.text for run in change.words if run.mark is not Mark.SAME] == ["thirty", "fourteen"]


def test_moves_between_parents_and_wrapping() -> None:
    one, two = section("<mj-text>One</mj-text>"), section("<mj-text>Two</mj-text>" + IMAGE)
    wrapped = document(f"<mj-wrapper>{one}{two}</mj-wrapper>")
    sentences = [change.sentence for change in changes(document(one + two), wrapped)]
    assert sentences == ["A wrapper was put around the section “One” and 1 more."]
    sentences = [change.sentence for change in changes(wrapped, document(one + two))]
    assert sentences == ["The wrapper around the section “One” and 1 more was taken away."]
    moved = document(section("<mj-text>One</mj-text>" + IMAGE) + section("<mj-text>Two</mj-text>"))
    sentences = [change.sentence for change in changes(document(one + two), moved)]
    assert sentences == [
        (
            "The image “A cat” moved from column 1 of the section “Two” "
            "to column 1 of the section “One”."
        )
    ]


def test_plain_html_styles_are_said_one_by_one() -> None:
    before = '<p style="color: red; margin:0">Hi</p>'
    after = "<p style=\"margin:0; color: {{ brand | default: 'a;b' }}\">Hi</p>"
    (change,) = changes(before, after, Format.HTML)
    assert change.sentence == (
        "The text “Hi” has the text colour {{ brand | default: 'a;b' }} instead of red."
    )


@pytest.mark.parametrize("source", STARTERS)
def test_nothing_is_said_of_nothing(source: str) -> None:
    assert changes(source, source) == ()
    assert changes(source, source.replace("\n    ", "\n\t")) == ()


@given(st.sampled_from(STARTERS), st.sampled_from(STARTERS))
def test_any_two_emails_can_be_compared(before: str, after: str) -> None:
    found = changes(before, after)
    assert (found == ()) == (before == after)
    assert all(change.sentence.endswith(".") for change in found)


@given(st.sampled_from(STARTERS), st.integers(0), st.sampled_from("x<>\"'{}% \n/"))
def test_no_changed_character_goes_unsaid(source: str, at: int, sign: str) -> None:
    """Even where it breaks the source: the words must not be emptier than the change."""
    at %= len(source)
    after = source[:at] + sign + source[at + 1 :]
    if "".join(after.split()) != "".join(source.split()):
        assert changes(source, after)


def test_what_stands_outside_of_all_blocks_is_said_too() -> None:
    (change,) = changes(document("") + "<!-- a -->", document("") + "<!-- b -->")
    assert change.what is What.OTHER
    assert change.sentence == "The source changed where no block stands."
