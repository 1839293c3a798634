"""The audit trail's page: whether it is as it was written, and its export."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.domain import Permission
from accounts.web.request import PageRequest
from craftify.history import checkpoints, export


@require_safe
def audit(request: PageRequest) -> HttpResponse:
    """Verify everything, from nothing but the data, and name what is broken."""
    require(request.member, Permission.AUDIT_VIEW, "see the audit trail")
    context = {
        "report": checkpoints.verify(request.member.organization_id),
        "public_key": checkpoints.public_key(),
    }
    return render(request, "accounts/audit.html", context)


@require_safe
def download(request: PageRequest) -> StreamingHttpResponse:
    """The whole trail as JSON Lines, streamed."""
    require(request.member, Permission.AUDIT_VIEW, "see the audit trail")
    return StreamingHttpResponse(
        export.lines(request.member.organization_id),
        content_type="application/x-ndjson",
        headers={
            "Content-Disposition": 'attachment; filename="audit-trail.jsonl"',
            "Cache-Control": "private, no-store",
        },
    )
