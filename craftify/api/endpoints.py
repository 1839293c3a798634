"""Addresses of the API."""

import re
from collections.abc import Iterator
from typing import cast

from django.urls import URLPattern, URLResolver, get_resolver, path
from rest_framework.views import APIView

from craftify.api.frame import Framed

METHODS = ("get", "post", "put", "patch", "delete")
_PARAMETER = re.compile(r"<\w+:(?P<name>\w+)>")


def endpoint(route: str, view: type[APIView], name: str) -> list[URLPattern]:
    """An address, with and without a slash at its end; `frame` says what all have in common."""
    framed = cast("type[APIView]", type(view.__name__, (Framed, view), {"__doc__": view.__doc__}))
    handler = framed.as_view()
    return [path(route, handler, name=f"api-{name}"), path(f"{route}/", handler)]


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the API with its route, such as `api/templates/<str:template_id>`."""
    for route, pattern in _walk(get_resolver().url_patterns, ""):
        if (pattern.name or "").startswith("api-"):
            yield route, pattern


def listed() -> list[dict[str, object]]:
    """Every address of the API as `{"path": "/api/…/{id}", "methods": [...]}`, sorted."""
    found: list[dict[str, object]] = [
        {"path": camel(route), "methods": [method.upper() for method in _methods(pattern)]}
        for route, pattern in addresses()
    ]
    return sorted(found, key=lambda one: str(one["path"]))


def camel(route: str) -> str:
    """A route as clients write it: `/api/templates/{templateId}`."""
    return f"/{_PARAMETER.sub(_name, route)}"


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern


def _name(parameter: re.Match[str]) -> str:
    first, *others = parameter["name"].split("_")
    return "{" + first + "".join(word.capitalize() for word in others) + "}"


def _methods(pattern: URLPattern) -> list[str]:
    view = pattern.callback.cls  # type: ignore[attr-defined]  # set by DRF's as_view()
    return [method for method in METHODS if hasattr(view, method)]
