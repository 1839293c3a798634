"""Where the Liquid stands in a source, found in one linear pass.

python-liquid's own lexer needs quadratic time for a source of many `{{`, and names no line
for what is left open. This scanner follows the same rules (the first `}}` or `%}` closes,
`raw` keeps its content as text, comments nest), so everything else here can rely on it.
"""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from .problems import Lines, Problem

# A private-use character: neither space nor quote nor angle bracket, so no parser trips on it.
FILLER = "\ue000"

_OPENING = re.compile(r"\{\{|\{%-?\s*(?P<name>#|\w+)?")
_ENDRAW = re.compile(r"\{%-?\s*endraw\s*-?%\}")
_ENDDOC = re.compile(r"\{%-?\s*enddoc\s*-?%\}")
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
MAX_PIECES = 20_000  # parsing these takes about a second

_LONG_GAP = re.compile(r"\s{200}")
_NOT_NEWLINE = re.compile(r"[^\n]")

# What people bring along from Handlebars and Mustache, and what Liquid has for it.
_HANDLEBARS = {
    "#": "write {% if … %} or {% for … in … %}.",
    "/": "write {% endif %} or {% endfor %}.",
    "^": "write {% unless … %}.",
    "{": "write {{ with two braces; every value is escaped.",
    ">": "there are no partials, so paste the text here.",
    "!": "write {% comment %} … {% endcomment %}.",
    "&": "leave the & out; every value is escaped.",
}

BLOCKS = frozenset({"if", "unless", "case", "for", "tablerow", "capture", "ifchanged"})


class Kind(StrEnum):
    OUTPUT = "output"
    TAG = "tag"
    # A whole `{% comment %}…{% endcomment %}`: nothing of it is ever written out.
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Piece:
    """One unit of Liquid, `source[start:end]`; `name` is a tag's name, else ""."""

    kind: Kind
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """The pieces in order, never overlapping, and what is not well formed."""

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = Lines(source)
        self.pieces: list[Piece] = []
        self.problems: list[Problem] = []
        self.open: list[Piece] = []
        self.opened: Counter[str] = Counter()  # names in `open`

    def scan(self) -> Scan:
        at = 0
        while match := _OPENING.search(self.source, at):
            if len(self.pieces) >= MAX_PIECES:
                self._report(f"This is more Liquid than {MAX_PIECES:,} pieces.", match.start())
                break
            at = self._output(match) if match.group() == "{{" else self._tag(match)
        for piece in self.open:
            self._report(
                f"{{% {piece.name} %}} is never closed; add {{% end{piece.name} %}}.", piece.start
            )
        return Scan(tuple(self.pieces), tuple(self.problems))

    def _has_long_gap(self, start: int, end: int) -> bool:
        """python-liquid's lexer takes quadratic time for spaces in a row."""
        if not _LONG_GAP.search(self.source, start, end):
            return False
        self._report("There is too much empty space in this Liquid; take it out.", start)
        return True

    def _report(self, message: str, offset: int) -> None:
        self.problems.append(self.lines.problem(message, offset, code="liquid"))

    def _output(self, match: re.Match[str]) -> int:
        start, end = match.start(), self.source.find("}}", match.end())
        if end < 0:
            self._report("This {{ is never closed; add }} after the variable.", start)
            return len(self.source)
        foreign = self.source[start + 2 : start + 3]
        if foreign in _HANDLEBARS:
            self._report(f"{{{{{foreign} is not Liquid; {_HANDLEBARS[foreign]}", start)
            return end + 2
        inner = _STRING.sub("", self.source[start + 2 : end])
        if "{{" in inner or "{%" in inner:
            self._report("This {{ is not closed before the next one; add }}.", start)
            return start + 2
        if not self._has_long_gap(start, end):
            self.pieces.append(Piece(Kind.OUTPUT, start, end + 2))
        return end + 2

    def _tag(self, match: re.Match[str]) -> int:
        start, name = match.start(), match["name"] or ""
        end = self.source.find("%}", match.end())
        if end < 0:
            self._report("This {% is never closed; add %} at its end.", start)
            return len(self.source)
        if not name:
            self._report("This {% has no name; write, for example, {% if … %}.", start)
            return end + 2
        if self._has_long_gap(start, end):
            return end + 2
        piece = Piece(Kind.TAG, start, end + 2, name)
        if name in {"raw", "doc"}:
            return self._verbatim(piece)
        if name == "comment":
            return self._comment(piece)
        self.pieces.append(piece)
        self._nest(piece)
        return piece.end

    def _verbatim(self, piece: Piece) -> int:
        pattern = _ENDRAW if piece.name == "raw" else _ENDDOC
        closing = pattern.search(self.source, piece.end)
        if closing is None:
            self._report(
                f"{{% {piece.name} %}} is never closed; add {{% end{piece.name} %}}.", piece.start
            )
            return len(self.source)
        if piece.name == "doc":
            self.pieces.append(Piece(Kind.COMMENT, piece.start, closing.end()))
        else:
            self.pieces.append(piece)
            self.pieces.append(Piece(Kind.TAG, closing.start(), closing.end(), "endraw"))
        return closing.end()

    def _comment(self, piece: Piece) -> int:
        depth, at = 1, piece.end
        while depth and (match := _OPENING.search(self.source, at)):
            end = self.source.find("%}" if match["name"] else "}}", match.end())
            at = match.end() if end < 0 else end + 2
            if match["name"] == "raw" and (closing := _ENDRAW.search(self.source, at)):
                at = closing.end()
            depth += {"comment": 1, "endcomment": -1}.get(match["name"] or "", 0)
        if depth:
            self._report("{% comment %} is never closed; add {% endcomment %}.", piece.start)
            return len(self.source)
        self.pieces.append(Piece(Kind.COMMENT, piece.start, at))
        return at

    def _nest(self, piece: Piece) -> None:
        if piece.name in BLOCKS:
            self.open.append(piece)
            self.opened[piece.name] += 1
            return
        opener = piece.name.removeprefix("end")
        if opener == piece.name or opener not in BLOCKS:
            return
        if not self.opened[opener]:
            self._report(
                f"{{% {piece.name} %}} closes nothing; there is no open {{% {opener} %}}.",
                piece.start,
            )
            return
        while (block := self._pop()).name != opener:
            self._report(
                f"{{% {block.name} %}} is not closed before {{% {piece.name} %}}; "
                f"add {{% end{block.name} %}}.",
                block.start,
            )

    def _pop(self) -> Piece:
        block = self.open.pop()
        self.opened[block.name] -= 1
        return block


def scan(source: str) -> Scan:
    """Find every piece of Liquid; never raises."""
    return _Scanner(source).scan()


def mask(source: str, pieces: tuple[Piece, ...]) -> str:
    """The same text, as long and with the same lines, with Liquid turned into filler."""
    parts: list[str] = []
    at = 0
    for piece in pieces:
        parts.append(source[at : piece.start])
        parts.append(_NOT_NEWLINE.sub(FILLER, source[piece.start : piece.end]))
        at = piece.end
    parts.append(source[at:])
    return "".join(parts)
