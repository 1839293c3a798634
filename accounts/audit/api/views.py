"""The audit trail over the API."""

from django.http import StreamingHttpResponse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.audit import asking, queries
from accounts.audit.api import schemas
from accounts.audit.domain import ALARMS, LIMIT
from accounts.domain import Permission
from craftify.api.answers import answer
from craftify.api.fields import MAX_LIMIT, query
from craftify.api.operations import documented
from craftify.history import Event, checkpoints


class Events(APIView):
    """What happened, the last event first: person, kind, resource, from, to, alarms."""

    @documented(answer=schemas.AuditEvents, query=schemas.EventsAsked, scope=Permission.AUDIT_VIEW)
    def get(self, request: ApiRequest) -> Response:
        """A page of them, and `cursor` for the next one, null at the end."""
        fields = query(request, known=(*asking.NAMES, "cursor", "limit"))
        found, cursor = queries.events(
            request.member,
            asking.wanted({name: fields.text(name) or "" for name in asking.NAMES}),
            cursor=fields.text("cursor"),
            limit=fields.whole("limit", high=MAX_LIMIT) or LIMIT,
        )
        return answer({"events": [_shown(event) for event in found], "cursor": cursor})


class Verification(APIView):
    """Whether the audit trail is as it was written, verified now from nothing but the data."""

    @documented(answer=schemas.Report, scope=Permission.AUDIT_VIEW)
    def get(self, request: ApiRequest) -> Response:
        """How much was verified, and the first broken event of each chain."""
        query(request, known=())
        report = queries.verify(request.member)
        return answer(
            {
                "chains": report.chains,
                "checkpoints": report.checkpoints,
                "publicKey": checkpoints.public_key(),
                "broken": [
                    {"resource": one.resource or None, "seq": one.seq, "message": one.sentence}
                    for one in report.broken
                ],
            }
        )


class Export(APIView):
    """The audit trail as JSON Lines."""

    @documented(file="application/x-ndjson", scope=Permission.AUDIT_VIEW)
    def get(self, request: ApiRequest) -> StreamingHttpResponse:
        """Every event and checkpoint, streamed; docs/audit-format.md says what they hold."""
        query(request, known=())
        return StreamingHttpResponse(
            queries.exported(request.member),
            content_type="application/x-ndjson",
            headers={"Cache-Control": "private, no-store"},
        )


def _shown(event: Event) -> schemas.AuditEvent:
    return {
        "resource": event.resource,
        "seq": event.seq,
        "verb": event.verb,
        "alarm": event.verb in ALARMS,
        "actor": {"id": event.actor_id, "name": event.actor_name},
        "at": event.at,
        "requestId": event.request_id,
        "address": event.address,
        "change": event.change,
        "digest": event.digest(),
    }
