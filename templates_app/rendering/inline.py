"""CSS rules of a plain HTML source written into style attributes.

css-inline reads with an HTML5 parser and writes the document anew, which costs the doctype,
moves Liquid out of tables and escapes it. So it only computes: it gets a copy in which every
element carries a number, and the declarations it finds are written into the original's own
tags. Nothing but style attributes changes; the `<style>` elements stay, with their media
queries, for clients that read them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

import css_inline
from selectolax.lexbor import LexborHTMLParser

from .markup import MAX_DEPTH, Tag, Text, depth
from .pieces import FILLER, Kind, scan
from .problems import Problem, Severity
from .reading import Edit, Reading, apply, is_inside
from .tokens import Tokens

_MARK = "data-cx"
_UNSTYLED = frozenset({"html", "head", "title", "meta", "link", "base", "style", "script"})


def inline_css(reading: Reading) -> tuple[str, tuple[Problem, ...]]:
    """The source with its CSS inlined; the very same text when there is no `<style>`.

    Rules inside media queries and other at-rules, in a `<style>` with a media attribute of
    its own, or in one that depends on Liquid tags, are left where they are.
    """
    tags = [token for token in reading.tokens if isinstance(token, Tag) and not token.closing]
    if not any(tag.name == "style" for tag in tags):
        return reading.source, ()
    if depth(reading.tokens) > MAX_DEPTH:
        message = "The tags are nested too deeply to write this CSS into style attributes."
        return reading.source, (Problem(message, severity=Severity.WARNING, code="css"),)
    elements = [tag for tag in tags if tag.name not in _UNSTYLED and not _conditional(tag)]
    words = Tokens(reading.source)
    try:
        computed = _computed(_numbered(reading, elements, words))
    except css_inline.InlineError as error:
        message = f"This CSS cannot be read, so it stays in its <style> only: {error}"
        return reading.source, (Problem(message, severity=Severity.WARNING, code="css"),)
    edits = [
        _edit(reading, tag, words.restore(computed[str(number)]))
        for number, tag in enumerate(elements)
        if str(number) in computed
    ]
    return apply(reading.source, edits), ()


def _conditional(tag: Tag) -> bool:
    """A style attribute that Liquid may leave out cannot be joined with anything."""
    names = [attribute.name for attribute in tag.attributes]
    return any(FILLER in name for name in names) and any("style" in name for name in names)


def _numbered(reading: Reading, elements: list[Tag], words: Tokens) -> str:
    """A copy for css-inline: numbers on elements, no style attributes, Liquid as words."""
    edits = [
        Edit(tag.name_end, tag.name_end, f' {_MARK}="{number}"')
        for number, tag in enumerate(elements)
    ]
    for token in reading.tokens:  # css-inline refuses a document for one broken declaration
        if isinstance(token, Tag):
            own = (given for given in token.attributes if given.name == "style")
            edits.extend(Edit(style.start, style.end, "") for style in own)
    edits.extend(_left_alone(reading))
    removed = sorted((one for one in edits if one.end > one.start), key=lambda one: one.start)
    for spot in reading.spots:
        if not is_inside(spot.piece.start, removed):
            text = reading.text(spot.piece)
            word = words.comment(text) if spot.place == "text" else words.word(text)
            edits.append(Edit(spot.piece.start, spot.piece.end, word))
    return apply(reading.source, edits)


def _left_alone(reading: Reading) -> Iterator[Edit]:
    """The content of style elements whose rules do not hold everywhere."""
    tag: Tag | None = None
    for token in reading.tokens:
        if isinstance(token, Tag):
            tag = token
        elif token.kind == "style" and tag is not None and _is_partial(reading, tag, token):
            yield Edit(token.start, token.end, "")


def _is_partial(reading: Reading, tag: Tag, content: Text) -> bool:
    media = tag.attribute("media")
    if media is not None:
        value = reading.source[media.value_start : media.value_end].strip().lower()
        if value not in {"", "all", "screen"}:
            return True
    first = bisect_left(reading.pieces, content.start, key=lambda piece: piece.start)
    after = bisect_left(reading.pieces, content.end, key=lambda piece: piece.start)
    return any(piece.kind is Kind.TAG for piece in reading.pieces[first:after])


def _computed(copy: str) -> Mapping[str, str]:
    """Declarations by element number."""
    inlined = css_inline.CSSInliner(load_remote_stylesheets=False).inline(copy)
    found = {}
    for node in LexborHTMLParser(inlined).css(f"[{_MARK}][style]"):
        number, style = node.attributes[_MARK], node.attributes["style"]
        if number and style:
            found[number] = style.strip().rstrip(";")
    return found


def _edit(reading: Reading, tag: Tag, declarations: str) -> Edit:
    """The element's own declarations stay last, so they win as they did."""
    style = tag.attribute("style")
    if style is None:
        return Edit(tag.name_end, tag.name_end, f' style="{_escaped(declarations, chr(34))};"')
    own = reading.source[style.value_start : style.value_end]
    quote = style.quote or '"'
    value = f"{_escaped(declarations, quote)};{own}"
    return Edit(style.start, style.end, f"style={quote}{value}{quote}")


def _escaped(declarations: str, quote: str) -> str:
    """Entities for what would end the attribute; Liquid in between is left as it is."""
    parts, at = [], 0
    for piece in scan(declarations).pieces:
        parts.append(_entities(declarations[at : piece.start], quote))
        parts.append(declarations[piece.start : piece.end])
        at = piece.end
    return "".join([*parts, _entities(declarations[at:], quote)])


def _entities(text: str, quote: str) -> str:
    name = "&quot;" if quote == '"' else "&#39;"
    return text.replace("&", "&amp;").replace(quote, name)
