"""A copy of the source whose compiled HTML names its blocks, for preview frames only.

MJML drops attributes that it does not know, but carries `css-class` to the HTML of every
component except mj-raw, so a block's mark is a class there; a piece of HTML gets a comment at
each end. In plain HTML the mark is an attribute. A class that a component has from
mj-attributes or mj-class is written out beside the mark, which would hide it otherwise.
"""

import re
from collections.abc import Iterator

from templates_app.rendering.formats import Format
from templates_app.rendering.reading import Edit, apply

from .blocks import Block, Document

PREFIX = "cx-"  # of the class, followed by the block's id
ATTRIBUTE = "data-block"  # in plain HTML
_UNMARKABLE = frozenset({"mjml", "mj-raw", "mj-head"})
_UNMARKED_HTML = frozenset({"html", "head", "title", "style"})


def marked(document: Document) -> str:
    """The source with a mark on every block of the body that can carry one."""
    edits = _mjml(document) if document.format is Format.MJML else _html(document)
    return apply(document.source, list(edits))


def _html(document: Document) -> Iterator[Edit]:
    for block in document.blocks:
        if block.tag not in _UNMARKED_HTML:
            at = block.start + 1 + len(block.tag)
            yield Edit(at, at, f' {ATTRIBUTE}="{block.id}"')


def _mjml(document: Document) -> Iterator[Edit]:
    inherited = _Inherited(document)
    bodies = (block for block in document.blocks if block.tag == "mj-body")
    for body in bodies:
        for block in document.within(body):
            if block.tag == "mj-raw":
                yield from _comments(document, block)
            elif block.tag.startswith("mj-") and block.tag not in _UNMARKABLE:
                yield _class(document, block, inherited)


def _class(document: Document, block: Block, inherited: "_Inherited") -> Edit:
    mark = f"{PREFIX}{block.id}"
    own = block.attribute("css-class")
    if own is None:
        classes = f"{inherited.classes(document, block)} {mark}".strip()
        at = block.start + 1 + len(block.tag)
        return Edit(at, at, f' css-class="{classes}"')
    value = document.source[own.value_start : own.value_end]
    quote = own.quote or '"'
    return Edit(own.start, own.end, f"css-class={quote}{value} {mark}{quote}")


def _comments(document: Document, block: Block) -> Iterator[Edit]:
    """None where a comment would end one of Outlook's that is open there."""
    content = document.content(block)
    if block.self_closing or "<!--[" in content or "<![" in content:
        return
    if block.value("position") == "file-start":
        return
    yield Edit(block.content_start, block.content_start, f"<!--{PREFIX}{block.id}-->")
    yield Edit(block.content_end, block.content_end, f"<!--/{PREFIX}{block.id}-->")


class _Inherited:
    """The classes that mj-attributes gives to components which have none of their own."""

    def __init__(self, document: Document) -> None:
        self.by_tag: dict[str, str] = {}
        self.by_class: dict[str, str] = {}
        self.in_class: dict[tuple[str, str], str] = {}
        for block in document.blocks:
            parent = document.parent(block)
            given = block.value("css-class")
            if parent is None or given is None:
                continue
            if parent.tag == "mj-class":
                self.in_class[parent.value("name") or "", block.tag] = given
            elif parent.tag == "mj-attributes":
                if block.tag == "mj-class":
                    self.by_class[block.value("name") or ""] = given
                else:
                    self.by_tag[block.tag] = given

    def classes(self, document: Document, block: Block) -> str:
        """As mjml-core's `applyAttributes` has it: from the weakest to the strongest."""
        names = (block.value("mj-class") or "").split(" ")
        own = [self.by_class[name] for name in names if name in self.by_class]
        above = next(
            (found for one in document.ancestors(block) if (found := one.value("mj-class"))), ""
        )
        descended = [
            self.in_class[name, block.tag]
            for name in above.split(" ")
            if (name, block.tag) in self.in_class
        ]
        return (
            (descended[-1] if descended else "")
            or " ".join(own)
            or self.by_tag.get(block.tag, "")
            or self.by_tag.get("mj-all", "")
        )


_MARKED = re.compile(
    rf"<!--/?{PREFIX}[0-9a-f]{{10}}-->|\s?{PREFIX}[0-9a-f]{{10}}(?:-outlook|-thumbnail)?\b"
    rf'|\s{ATTRIBUTE}="[0-9a-f]{{10}}"'
)


def unmarked(html: str) -> str:
    """Compiled HTML of a marked source without the marks; class attributes may be left empty."""
    return _MARKED.sub("", html)
