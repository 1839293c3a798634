"""What the menus of a template do. A form goes on to a page; HTMX stays where it is."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.web.request import PageRequest
from templates_app import actions, queries


@require_POST
def duplicate(request: PageRequest, template_id: str) -> HttpResponse:
    """A new draft with the same content."""
    copy = actions.duplicate_template(template_id, actor=request.member)
    return _answer(
        request, "templateCreated", copy.id, f"“{copy.name}” was created.", to=_page(copy.id)
    )


@require_POST
def archive(request: PageRequest, template_id: str) -> HttpResponse:
    """Out of the library, with a way back."""
    template = actions.archive_template(template_id, actor=request.member)
    undo = reverse("templates:unarchive", args=[template_id])
    said = f"“{template.name}” was archived."
    return _answer(request, "templateSaved", template_id, said, to=_page(template_id), undo=undo)


@require_POST
def unarchive(request: PageRequest, template_id: str) -> HttpResponse:
    """Back into the library, as a draft."""
    template = actions.unarchive_template(template_id, actor=request.member)
    said = f"“{template.name}” is a draft again."
    return _answer(request, "templateSaved", template_id, said, to=_page(template_id))


@require_POST
def delete(request: PageRequest, template_id: str) -> HttpResponse:
    """Hidden from everybody, with a way back."""
    name = queries.template(request.member, template_id).name
    actions.delete_template(template_id, actor=request.member)
    undo = reverse("templates:restore", args=[template_id])
    library = reverse("templates:library")
    said = f"“{name}” was deleted."
    return _answer(request, "templateDeleted", template_id, said, to=library, undo=undo)


@require_POST
def restore(request: PageRequest, template_id: str) -> HttpResponse:
    """Undo a deletion."""
    template = actions.restore_template(template_id, actor=request.member)
    said = f"“{template.name}” is back."
    return _answer(request, "templateCreated", template_id, said, to=_page(template_id))


def _page(template_id: str) -> str:
    return reverse("templates:template", args=[template_id])


def _answer(
    request: PageRequest, event: str, template_id: str, said: str, *, to: str, undo: str = ""
) -> HttpResponse:
    if request.htmx:
        toast = {"text": said, "undo": undo or None}
        told = {event: {"templateId": template_id, "by": request.member.name}, "toast": toast}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
    # The toast of the next page shows the tags as the address of its “Undo”.
    messages.success(request, said, extra_tags=undo)
    return redirect(to)
