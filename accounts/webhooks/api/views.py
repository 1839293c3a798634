"""Webhooks, their secrets, and the log of what was sent."""

from django.urls import reverse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.webhooks import actions, queries
from accounts.webhooks.api import parse, present
from craftify.api.answers import answer

_UNCACHED = {"Cache-Control": "no-store"}


class Webhooks(APIView):
    """The organization's webhooks, the oldest first."""

    def get(self, request: ApiRequest) -> Response:
        """All of them."""
        return answer([present.webhook(one) for one in queries.webhooks(request.member)])

    def post(self, request: ApiRequest) -> Response:
        """A new one: {"url", "events", "description", "format"}; `secret` is told only now."""
        made = actions.create(actor=request.member, **parse.creation(request))
        place = reverse("api-webhook", args=[made.id])
        headers = {**_UNCACHED, "Location": place}
        return answer(present.with_secret(made), status=201, headers=headers)


class Webhook(APIView):
    """One webhook."""

    def get(self, request: ApiRequest, webhook_id: str) -> Response:
        """Where it goes, what it is told, and how it fares."""
        return answer(present.webhook(queries.webhook(request.member, webhook_id)))

    def patch(self, request: ApiRequest, webhook_id: str) -> Response:
        """Change any of url, events, description, format, active."""
        after = actions.change(webhook_id, actor=request.member, **parse.change(request))
        return answer(present.webhook(after))

    def delete(self, request: ApiRequest, webhook_id: str) -> Response:
        """Delete it; what waits is not sent any more."""
        actions.delete(webhook_id, actor=request.member)
        return Response(status=204)


class Secrets(APIView):
    """Exchange the secret: {"overlapHours"}, 24 if left out; 0 ends the old one now."""

    def post(self, request: ApiRequest, webhook_id: str) -> Response:
        """The webhook with its new `secret`, told only now."""
        asked = parse.rotation(request)
        after = actions.rotate_secret(webhook_id, actor=request.member, **asked)
        return answer(present.with_secret(after), status=201, headers=_UNCACHED)


class Tests(APIView):
    """Send a test event."""

    def post(self, request: ApiRequest, webhook_id: str) -> Response:
        """The id of the delivery, which appears in the log when it is sent."""
        parse.nothing(request)
        return answer({"id": actions.test(webhook_id, actor=request.member)}, status=202)


class Deliveries(APIView):
    """The log of a webhook, the latest first: state, page, limit."""

    def get(self, request: ApiRequest, webhook_id: str) -> Response:
        """A page of it."""
        page = queries.deliveries(request.member, webhook_id, **parse.listing(request))
        return answer([present.delivery(one) for one in page.items], page=page)


class Delivery(APIView):
    """One delivery."""

    def get(self, request: ApiRequest, webhook_id: str, delivery_id: str) -> Response:
        """Its body, and what was answered to each attempt."""
        found = queries.delivery(request.member, webhook_id, delivery_id)
        return answer(present.whole_delivery(found))


class Replays(APIView):
    """Send a delivery again."""

    def post(self, request: ApiRequest, webhook_id: str, delivery_id: str) -> Response:
        """The delivery, which waits to be sent."""
        parse.nothing(request)
        after = actions.replay(webhook_id, delivery_id, actor=request.member)
        return answer(present.whole_delivery(after), status=202)
