"""What the API's views answer."""

from collections.abc import Mapping
from typing import Any

from rest_framework.response import Response

from craftify.api.envelope import success_body
from craftify.dynamo.paging import Page


def answer(
    data: object,
    *,
    status: int = 200,
    page: Page[Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A success; DRF renders it as JSON, or as a page for a browser."""
    return Response(success_body(data, page), status=status, headers=headers)
