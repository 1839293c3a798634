"""New templates from others, from files and from starters; templates put away and taken back."""

from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.domain import Permission
from craftify.api.answers import answer
from craftify.api.fields import nothing
from craftify.api.operations import documented
from craftify.api.schemas import Nothing
from craftify.errors import Forbidden, NotFound, TooLarge, UnsupportedType
from templates_app import access, actions
from templates_app import preview as previewing
from templates_app.api import parse, present, schemas
from templates_app.api.answering import matched, refuse_unrenderable, template_answer
from templates_app.domain import CannotRender, TemplateLocked
from templates_app.starters import Starter, all_starters


class Uploads(APIView):
    """A new draft from a .mjml or .html file: its bytes in base 64."""

    @documented(
        answer=schemas.Template,
        status=201,
        body=schemas.Upload,
        refuses=[TooLarge, UnsupportedType],
        etag=True,
        needs=Permission.TEMPLATES_EDIT,
    )
    def post(self, request: ApiRequest) -> Response:
        """The draft; the file's title or name is its name unless `name` is given."""
        access.permitted(request.member, Permission.TEMPLATES_EDIT)
        made = actions.create_template(actor=request.member, **parse.upload(request))
        return template_answer(made, status=201)


class Previews(APIView):
    """A source that is not stored, as its recipient would see it."""

    @documented(
        answer=schemas.Preview,
        body=schemas.Unsaved,
        refuses=[CannotRender, TooLarge],
        needs=Permission.TEMPLATES_VIEW,
    )
    def post(self, request: ApiRequest) -> Response:
        """Compile and merge; nothing is stored."""
        access.permitted(request.member, Permission.TEMPLATES_VIEW)
        shown = previewing.preview(**parse.unsaved(request))
        refuse_unrenderable(shown)
        return answer(present.preview(shown))


class Starters(APIView):
    """Emails to begin with."""

    @documented(answer=schemas.StarterCard, many=True, scope=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest) -> Response:
        """All of them, without their sources."""
        return answer([present.starter_card(one) for one in all_starters()])


class OneStarter(APIView):
    """An email to begin with: send its fields to `POST /api/templates`."""

    @documented(answer=schemas.Starter, scope=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest, slug: str) -> Response:
        """With its source (MJML) and its sample data."""
        return answer(present.starter(_starter(slug)))


class Copies(APIView):
    """A new draft with the same content."""

    @documented(
        answer=schemas.Template,
        status=201,
        body=Nothing,
        body_required=False,
        etag=True,
        needs=Permission.TEMPLATES_EDIT,
    )
    def post(self, request: ApiRequest, template_id: str) -> Response:
        """The copy, named “… (copy)”."""
        nothing(request)
        made = actions.duplicate_template(template_id, actor=request.member)
        return template_answer(made, status=201)


class Archive(APIView):
    """Out of the library, with a way back."""

    @documented(
        answer=schemas.Template,
        body=Nothing,
        body_required=False,
        refuses=[TemplateLocked],
        etag=True,
        if_match=True,
        needs=Permission.TEMPLATES_EDIT,
    )
    def post(self, request: ApiRequest, template_id: str) -> Response:
        """The archived template; archiving it again changes nothing."""
        nothing(request)
        matched(request, template_id)
        return template_answer(actions.archive_template(template_id, actor=request.member))


class Unarchive(APIView):
    """Back into the library."""

    @documented(
        answer=schemas.Template,
        body=Nothing,
        body_required=False,
        etag=True,
        if_match=True,
        needs=Permission.TEMPLATES_EDIT,
    )
    def post(self, request: ApiRequest, template_id: str) -> Response:
        """The template as a draft."""
        nothing(request)
        matched(request, template_id)
        return template_answer(actions.unarchive_template(template_id, actor=request.member))


class Restoration(APIView):
    """Undo a deletion."""

    @documented(
        answer=schemas.Template,
        body=Nothing,
        body_required=False,
        etag=True,
        needs=Permission.TEMPLATES_DELETE,
    )
    def post(self, request: ApiRequest, template_id: str) -> Response:
        """The template that is back."""
        nothing(request)
        return template_answer(actions.restore_template(template_id, actor=request.member))


class BulkChanges(APIView):
    """One thing done with up to 100 templates; one refusal stops none of the others."""

    @documented(
        answer=schemas.BulkResult,
        many=True,
        body=schemas.BulkChange,
        refuses=[Forbidden],
        scope=Permission.TEMPLATES_EDIT,
    )
    def post(self, request: ApiRequest) -> Response:
        """What became of each, in the order of the ids."""
        results = actions.change_many(actor=request.member, **parse.bulk(request))
        return answer([present.bulk_result(one) for one in results])


def _starter(slug: str) -> Starter:
    found = next((one for one in all_starters() if one.slug == slug), None)
    if not found:
        raise NotFound("There is no such starter. GET /api/starters lists them.")
    return found
