"""What else a page sends about a review: hand over, reassign, escalate, emergency release."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.web.request import PageRequest
from approvals import actions
from approvals.domain import Workflow


@require_POST
def delegate(request: PageRequest, workflow_id: str) -> HttpResponse:
    """Hand one's own seat over (`to`)."""
    after = actions.delegate(workflow_id, actor=request.member, to=request.POST.get("to", ""))
    return _done(request, after, "Your seat was handed over.")


@require_POST
def reassign(request: PageRequest, workflow_id: str) -> HttpResponse:
    """Put somebody else (`to`) into a `seat`."""
    after = actions.reassign(
        workflow_id,
        actor=request.member,
        seat=request.POST.get("seat", ""),
        to=request.POST.get("to", ""),
    )
    return _done(request, after, "Somebody else is asked now.")


@require_POST
def escalate(request: PageRequest, workflow_id: str) -> HttpResponse:
    """Ask the step's stand-ins as well."""
    after = actions.escalate(workflow_id, actor=request.member)
    return _done(request, after, "The people who stand in are asked now.")


@require_POST
def request_override(request: PageRequest, workflow_id: str) -> HttpResponse:
    """Ask for an emergency release (`reason`) of what was shown (`digest`)."""
    after = actions.request_override(
        workflow_id,
        actor=request.member,
        reason=request.POST.get("reason", ""),
        digest=request.POST.get("digest", ""),
    )
    return _done(request, after, "A second administrator has to confirm the emergency release.")


@require_POST
def confirm_override(request: PageRequest, workflow_id: str) -> HttpResponse:
    """Confirm it, for what was shown (`digest`)."""
    after = actions.confirm_override(
        workflow_id, actor=request.member, digest=request.POST.get("digest", "")
    )
    return _done(request, after, f"Version {after.version} was released in an emergency.")


def _done(request: PageRequest, workflow: Workflow, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    page = reverse("approvals:review", args=[workflow.id])
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return redirect(page)
