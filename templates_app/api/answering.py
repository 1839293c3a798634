"""What several views of templates answer and refuse alike."""

from django.urls import reverse
from rest_framework.response import Response

from accounts.api.request import ApiRequest
from craftify.api.answers import answer
from craftify.api.etags import etag, refuse_other
from templates_app import queries
from templates_app.api import present
from templates_app.domain import CannotRender, Template
from templates_app.preview import Preview
from templates_app.rendering.problems import Severity


def template_answer(one: Template, *, status: int = 200) -> Response:
    """A template with its revision as its entity tag; a new one (201) with its address."""
    headers = {"ETag": etag(one.revision)}
    if status == 201:
        headers["Location"] = reverse("api-template", args=[one.id])
    return answer(present.template(one), status=status, headers=headers)


def matched(request: ApiRequest, template_id: str) -> int | None:
    """The revision that `If-Match` names, if it is sent; a save in between the action finds.

    Raises:
        PreconditionFailed: it names another one.
        NotFound: as `queries.template`.
    """
    if "If-Match" not in request.headers:
        return None
    current = queries.template(request.member, template_id).revision
    refuse_other(request, etag(current))
    return current


def refuse_unrenderable(shown: Preview) -> None:
    """Refuse what does not compile or merge.

    Raises:
        CannotRender: with the place of the first mistake, and all of them in the details.
    """
    errors = [one for one in shown.problems if one.severity == Severity.ERROR]
    if errors:
        where = f"Line {errors[0].line}: " if errors[0].line else ""
        raise CannotRender(
            f"{where}{errors[0].message}",
            line=errors[0].line,
            column=errors[0].column,
            problems=present.problems(shown.problems),
        )
