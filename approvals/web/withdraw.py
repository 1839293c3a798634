"""Take a submission back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.web.request import PageRequest
from approvals import actions


@require_POST
def withdraw(request: PageRequest, workflow_id: str) -> HttpResponse:
    """Cancel the review, then show its template, which is a draft again."""
    workflow = actions.withdraw(workflow_id, actor=request.member)
    messages.success(request, f"The review of version {workflow.version} was withdrawn.")
    page = reverse("templates:template", args=[workflow.template_id])
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return redirect(page)
