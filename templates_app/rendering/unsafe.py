"""Scripts, event handlers and script links in a source: reported, never run, never removed.

Nothing here makes a source safe: that is the sandboxed frame's work (SEC-9). It tells the
author what mail clients will throw away or take for an attack.
"""

import html
import re
from collections.abc import Iterable, Iterator

from .markup import Attribute, Tag, Text, tokens
from .pieces import FILLER, Piece
from .problems import Problem, Severity
from .reading import Reading

_HANDLER = re.compile(r"on[a-z]{3,}")
_INVISIBLE = re.compile(rf"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\ufeff{FILLER}]+")
_SCRIPT_LINK = re.compile(r"(?:^|url=|url\([\"']?|;)(?:(?:java|vb|live)script:|data:text/html)")
# Text for people, which may speak of "javascript:" as it likes.
_PROSE = frozenset({"alt", "title", "label", "placeholder", "summary", "content"})
_DATA_SCRIPTS = frozenset({"application/ld+json", "application/json"})
# A quick look that spares compiled HTML the long one: nothing unsafe goes without one of these.
_SUSPECT = re.compile(
    r"<(?!noscript\b)[^\s<>]{0,40}script|s\s*c\s*r\s*i\s*p\s*t\s*(?::|&)|data:text|srcdoc|"
    r"&(?:#|colon|tab|newline)|[\s/\"']on[a-z]{3,}\s*=",
    re.IGNORECASE,
)
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")

_SENTENCES = {
    "script": "Scripts do not run in email and are never run here; take this <script> out.",
    "event-handler": "The event handler {} does not work in email; take it out.",
    "javascript-link": "A script as the address in {} does not work in email; use https://.",
}


class _Finder:
    def __init__(self, reading: Reading) -> None:
        self.source, self.masked, self.lines = reading.source, reading.masked, reading.lines
        self.found: dict[tuple[str, int], Problem] = {}

    def add(self, code: str, offset: int, what: str = "") -> None:
        sentence = _SENTENCES[code].format(what)
        self.found.setdefault(
            (code, offset),
            self.lines.problem(sentence, offset, code=code, severity=Severity.WARNING),
        )

    def read(self, found: Iterable[Tag | Text]) -> None:
        for token in found:
            if isinstance(token, Tag):
                self.tag(token)
            elif token.kind == "comment":
                self.comment(token)
            elif token.kind in {"style", "mj-style"} and _is_script_link(self.text(token)):
                self.add("javascript-link", token.start, token.kind)

    def text(self, part: Text | Attribute) -> str:
        if isinstance(part, Text):
            return self.masked[part.start : part.end]
        return self.masked[part.value_start : part.value_end]

    def comment(self, token: Text) -> None:
        """Outlook reads conditional comments, so they count; others are dead."""
        if self.masked.startswith(("[if", "[IF", "[If"), token.start):
            inside = tokens(self.masked, token.start, token.end)
            self.read(part for part in inside if isinstance(part, Tag) or part.kind != "comment")

    def tag(self, tag: Tag) -> None:
        if tag.closing:
            return
        name = tag.name.replace(FILLER, "").rpartition(":")[2]
        if name == "script" and not self.is_data(tag):
            self.add("script", tag.start)
        for attribute in tag.attributes:
            self.attribute(tag, attribute, attribute.name.replace(FILLER, ""))

    def is_data(self, tag: Tag) -> bool:
        kind = tag.attribute("type")
        return kind is not None and self.text(kind).strip().lower() in _DATA_SCRIPTS

    def attribute(self, tag: Tag, attribute: Attribute, name: str) -> None:
        if _HANDLER.fullmatch(name):
            self.add("event-handler", attribute.start, name)
            return
        value = html.unescape(self.text(attribute))
        if name == "srcdoc" and _hidden_tags(value):
            self.add("script", attribute.start)
        if tag.name == "mj-html-attribute" and name == "name":
            self.html_attribute(tag, attribute, value.lower())
        is_refresh = name == "content" and tag.attribute("http-equiv") is not None
        if (is_refresh or name not in _PROSE) and _is_script_link(value):
            self.add("javascript-link", attribute.start, name)

    def html_attribute(self, tag: Tag, attribute: Attribute, name: str) -> None:
        """MJML's way to put any attribute on any element."""
        if _HANDLER.fullmatch(name.strip()):
            self.add("event-handler", attribute.start, name.strip())
        content = self.masked[tag.end : self.masked.find("<", tag.end)]
        if _is_script_link(html.unescape(content)):
            self.add("javascript-link", tag.start, name.strip())

    def strings(self, piece: Piece) -> None:
        """A string in Liquid is written out as it stands."""
        for match in _STRING.finditer(self.source, piece.start, piece.end):
            value = match[1] or match[2] or ""
            if _is_script_link(html.unescape(value)):
                self.add("javascript-link", match.start(), "this text")
            if "<" in value and _hidden_tags(value):
                self.add("script", match.start())


def _is_script_link(value: str) -> bool:
    plain = _INVISIBLE.sub("", value).lower()
    return _SCRIPT_LINK.search(plain) is not None


def _hidden_tags(markup: str) -> bool:
    """Whether a text that becomes markup elsewhere carries anything that would run."""
    return bool(unsafe(Reading(markup, (), ())))


def unsafe(reading: Reading) -> list[Problem]:
    """Warnings with their places, in the order of the source."""
    finder = _Finder(reading)
    finder.read(reading.tokens)
    for piece in reading.pieces:
        finder.strings(piece)
    return sorted(finder.found.values(), key=lambda found: (found.line or 0, found.column or 0))


def compiled_unsafe(compiled: str, known: tuple[Problem, ...]) -> Iterator[Problem]:
    """What only shows after compiling: another parser may see a tag where ours saw text."""
    if not _SUSPECT.search(compiled):
        return
    codes = {problem.code for problem in known}
    for problem in unsafe(Reading.of(compiled)):
        if problem.code not in codes:
            codes.add(problem.code)
            yield Problem(problem.message, severity=Severity.WARNING, code=problem.code)
