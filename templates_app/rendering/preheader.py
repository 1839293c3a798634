"""The line mail clients show beside the subject, as hidden text at the start of the body."""

import html

from .markup import Tag, tokens
from .pieces import mask, scan

# Every way to hide that some client honours; the same set email people have settled on.
_HIDDEN = (
    "display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0;max-width:0;"
    "opacity:0;overflow:hidden;mso-hide:all;"
)
# Clients fill a short line up with the first words of the body, unless something invisible
# takes their place: a joiner, a non-joiner and a space each count as a character.
_FILLER = "&#847;&zwnj;&nbsp;"
_SHOWN = 150  # characters, the most that the inbox of a desktop client shows


def hidden_line(preheader: str) -> str:
    """The preheader as HTML, its Liquid kept."""
    text = preheader.strip()
    parts, at = [], 0
    for piece in scan(text).pieces:
        parts.append(html.escape(text[at : piece.start], quote=False))
        parts.append(text[piece.start : piece.end])
        at = piece.end
    parts.append(html.escape(text[at:], quote=False))
    filler = _FILLER * max(0, _SHOWN - len(text))
    return f'<div style="{_HIDDEN}">{"".join(parts)}{filler}</div>'


def insert_preheader(document: str, preheader: str) -> str:
    """`document` with the line right after `<body …>`; unchanged for an empty preheader."""
    if not preheader.strip():
        return document
    at = 0
    for token in tokens(mask(document, scan(document).pieces)):
        if isinstance(token, Tag) and token.name in {"html", "head", "body"}:
            if token.closing == (token.name == "head"):
                at = token.end
            if token.name == "body":
                break
    return f"{document[:at]}{hidden_line(preheader)}{document[at:]}"
