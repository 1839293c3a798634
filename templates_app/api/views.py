"""Templates, their drafts merged, and their versions."""

from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.domain import Permission
from craftify.api.answers import answer
from craftify.api.etags import etag
from craftify.api.operations import documented
from craftify.errors import TooLarge
from templates_app import actions, queries
from templates_app.api import parse, present, schemas
from templates_app.api.answering import matched, refuse_unrenderable, template_answer
from templates_app.domain import CannotRender, StaleRevision, TemplateLocked
from templates_app.preview import preview_template, preview_version


class Templates(APIView):
    """The library."""

    @documented(
        answer=schemas.TemplateCard,
        query=schemas.Library,
        paged=True,
        needs=Permission.TEMPLATES_VIEW,
    )
    def get(self, request: ApiRequest) -> Response:
        """A page of the library."""
        page = queries.library(request.member, **parse.listing(request))
        return answer([present.card(one) for one in page.items], page=page)

    @documented(
        answer=schemas.Template,
        status=201,
        body=schemas.TemplateCreation,
        refuses=[TooLarge],
        etag=True,
        needs=Permission.TEMPLATES_EDIT,
    )
    def post(self, request: ApiRequest) -> Response:
        """A new draft."""
        made = actions.create_template(actor=request.member, **parse.creation(request))
        return template_answer(made, status=201)


class TemplateFacets(APIView):
    """How many templates there are, beside each filter of the library."""

    @documented(answer=schemas.Facets, needs=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest) -> Response:
        """In the library, and by status, category and tag."""
        return answer(present.facets(queries.library_facets(request.member)))


class OneTemplate(APIView):
    """One template with its draft."""

    @documented(answer=schemas.Template, etag=True, needs=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest, template_id: str) -> Response:
        """Everything about it; the entity tag is the draft's revision."""
        return template_answer(queries.template(request.member, template_id))

    @documented(
        answer=schemas.Template,
        body=schemas.TemplateChange,
        refuses=[StaleRevision, TemplateLocked],
        etag=True,
        if_match=True,
        needs=Permission.TEMPLATES_EDIT,
    )
    def patch(self, request: ApiRequest, template_id: str) -> Response:
        """Change the fields given, starting from `revision` or from the one in `If-Match`."""
        revision, changes = parse.changes(request)
        named = matched(request, template_id)
        saved = actions.save_template(
            template_id,
            actor=request.member,
            revision=revision if named is None else named,
            changes=changes,
        )
        return template_answer(saved)

    @documented(
        status=204, refuses=[TemplateLocked], if_match=True, needs=Permission.TEMPLATES_DELETE
    )
    def delete(self, request: ApiRequest, template_id: str) -> Response:
        """Hide it from everybody."""
        matched(request, template_id)
        actions.delete_template(template_id, actor=request.member)
        return Response(status=204)


class Render(APIView):
    """The draft as its recipient would see it: {"data": {…}}, or the sample data."""

    @documented(
        answer=schemas.Preview,
        body=schemas.RenderData,
        body_required=False,
        refuses=[CannotRender],
        needs=Permission.TEMPLATES_VIEW,
    )
    def post(self, request: ApiRequest, template_id: str) -> Response:
        """Compile and merge; nothing is stored."""
        data = parse.data(request)
        shown = preview_template(queries.template(request.member, template_id), data)
        refuse_unrenderable(shown)
        return answer(present.preview(shown))


class Versions(APIView):
    """What was submitted of a template, the latest first."""

    @documented(answer=schemas.VersionInfo, many=True, needs=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest, template_id: str) -> Response:
        """All versions, without their contents."""
        found = queries.versions(request.member, template_id)
        return answer([present.version_info(one) for one in found])


class OneVersion(APIView):
    """A version with its contents, merge tags in place."""

    @documented(answer=schemas.Version, etag=True, needs=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest, template_id: str, number: int) -> Response:
        """It never changes; its entity tag is its digest."""
        found = queries.version(request.member, template_id, number)
        return answer(present.version(found), headers={"ETag": etag(found.digest)})


class VersionRender(APIView):
    """A version, approved or not, with {"data": {…}} or the sample data it was submitted with."""

    @documented(
        answer=schemas.Preview,
        body=schemas.RenderData,
        body_required=False,
        refuses=[CannotRender],
        needs=Permission.TEMPLATES_VIEW,
    )
    def post(self, request: ApiRequest, template_id: str, number: int) -> Response:
        """Merge what was compiled when it was submitted; nothing is stored."""
        data = parse.data(request)
        shown = preview_version(queries.version(request.member, template_id, number), data)
        refuse_unrenderable(shown)
        return answer(present.preview(shown))
