"""Submit a template for review."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.web.request import PageRequest
from approvals import actions


@require_POST
def submit(request: PageRequest, template_id: str) -> HttpResponse:
    """Start a review of the draft as it is (`note`), then show it."""
    workflow = actions.submit(template_id, actor=request.member, note=request.POST.get("note", ""))
    messages.success(request, f"Version {workflow.version} was submitted for review.")
    page = reverse("approvals:review", args=[workflow.id])
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return redirect(page)
