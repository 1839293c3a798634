"""What the API says of itself."""

from typing import Any, NoReturn

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from craftify.api.answers import answer
from craftify.api.endpoints import listed
from craftify.errors import NotFound


class Api(APIView):
    """What this is, and every address."""

    name = "API"
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> Response:
        """Public."""
        about = {
            "name": "Craftify Email",
            "authentication": "POST /api/auth/token, then “Authorization: Bearer …”",
            "health": "/health",
            "endpoints": listed(),
        }
        return answer(about)


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
