"""Webhooks, their secrets, and the log of what was sent."""

from django.urls import reverse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.domain import Permission
from accounts.webhooks import actions, domain, queries
from accounts.webhooks.api import parse, present, schemas
from accounts.webhooks.domain import TooManyWebhooks, WebhookOff
from craftify.api.answers import answer
from craftify.api.etags import etag, refuse_other
from craftify.api.fields import nothing
from craftify.api.operations import documented
from craftify.api.schemas import Nothing
from craftify.webhooks.targets import AddressRefused

_UNCACHED = {"Cache-Control": "no-store"}


class Webhooks(APIView):
    """The organization's webhooks, the oldest first."""

    @documented(answer=schemas.Webhook, many=True, needs=Permission.WEBHOOKS_MANAGE)
    def get(self, request: ApiRequest) -> Response:
        """All of them."""
        return answer([present.webhook(one) for one in queries.webhooks(request.member)])

    @documented(
        answer=schemas.WebhookWithSecret,
        status=201,
        body=schemas.WebhookMade,
        refuses=[AddressRefused, TooManyWebhooks],
        etag=True,
        needs=Permission.WEBHOOKS_MANAGE,
    )
    def post(self, request: ApiRequest) -> Response:
        """A new one: {"url", "events", "description", "format"}; `secret` is told only now."""
        made = actions.create(actor=request.member, **parse.creation(request))
        place = reverse("api-webhook", args=[made.id])
        headers = {**_UNCACHED, "Location": place, "ETag": etag(made.revision)}
        return answer(present.with_secret(made), status=201, headers=headers)


class Webhook(APIView):
    """One webhook."""

    @documented(answer=schemas.Webhook, etag=True, needs=Permission.WEBHOOKS_MANAGE)
    def get(self, request: ApiRequest, webhook_id: str) -> Response:
        """Where it goes, what it is told, and how it fares."""
        return _webhook(queries.webhook(request.member, webhook_id))

    @documented(
        answer=schemas.Webhook,
        body=schemas.WebhookChange,
        refuses=[AddressRefused],
        etag=True,
        if_match=True,
        needs=Permission.WEBHOOKS_MANAGE,
    )
    def patch(self, request: ApiRequest, webhook_id: str) -> Response:
        """Change any of url, events, description, format, active."""
        _refuse_other(request, webhook_id)
        after = actions.change(webhook_id, actor=request.member, **parse.change(request))
        return _webhook(after)

    @documented(status=204, if_match=True, needs=Permission.WEBHOOKS_MANAGE)
    def delete(self, request: ApiRequest, webhook_id: str) -> Response:
        """Delete it; what waits is not sent any more."""
        _refuse_other(request, webhook_id)
        actions.delete(webhook_id, actor=request.member)
        return Response(status=204)


class Secrets(APIView):
    """Exchange the secret: {"overlapHours"}, 24 if left out; 0 ends the old one now."""

    @documented(
        answer=schemas.WebhookWithSecret,
        status=201,
        body=schemas.Rotation,
        body_required=False,
        if_match=True,
        needs=Permission.WEBHOOKS_MANAGE,
    )
    def post(self, request: ApiRequest, webhook_id: str) -> Response:
        """The webhook with its new `secret`, told only now."""
        asked = parse.rotation(request)
        _refuse_other(request, webhook_id)
        after = actions.rotate_secret(webhook_id, actor=request.member, **asked)
        return answer(present.with_secret(after), status=201, headers=_UNCACHED)


class Tests(APIView):
    """Send a test event."""

    @documented(
        answer=schemas.Sent,
        status=202,
        body=Nothing,
        body_required=False,
        refuses=[WebhookOff],
        needs=Permission.WEBHOOKS_MANAGE,
    )
    def post(self, request: ApiRequest, webhook_id: str) -> Response:
        """The id of the delivery, which appears in the log when it is sent."""
        nothing(request)
        return answer({"id": actions.test(webhook_id, actor=request.member)}, status=202)


class Deliveries(APIView):
    """The log of a webhook, the latest first: state, page, limit, cursor."""

    @documented(
        answer=schemas.DeliveryCard, query=schemas.Log, paged=True, needs=Permission.WEBHOOKS_MANAGE
    )
    def get(self, request: ApiRequest, webhook_id: str) -> Response:
        """A page of it."""
        page = queries.deliveries(request.member, webhook_id, **parse.listing(request))
        return answer([present.delivery(one) for one in page.items], page=page)


class Delivery(APIView):
    """One delivery."""

    @documented(answer=schemas.Delivery, needs=Permission.WEBHOOKS_MANAGE)
    def get(self, request: ApiRequest, webhook_id: str, delivery_id: str) -> Response:
        """Its body, and what was answered to each attempt."""
        found = queries.delivery(request.member, webhook_id, delivery_id)
        return answer(present.whole_delivery(found))


class Replays(APIView):
    """Send a delivery again."""

    @documented(
        answer=schemas.Delivery,
        status=202,
        body=Nothing,
        body_required=False,
        refuses=[WebhookOff],
        needs=Permission.WEBHOOKS_MANAGE,
    )
    def post(self, request: ApiRequest, webhook_id: str, delivery_id: str) -> Response:
        """The delivery, which waits to be sent."""
        nothing(request)
        after = actions.replay(webhook_id, delivery_id, actor=request.member)
        return answer(present.whole_delivery(after), status=202)


def _webhook(one: domain.Webhook) -> Response:
    return answer(present.webhook(one), headers={"ETag": etag(one.revision)})


def _refuse_other(request: ApiRequest, webhook_id: str) -> None:
    if "If-Match" in request.headers:
        refuse_other(request, etag(queries.webhook(request.member, webhook_id).revision))
