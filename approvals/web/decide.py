"""Approve, reject or request changes, as the decision bar sends it."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.web.request import PageRequest
from approvals import actions, queries
from approvals.domain import (
    AlreadyDecided,
    AlreadyVoted,
    BlockingThreads,
    DecisionKind,
    DigestMismatch,
    Tampered,
    Workflow,
)
from approvals.web.page import DID
from approvals.web.review import PAGE, shown
from approvals.web.since import since
from craftify.errors import CraftifyError, Invalid

_TOO_LATE = (AlreadyDecided, AlreadyVoted, BlockingThreads, DigestMismatch, Tampered)


@require_POST
def decide(request: PageRequest, workflow_id: str) -> HttpResponse:
    """Decide (`decision`, `comment`) about what was shown (`digest`)."""
    try:
        workflow = actions.decide(
            workflow_id,
            actor=request.member,
            kind=_kind(request.POST.get("decision", "")),
            comment=request.POST.get("comment", ""),
            digest=request.POST.get("digest", ""),
        )
    except Invalid as refusal:
        return _refused(request, workflow_id, refusal, status=422)
    except _TOO_LATE as refusal:
        return _refused(request, workflow_id, refusal, status=409)
    if request.htmx:
        return _told(HttpResponse(status=204), workflow)
    did = "approved a step of" if workflow.is_open else DID[workflow.status]
    messages.success(request, f"You {did} version {workflow.version}.")
    return redirect("approvals:review", workflow.id)


def _kind(text: str) -> DecisionKind:
    try:
        return DecisionKind(text)
    except ValueError:
        raise Invalid("Choose to approve, to request changes or to reject.") from None


def _refused(
    request: PageRequest, workflow_id: str, refusal: CraftifyError, *, status: int
) -> HttpResponse:
    workflow = queries.workflow(request.member, workflow_id)
    differs = isinstance(refusal, DigestMismatch)
    if request.htmx and status == 409 and not differs:
        sentence = {"sentence": refusal.sentence}
        return _told(render(request, "partials/error.html", sentence, status=status), workflow)
    # What came too late was kept as a comment; anything else goes back into the form.
    unsent = "" if isinstance(refusal, AlreadyDecided) else request.POST.get("comment", "")
    part = f"{PAGE}#decision" if request.htmx else PAGE
    context = shown(request, workflow, refusal=refusal.sentence, unsent=unsent)
    if differs:
        context["since"] = since(request.member, workflow, request.POST.get("digest", ""))
    return render(request, part, context, status=status)


def _told(response: HttpResponse, workflow: Workflow) -> HttpResponse:
    """Let the bar and every other region refresh, whether or not the socket is open."""
    event = {"approvalId": workflow.id, "templateId": workflow.template_id}
    response["HX-Trigger"] = json.dumps({"approvalDecided": event})
    return response
