"""Operations that set values: attributes, content, the head; as splices."""

import re
from collections.abc import Mapping

from templates_app.rendering.formats import Format
from templates_app.rendering.markup import Tag, tokens
from templates_app.rendering.pieces import FILLER, mask, scan
from templates_app.rendering.structure import ENDING

from .blocks import Attribute, Block, Document
from .kinds import MJML_KINDS
from .looks import DECLARATION
from .operations import SetAttributes, SetContent, SetDefaults, SetHead, Values
from .patches import Splice
from .refusals import Reason, Refused
from .units import Gap, cut, empty_gap, found, gap, unit

_NAME = re.compile(r"[a-z][a-z0-9:_-]{0,60}")
_HANDLER = re.compile(r"on[a-z]+")
_HEAD = {"title": "mj-title", "preview": "mj-preview", "breakpoint": "mj-breakpoint"}
_PIXELS = re.compile(r"\d{1,4}px")
_VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    }
)  # fmt: skip


def escaped(value: str, *, quotes: bool = True) -> str:
    """A plain value as markup; Liquid stays as it is."""
    parts, at = [], 0
    for piece in scan(value).pieces:
        parts += [_plain(value[at : piece.start], quotes=quotes), value[piece.start : piece.end]]
        at = piece.end
    return "".join([*parts, _plain(value[at:], quotes=quotes)])


def _plain(text: str, *, quotes: bool) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;") if quotes else text


def set_attributes(document: Document, operation: SetAttributes) -> list[Splice]:
    block = found(document, operation.block)
    if not operation.values:
        raise Refused(Reason.BAD_VALUE, "Say which attributes to set.")
    values = dict(operation.values)
    styles = {name: values.pop(name) for name in list(values) if name.startswith("style.")}
    if styles:
        if document.format is Format.MJML or "style" in values:
            raise Refused(Reason.BAD_VALUE, "Single CSS properties can be set in plain HTML.")
        given = block.value("style") or ""
        for name, value in styles.items():
            given = _declared(given, name.removeprefix("style."), value)
        values["style"] = given or None
    return attribute_splices(document, block, values)


def _declared(style: str, name: str, value: str | None) -> str:
    """A `style` with one property set or taken out; the others keep their bytes."""
    if not _NAME.fullmatch(name) or (value is not None and re.search(r"[;{}<>]", value)):
        raise Refused(Reason.BAD_VALUE, f"“{name}” cannot be given this value in a style.")
    declaration = "" if value is None else f"{name}: {value}"
    known = [match for match in DECLARATION.finditer(style) if match[1].lower() == name]
    if not known:
        before = style.rstrip().removesuffix(";")
        return "; ".join(part for part in (before, declaration) if part) if declaration else style
    start, end = known[-1].span()
    rest = style[end:].removeprefix(";") if not declaration else style[end:]
    lead = " " if declaration and style[start:end][:1].isspace() else ""
    return f"{style[:start]}{lead}{declaration}{rest}"


def attribute_splices(document: Document, block: Block, values: Values) -> list[Splice]:
    """Set, add and take out attributes. Raises Refused for a name that cannot be one."""
    splices: list[Splice] = []
    added: list[str] = []
    for name, value in values.items():
        if not _NAME.fullmatch(name) or _HANDLER.fullmatch(name):
            raise Refused(Reason.BAD_VALUE, f"“{name[:40]}” cannot be set as an attribute.")
        known = block.attribute(name)
        if known is None and value is not None:
            added.append(f' {name}="{escaped(value)}"')
        elif known is not None and value is None:
            splices.append(_without(document.source, known))
        elif known is not None and value is not None and value != known.value:
            splices.append(_changed(document.source, known, escaped(value)))
    if added:
        at = max((one.end for one in block.attributes), default=block.start + 1 + len(block.tag))
        splices.append(Splice(at, "", "".join(added)))
    return sorted(splices, key=lambda one: one.start)


def _changed(source: str, known: Attribute, text: str) -> Splice:
    if known.quote:
        return Splice(known.value_start, source[known.value_start : known.value_end], text)
    name = source[known.start : known.start + len(known.name)]
    return Splice(known.start, source[known.start : known.end], f'{name}="{text}"')


def _without(source: str, known: Attribute) -> Splice:
    start = known.start
    while source[start - 1].isspace():
        start -= 1
    return Splice(start, source[start : known.end], "")


def set_content(document: Document, operation: SetContent) -> list[Splice]:
    block = found(document, operation.block)
    mjml = document.format is Format.MJML
    if block.children or (mjml and block.tag not in ENDING) or block.tag in {"img", "hr"}:
        raise Refused(
            Reason.NOT_HERE, f"The {block.label} has no text of its own; edit the blocks in it."
        )
    check_balance(operation.content)
    if block.self_closing and mjml:
        return [empty_gap(document, block).put(operation.content)]
    was = document.content(block)
    return [] if was == operation.content else [Splice(block.content_start, was, operation.content)]


def check_balance(content: str) -> None:
    """Raises Refused for an end tag or comment that would reach out of the content."""
    masked = mask(content, scan(content).pieces)
    opened: list[str] = []
    if masked.count("<!--") != masked.count("-->"):
        raise Refused(Reason.BROKEN, "A comment in this text is not closed; close it with -->.")
    for token in tokens(masked):
        if not isinstance(token, Tag) or token.name in _VOID or FILLER in token.name:
            continue
        if not token.closing:
            opened.append(token.name)
        elif token.name in opened:
            while opened.pop() != token.name:
                pass
        elif token.name != "p":  # a browser makes a paragraph of it
            raise Refused(Reason.BROKEN, f"</{token.name[:40]}> closes nothing; take it out.")


def set_head(document: Document, operation: SetHead) -> list[Splice]:
    tag = _HEAD.get(operation.name)
    if tag is None:
        raise Refused(Reason.BAD_VALUE, "The head has a title, a preview and a breakpoint.")
    if document.format is Format.HTML:
        return _html_title(document, operation)
    value = operation.value
    if tag == "mj-breakpoint" and value is not None and not _PIXELS.fullmatch(value):
        raise Refused(Reason.BAD_VALUE, "A breakpoint is a width in pixels, such as 480px.")
    known = [one for one in document.blocks if one.tag == tag]
    if value is None:
        return [cut(document, unit(document, one)) for one in known]
    if tag == "mj-breakpoint":
        if known:
            return attribute_splices(document, known[-1], {"width": value})
        return in_head(document, f'<{tag} width="{value}" />')
    text = escaped(value, quotes=False)
    if not known:
        return in_head(document, f"<{tag}>{text}</{tag}>")
    return _filled(document, known[-1], text)


def _filled(document: Document, block: Block, text: str) -> list[Splice]:
    if block.self_closing:
        return [empty_gap(document, block).put(text)]
    return [Splice(block.content_start, document.content(block), text)]


def _html_title(document: Document, operation: SetHead) -> list[Splice]:
    head = next((one for one in document.blocks if one.tag == "head"), None)
    if operation.name != "title" or head is None:
        raise Refused(Reason.NOT_HERE, f"This HTML has no place for a {operation.name}.")
    known = [one for one in document.blocks if one.tag == "title"]
    if operation.value is None:
        return [cut(document, unit(document, one)) for one in known]
    text = escaped(operation.value, quotes=False)
    if known:
        return _filled(document, known[0], text)
    return [gap(document, head, None).put(f"<title>{text}</title>")]


def in_head(document: Document, markup: str) -> list[Splice]:
    """New markup at the end of mj-head, which is made where there is none."""
    head = next((one for one in document.blocks if one.tag == "mj-head"), None)
    if head is not None:
        return [gap(document, head, None).put(markup)]
    root = next((one for one in document.blocks if one.tag == "mjml"), None)
    if root is None or root.self_closing:
        raise Refused(Reason.NOT_HERE, "This source has no <mjml> to hold a head.")
    return [Gap(root.content_start).put(f"\n<mj-head>{markup}</mj-head>")]


def set_defaults(document: Document, operation: SetDefaults) -> list[Splice]:
    is_class = operation.of.startswith(".")
    name = operation.of.removeprefix(".")
    known_tag = name == "mj-all" or (name in MJML_KINDS and name not in {"mj-class", "mjml"})
    if document.format is Format.HTML or not (_NAME.fullmatch(name) if is_class else known_tag):
        raise Refused(Reason.BAD_VALUE, "Defaults are for an MJML component or a style class.")
    holder = next((one for one in document.blocks if one.tag == "mj-attributes"), None)
    for block in document.children(holder) if holder else ():
        if is_class and block.tag == "mj-class" and block.value("name") == name:
            return attribute_splices(document, block, operation.values)
        if not is_class and block.tag == name:
            return attribute_splices(document, block, operation.values)
    markup = _default(name, operation.values, is_class=is_class)
    if holder is None:
        return in_head(document, f"<mj-attributes>{markup}</mj-attributes>")
    return [gap(document, holder, None).put(markup)]


def _default(name: str, values: Mapping[str, str | None], *, is_class: bool) -> str:
    given = {one: value for one, value in values.items() if value is not None}
    bad = next((one for one in given if not _NAME.fullmatch(one)), None)
    if bad is not None or not given:
        raise Refused(Reason.BAD_VALUE, "Say which attributes the default sets.")
    said = "".join(f' {one}="{escaped(value)}"' for one, value in given.items())
    return f'<mj-class name="{name}"{said} />' if is_class else f"<{name}{said} />"
