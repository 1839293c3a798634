"""`{% load merge_tags %}`: a subject line in lists, with its merge tags as words."""

import re

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_PIECE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_NAME = re.compile(r"\{\{-?\s*([\w.\[\]]+)")


@register.filter
def as_words(line: str) -> SafeString:
    """`{{ card.subject|as_words }}`: `{{ a.first_name | default: "x" }}` becomes first_name."""
    return format_html_join("", "{}", ((_shown(piece),) for piece in _PIECE.split(line)))


def _shown(piece: str) -> str:
    if not _PIECE.fullmatch(piece):
        return escape(piece)
    found = _NAME.match(piece)
    name = found[1].rpartition(".")[2] if found else ""
    return format_html('<span class="merge">{}</span>', name) if name else ""
