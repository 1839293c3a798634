"""Operations on generated documents, for the tests of operations, undo and sections."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from templates_app.document.blocks import Document
from templates_app.document.operations import (
    Delete,
    Duplicate,
    Insert,
    Move,
    Operation,
    ReplaceSource,
    SetAttributes,
    SetColumns,
    SetCondition,
    SetContent,
    SetDefaults,
    SetHead,
    SetLock,
    SetLoop,
    Unwrap,
    Wrap,
)
from templates_app.document.parse import parse
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
from tests.templates_app.rendering.documents import PLAIN

STARTERS = {starter.slug: starter.source for starter in all_starters()}
MJML = {**PLAIN, **STARTERS}
HTML = {
    "HTML table": """<html><head><title>Hi</title></head><body><table class="x">
  <tr><td bgcolor="#fff"><h1>Spring</h1><p>See <a href="/a">our list</a>.</p></td></tr>
  {% if vip %}<tr><td><a href="/shop" style="background:#000">Shop</a></td></tr>{% endif %}
  <tr><td><img src="/logo.png" alt="Acme"><p>Bye {{ name }}</p></td><td>Two</td></tr>
</table></body></html>""",
    "HTML loose ends": "<table><tr><td>a<td>b<tr><td><p>c<p>d<img src=x></table><div>e</div>",
}  # fmt: skip
_TEXTS = st.sampled_from(
    ["", "Hi", "<b>x</b> & y", "{{ name }}", "{% if a %}x{% endif %}", "</mj-text>", "{{ a", "<!--"]
)
_VALUES = st.sampled_from(["", "#fff", 'a"b', '{{ x | default: "y" }}', "10px", "a&copy=b<c"])
_MARKUP = st.sampled_from(
    [
        "<mj-text>New</mj-text>",
        "<mj-spacer />",
        "<mj-section><mj-column><mj-text>New</mj-text></mj-column></mj-section>",
        "<mj-column />",
        "<mj-text>open",
        "<p>New</p>",
        "<tr><td>New</td></tr>",
        "<td>New</td>",
        "{% if a %}<mj-text>New</mj-text>{% endif %}",
    ]
)
_TAGS = st.sampled_from(["mj-wrapper", "mj-group", "mj-section", "div", "p"])


def read(name: str) -> Document:
    if name in HTML:
        return parse(HTML[name], Format.HTML)
    return parse(MJML[name], Format.MJML)


@composite
def operations(draw: DrawFn, document: Document) -> Operation:
    """Any operation on a block of the document, legal or not."""
    names = st.sampled_from([block.id for block in document.blocks] or ["none"])
    block = draw(names)
    known = document.by_id.get(block)
    before = draw(st.sampled_from([*(known.children if known else ()), None]))
    values = st.dictionaries(
        st.sampled_from(["color", "href", "src", "width", "style", "padding"]),
        st.none() | _VALUES,
        min_size=1,
        max_size=2,
    )
    kinds: list[SearchStrategy[Operation]] = [
        st.builds(Insert, st.just(block), st.just(before), _MARKUP),
        st.builds(Move, names, st.just(block), st.just(before)),
        st.just(Duplicate(block)),
        st.just(Delete(block)),
        st.builds(SetAttributes, st.just(block), values),
        st.builds(SetContent, st.just(block), _TEXTS),
        st.builds(Wrap, st.just((block,)), _TAGS),
        st.just(Unwrap(block)),
        st.builds(
            SetColumns,
            st.just(block),
            st.sampled_from([("",), ("50%", "50%"), ("33.33%", "66.67%"), ("", "", "")]),
        ),
        st.builds(
            SetHead, st.sampled_from(["title", "preview", "breakpoint"]), st.none() | _VALUES
        ),
        st.builds(SetDefaults, st.sampled_from(["mj-text", "mj-all", ".x"]), values),
        st.builds(SetCondition, st.just(block), st.sampled_from([None, "vip", "a > b", "a ="])),
        st.builds(SetLoop, st.just(block), st.just("item"), st.sampled_from([None, "items"])),
        st.builds(SetLock, st.just(block), st.sampled_from([None, "free", "content", "fixed"])),
        st.builds(ReplaceSource, _replaced(document)),
    ]
    return draw(st.one_of(kinds))


@composite
def _replaced(draw: DrawFn, document: Document) -> str:
    source = document.source
    at = draw(st.integers(0, len(source)))
    return (
        source[:at]
        + draw(st.sampled_from(["", "x", "<mj-text>y</mj-text>", "</td>"]))
        + source[at + draw(st.sampled_from([0, 0, 1, 20])) :]
    )
