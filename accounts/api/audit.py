"""The audit trail over the API."""

from django.http import StreamingHttpResponse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import require
from accounts.api.request import ApiRequest
from accounts.domain import Permission
from craftify.api.answers import answer
from craftify.api.fields import query
from craftify.history import checkpoints, export


class Verification(APIView):
    """Whether the audit trail is as it was written, verified now from nothing but the data."""

    def get(self, request: ApiRequest) -> Response:
        """How much was verified, and the first broken event of each chain."""
        query(request, known=())
        require(request.member, Permission.AUDIT_VIEW, "see the audit trail")
        report = checkpoints.verify(request.member.organization_id)
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


class Trail(APIView):
    """The audit trail as JSON Lines."""

    def get(self, request: ApiRequest) -> StreamingHttpResponse:
        """Every event and checkpoint, streamed; docs/audit-format.md says what they hold."""
        query(request, known=())
        require(request.member, Permission.AUDIT_VIEW, "see the audit trail")
        return StreamingHttpResponse(
            export.lines(request.member.organization_id),
            content_type="application/x-ndjson",
            headers={"Cache-Control": "private, no-store"},
        )
