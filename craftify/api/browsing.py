"""What a page of the browsable API offers beside the answer: filters, requests, ways on."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from craftify.api.docs import Operation, Part, operations
from craftify.api.endpoints import camel

_ID = re.compile(r"(&quot;id&quot;: &quot;)([A-Za-z0-9_-]+)(&quot;)")


def context(request: HttpRequest, answered: object, content: SafeString) -> dict[str, Any]:
    """The page's variables.

    `filters` are the parameters of a list with what was asked, `changes` the other operations of
    this address, `ways` the queries of the pages before and after, `content` the answer (escaped
    already) with each entry of a list leading to its own address.
    """
    match = request.resolver_match
    path = camel(match.route.rstrip("/")) if match else ""
    here = [one for one in operations() if one.path == path]
    shown = next((one for one in here if one.method == "GET"), None)
    asked = request.GET.dict()
    return {
        "filters": [_asked(part, asked) for part in _queries(shown)],
        "changes": [one for one in here if one.method != "GET"],
        "needs": shown.needs if shown else "",
        "ways": _ways(asked, answered),
        "content": _linked(content, request.path.rstrip("/"), path, answered),
    }


def _queries(shown: Operation | None) -> list[Part]:
    return [part for part in shown.parameters if part.place == "query"] if shown else []


def _asked(part: Part, asked: Mapping[str, str]) -> Part:
    return replace(part, value=asked.get(part.name, ""))


def _ways(asked: Mapping[str, str], answered: object) -> list[tuple[str, dict[str, str]]]:
    """The words and parameters of the pages beside this one."""
    place = answered.get("pagination") if isinstance(answered, dict) else None
    if not place:
        return []
    own = {name: value for name, value in asked.items() if name != "cursor"}
    found = []
    if place["page"] > 1:
        found.append(("Previous page", {**own, "page": str(place["page"] - 1)}))
    if "cursor" not in asked and place["page"] < place["pages"]:
        found.append(("Next page", {**own, "page": str(place["page"] + 1)}))
    if place["cursor"]:
        without = {name: value for name, value in own.items() if name != "page"}
        found.append(("On by cursor", {**without, "cursor": place["cursor"]}))
    return found


def _linked(content: SafeString, address: str, path: str, answered: object) -> SafeString:
    entries = answered.get("data") if isinstance(answered, dict) else None
    inner = re.compile(re.escape(path) + r"/\{\w+\}")
    leads_on = any(one.method == "GET" and inner.fullmatch(one.path) for one in operations())
    if not isinstance(entries, list) or not leads_on:
        return content
    # Ids have no character that means something in HTML, and the rest was escaped before.
    link = rf'\1<a href="{address}/\2">\2</a>\3'
    return mark_safe(_ID.sub(link, content))  # noqa: S308 (as the comment says)
