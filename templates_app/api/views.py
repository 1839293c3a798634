"""Templates, their drafts merged, and their versions."""

from django.urls import reverse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from craftify.api.answers import answer
from craftify.api.etags import etag, refuse_other
from templates_app import actions, queries
from templates_app.api import parse, present
from templates_app.domain import CannotRender, Template
from templates_app.preview import Preview, preview_template
from templates_app.rendering.problems import Severity


class Templates(APIView):
    """The library: page, limit, sortBy, sortOrder, status, category, tag, owner, q, cursor."""

    def get(self, request: ApiRequest) -> Response:
        """A page of the library."""
        page = queries.library(request.member, **parse.listing(request))
        return answer([present.card(one) for one in page.items], page=page)

    def post(self, request: ApiRequest) -> Response:
        """A new draft."""
        made = actions.create_template(actor=request.member, **parse.creation(request))
        place = reverse("api-template", args=[made.id])
        return _template(made, status=201, Location=place)


class OneTemplate(APIView):
    """One template with its draft."""

    def get(self, request: ApiRequest, template_id: str) -> Response:
        """Everything about it; the entity tag is the draft's revision."""
        return _template(queries.template(request.member, template_id))

    def patch(self, request: ApiRequest, template_id: str) -> Response:
        """Change the fields given, starting from `revision` or from the one in `If-Match`."""
        revision, changes = parse.changes(request)
        if "If-Match" in request.headers:
            revision = _matched(request, template_id)
        saved = actions.save_template(
            template_id, actor=request.member, revision=revision, changes=changes
        )
        return _template(saved)

    def delete(self, request: ApiRequest, template_id: str) -> Response:
        """Hide it from everybody."""
        if "If-Match" in request.headers:
            _matched(request, template_id)
        actions.delete_template(template_id, actor=request.member)
        return Response(status=204)


class Render(APIView):
    """The draft as its recipient would see it: {"data": {…}}, or the sample data."""

    def post(self, request: ApiRequest, template_id: str) -> Response:
        """Compile and merge; nothing is stored."""
        data = parse.data(request)
        shown = preview_template(queries.template(request.member, template_id), data)
        _refuse_unrenderable(shown)
        return answer(present.preview(shown))


class Versions(APIView):
    """What was submitted of a template, the latest first."""

    def get(self, request: ApiRequest, template_id: str) -> Response:
        """All versions, without their contents."""
        found = queries.versions(request.member, template_id)
        return answer([present.version_info(one) for one in found])


class OneVersion(APIView):
    """A version with its contents, merge tags in place."""

    def get(self, request: ApiRequest, template_id: str, number: int) -> Response:
        """It never changes; its entity tag is its digest."""
        found = queries.version(request.member, template_id, number)
        return answer(present.version(found), headers={"ETag": etag(found.digest)})


def _template(one: Template, *, status: int = 200, **headers: str) -> Response:
    headers["ETag"] = etag(one.revision)
    return answer(present.template(one), status=status, headers=headers)


def _matched(request: ApiRequest, template_id: str) -> int:
    """The revision that `If-Match` names; a save in between is found by the action."""
    current = queries.template(request.member, template_id).revision
    refuse_other(request, etag(current))
    return current


def _refuse_unrenderable(shown: Preview) -> None:
    errors = [one for one in shown.problems if one.severity == Severity.ERROR]
    if errors:
        where = f"Line {errors[0].line}: " if errors[0].line else ""
        raise CannotRender(
            f"{where}{errors[0].message}",
            line=errors[0].line,
            column=errors[0].column,
            problems=present.problems(shown.problems),
        )
