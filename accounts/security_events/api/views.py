"""Security events over the API."""

from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.security_events import asking, queries
from accounts.security_events.api import schemas
from accounts.security_events.domain import LIMIT
from craftify import clock
from craftify.api.answers import answer
from craftify.api.fields import MAX_LIMIT, query
from craftify.api.operations import documented
from craftify.security.events import Record


class SecurityEvents(APIView):
    """What was refused or looked like an attack: kind, severity, person, address, from, to."""

    @documented(
        answer=schemas.SecurityEvents,
        query=schemas.SecurityEventsAsked,
        needs="organization.manage",
    )
    def get(self, request: ApiRequest) -> Response:
        """A page of them, the one that began last first, and `cursor` for the next one."""
        fields = query(request, known=(*asking.NAMES, "cursor", "limit"))
        found, cursor = queries.events(
            request.member,
            asking.wanted({name: fields.text(name) or "" for name in asking.NAMES}),
            cursor=fields.text("cursor"),
            limit=fields.whole("limit", high=MAX_LIMIT) or LIMIT,
        )
        return answer({"events": [_shown(event) for event in found], "cursor": cursor})


def _shown(event: Record) -> schemas.SecurityEvent:
    return {
        "id": event.id,
        "eventType": "security",
        "kind": event.kind.value,
        "severity": event.severity.value,
        "about": event.about,
        "count": event.count,
        "firstAt": clock.stamp(event.first_at),
        "lastAt": clock.stamp(event.last_at),
        "userId": event.user_id or None,
        "ip": event.address,
        "userAgent": event.agent,
        "requestId": event.request_id,
        "details": dict(event.details),
    }
