"""What the API says of itself."""

from typing import Any, NoReturn

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from craftify.api.answers import answer
from craftify.api.endpoints import listed
from craftify.api.fields import MAX_LIMIT
from craftify.api.idempotency.domain import KEPT, LONGEST_KEY
from craftify.api.openapi import VERSION, document
from craftify.api.operations import documented
from craftify.api.renderer import JsonRenderer
from craftify.api.schemas import About
from craftify.errors import NotFound


class Api(APIView):
    """What this is, and every address."""

    name = "API"
    authentication_classes = ()
    permission_classes = ()

    @documented(answer=About)
    def get(self, request: Request) -> Response:
        """Public."""
        return answer(
            {
                "name": "Craftify Email",
                "version": VERSION,
                "authentication": "POST /api/auth/token, then “Authorization: Bearer …”",
                "links": {
                    "self": "/api",
                    "schema": "/api/schema",
                    "documentation": "/api-docs",
                    "health": "/health",
                },
                "limits": {
                    "requestBytes": settings.CRAFTIFY.max_request_bytes,
                    "pageEntries": MAX_LIMIT,
                    "idempotencyKeyCharacters": LONGEST_KEY,
                    "idempotencyKeyHours": int(KEPT.total_seconds() // 3600),
                },
                "endpoints": listed(),
            }
        )


class Schema(APIView):
    """The OpenAPI 3.1 document of everything here."""

    name = "Schema"
    authentication_classes = ()
    permission_classes = ()
    renderer_classes = (JsonRenderer,)

    @documented(answer=None, file="application/json")
    def get(self, request: Request) -> Response:
        """Public, and without the envelope, as tools expect it."""
        return Response(document(), headers={"Cache-Control": "public, max-age=300"})


class Unknown(APIView):
    """Everything else below `/api`."""

    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse whatever the method is.

        Raises:
            NotFound: always.
        """
        raise NotFound("There is nothing at this address. GET /api lists every address.")
