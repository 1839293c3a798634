"""Answers as JSON, and as pages for people who open the API in a browser."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.utils.html import escape
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer
from rest_framework.request import Request


class JsonRenderer(BaseRenderer):
    """Plain dictionaries by orjson; instants are text already (`clock.stamp`)."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes; indented on the browsable page."""
        if data is None:
            return b""
        indent = (renderer_context or {}).get("indent")
        return orjson.dumps(data, option=orjson.OPT_INDENT_2 if indent else 0)


class BrowsableRenderer(BrowsableAPIRenderer):
    """DRF's browsable API in our look, without the OPTIONS that this API does not answer."""

    template = "craftify/api.html"

    def get_context(
        self, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What the template shows (`craftify.api.browsing`), without DRF's forms."""
        # Here, because the pages are made of the addresses, which name this renderer.
        from craftify.api import browsing  # noqa: PLC0415

        found = super().get_context(data, accepted_media_type, renderer_context)
        request = renderer_context["request"]._request  # noqa: SLF001 (DRF wraps Django's)
        return {**found, **browsing.context(request, data, escape(found["content"]))}

    def show_form_for_method(
        self, view: Any, method: str, request: Request, obj: Any
    ) -> bool | None:
        """Whether DRF makes its own form; ours are made of the schema."""
        return False


class JsonUnlessHtml(DefaultContentNegotiation):
    """JSON for every `Accept` header that does not ask for HTML; there is no 406 here."""

    def select_renderer(
        self,
        request: Request,
        renderers: Sequence[BaseRenderer],  # type: ignore[override]  # the stubs mean Iterable
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """The renderer, and its media type."""
        try:
            chosen: tuple[BaseRenderer, str]
            chosen = super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            return renderers[0], str(renderers[0].media_type)
        return chosen
