"""Tags of every page: icon, pill, avatar, when, digest, mini. Built in, no `{% load %}`."""

import re
from datetime import datetime
from functools import cache
from typing import Protocol

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from craftify import clock
from craftify.web import dates

register = template.Library()

# status → icon, word. A template's and a workflow's, by their stored values.
_STATUSES = {
    "draft": ("dashed-circle", "Draft"),
    "in_review": ("half-circle", "In review"),
    "changes_requested": ("return", "Changes requested"),
    "approved": ("check-circle", "Approved"),
    "published": ("send", "Published"),
    "archived": ("archive", "Archived"),
    "pending": ("half-circle", "Waiting"),
    "rejected": ("x-circle", "Rejected"),
    "cancelled": ("undo", "Withdrawn"),
    "expired": ("clock", "Expired"),
}
_LIQUID = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_PATH = re.compile(r"[A-Za-z_][\w.\[\]-]*")


class Person(Protocol):
    """What an avatar shows: `accounts.domain.User` is one."""

    @property
    def name(self) -> str: ...
    @property
    def initials(self) -> str: ...
    @property
    def hue(self) -> int: ...


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """A picture for the eye, silent for screen readers: `{% icon "check" %}`, sizes sm and lg."""
    return format_html(
        '<svg class="icon"{} aria-hidden="true"><use href="{}#{}"></use></svg>',
        _size(size),
        static("icons.svg"),
        name,
    )


@register.simple_tag
@cache
def pill(status: str) -> SafeString:
    """A status as icon and word: `{% pill card.status %}`."""
    shape, word = _STATUSES[str(status)]
    return format_html('<span class="pill" data-status="{}">{}{}</span>', status, icon(shape), word)


@register.filter
def status_word(status: str) -> str:
    """The word of a status for sentences and titles."""
    return _STATUSES[str(status)][1]


@register.filter
def merge_tags(words: str) -> SafeString:
    """An email's own words with each `{{ customer.first_name | … }}` as a chip `first_name`.

    The whole tag is the chip's title; `{% … %}` says nothing to a reader and is left out.
    """
    parts = [part for part in _LIQUID.split(words) if not part.startswith("{%")]
    return format_html_join("", "{}", ((_chip(part),) for part in parts))


def _chip(part: str) -> str:
    if not part.startswith("{{"):
        return part
    return format_html('<span class="merge" title="{}">{}</span>', part, _short_tag(part))


def _short_tag(tag: str) -> str:
    inside = tag.strip("{}- ")
    path = _PATH.match(inside)
    return path[0].rpartition(".")[2] if path else inside


@register.simple_tag
def avatar(person: Person | None, size: str = "") -> SafeString:
    """A person's initials on their colour; somebody who left is a question mark."""
    name, initials, hue = (
        (person.name, person.initials, person.hue) if person else ("Somebody who left", "?", 1)
    )
    return format_html(
        '<span class="avatar" data-hue="{}"{} role="img" aria-label="{}">{}</span>',
        hue,
        _size(size),
        name,
        initials,
    )


@register.simple_tag
def when(instant: datetime | None) -> SafeString | str:
    """`<time>` with a short text, which `relative-time.js` keeps true in the reader's time zone."""
    if instant is None:
        return ""
    return format_html(
        '<time datetime="{}" data-when>{}</time>',
        clock.stamp(instant),
        dates.short(instant, clock.now()),
    )


@register.simple_tag
def digest(value: str) -> SafeString:
    """The first 8 digits of a digest in two groups; the whole of it is copied on a click."""
    return format_html(
        '<button class="digest" type="button" data-copy="{}" title="{}"'
        ' aria-label="Copy the digest that begins with {head}">{head}</button>',
        value,
        value,
        head=f"{value[:4]} {value[4:8]}",
    )


@register.simple_tag
def mini(src: str, size: str = "mini") -> SafeString:
    """A true miniature of an email. `size`: `mini` and `lg` stand in rows, `card` fills a card."""
    shape = {
        "mini": SafeString("thumb mini"),
        "lg": SafeString('thumb mini" data-size="lg'),
        "card": SafeString("thumb"),
    }[size]
    return format_html(
        '<div class="{}" aria-hidden="true"><div class="thumb-sheet"><iframe src="{}"'
        ' title="Miniature" sandbox="" loading="lazy" tabindex="-1"></iframe></div></div>',
        shape,
        src,
    )


@cache
def _size(size: str) -> SafeString:
    return format_html(' data-size="{}"', size) if size else SafeString("")
