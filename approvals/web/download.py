"""Hand a file out: what was approved, and nothing else."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts.web.request import PageRequest
from approvals import actions
from craftify.errors import Invalid
from craftify.web.files import attachment
from templates_app.exports import ExportFormat


@require_GET
def download(request: PageRequest, template_id: str) -> HttpResponse:
    """`?format=html|mjml|text|eml`, `?version=` (without it the version that the draft equals)."""
    file = actions.release(
        template_id,
        actor=request.member,
        number=_number(request.GET.get("version", "")),
        format=_format(request.GET.get("format", "html")),
    )
    return attachment(file.filename, file.media_type, file.body)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 9 and int(text)):
        raise Invalid("A version is a number from 1 on.", field="version")
    return int(text)


def _format(text: str) -> ExportFormat:
    try:
        return ExportFormat(text)
    except ValueError:
        raise Invalid("A template leaves as html, mjml, text or eml.", field="format") from None
