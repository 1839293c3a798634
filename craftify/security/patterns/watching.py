"""Where requests are looked at: path, parameters, headers and the fields of forms and of JSON."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from craftify.security.events import Kind, security_event
from craftify.security.patterns.reading import LONGEST, kinds_in

# Of one request; an attack that hides behind them is missed. The worst text takes 4 µs a character.
MOST_TEXTS, MOST_CHARACTERS = 200, 16_000
_HEADERS = (
    "User-Agent",
    "Referer",
    "Accept-Language",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "Origin",
)
# What people write as they like, emails above all: markup and merge tags belong there. Whatever is
# below such a name in JSON is left out with it.
CONTENT = frozenset(
    {"source", "sample", "data", "html", "text", "mjml", "subject", "preheader", "words", "comment",
     "note", "reason", "description", "quote", "prefix", "suffix", "before", "after", "value",
     "content", "operations", "label"}
)  # fmt: skip
# Nobody's secret is looked into.
_SECRET = re.compile(r"password|secret|token|code|refresh|\bnew\b|present|csrf", re.IGNORECASE)


class PatternsMiddleware:
    """Records what looks like an attack once the answer is there: by then it is known who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for kind, place, name in found_in(request):
            security_event(
                Kind.PATTERN_FOUND,
                about=f"{kind} in {place}",
                details={"name": name, "path": request.path, "method": request.method or ""},
            )
        return response


def found_in(request: HttpRequest) -> Iterator[tuple[str, str, str]]:
    """Kind, kind of place and name of the place, each once a kind and kind of place."""
    seen: set[tuple[str, str]] = set()
    for place, name, text in _within_bounds(_texts(request)):
        for kind in kinds_in(text):
            if (kind, place) not in seen:
                seen.add((kind, place))
                yield kind, place, name


def look_at_json(value: Any) -> None:
    """Record what in a body of JSON looks like an attack; who asks is known by now."""
    seen: set[str] = set()
    texts = (("a field", name, text) for name, text in fields_of(value))
    for _, name, text in _within_bounds(texts):
        for kind in kinds_in(text) - seen:
            seen.add(kind)
            security_event(
                Kind.PATTERN_FOUND, about=f"{kind} in a field", details={"name": name or "a name"}
            )


def fields_of(value: Any) -> list[tuple[str, str]]:
    """The first `MOST_TEXTS` names and texts of a JSON document that are looked at."""
    found: list[tuple[str, str]] = []
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting and len(found) < MOST_TEXTS:
        name, one = waiting.pop()
        if isinstance(one, str):
            found.append((name, one))
        elif isinstance(one, dict):
            # A name can be an operator of a store (`$ne`) or of a language (`__proto__`).
            found += [(name, key) for key in list(one)[:MOST_TEXTS]]
            waiting += [(key, below) for key, below in one.items() if _is_looked_at(key)]
        elif isinstance(one, list):
            waiting += [(name, below) for below in one[:MOST_TEXTS]]
    return found[:MOST_TEXTS]


def _within_bounds(
    texts: Iterable[tuple[str, str, str]],
) -> Iterator[tuple[str, str, str]]:
    room = MOST_CHARACTERS
    for place, name, text in islice(texts, MOST_TEXTS):
        room -= min(len(text), LONGEST)
        if room < 0:
            return
        yield place, name, text


def _is_looked_at(name: str) -> bool:
    return name not in CONTENT and not _SECRET.search(name)


def _texts(request: HttpRequest) -> Iterator[tuple[str, str, str]]:
    yield "the path", "", request.path
    yield from _of_pairs("a parameter", request.GET.lists())
    for name in _HEADERS:
        if text := request.headers.get(name, ""):
            yield "a header", name, text
    # Read by now where a view or the check of its token needed it; nobody else's body is read.
    if hasattr(request, "_post"):
        yield from _of_pairs("a field", request.POST.lists())


def _of_pairs(place: str, pairs: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, str, str]]:
    for name, texts in list(pairs)[:MOST_TEXTS]:
        yield place, "a name", name
        if _is_looked_at(name):
            for text in texts[:20]:
                yield place, name, text
