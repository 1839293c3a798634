"""Threads, comments, reactions and files of a review."""

from django.http import HttpResponse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.domain import Permission
from approvals.comments import actions, files, queries
from approvals.comments.api import parse, present, schemas
from approvals.comments.domain import NotYours, StaleThread, ThreadStatus
from craftify.api.answers import answer
from craftify.api.fields import query
from craftify.api.operations import documented
from craftify.errors import TooLarge, UnsupportedType
from craftify.web.files import attachment

_REFUSES = (NotYours, StaleThread)
_SCOPE = Permission.APPROVALS_COMMENT  # of a key; people may do it who wrote it


class Threads(APIView):
    """What is said about a version: the whole of it, a block, or a quoted text."""

    @documented(answer=schemas.PlacedThread, many=True, needs=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest, approval_id: str) -> Response:
        """All threads of the template, each with its place in the version in review."""
        query(request, known=())
        found = queries.threads(request.member, approval_id)
        return answer([present.placed(one) for one in found])

    @documented(
        answer=schemas.Thread,
        status=201,
        body=schemas.ThreadMade,
        needs=Permission.APPROVALS_COMMENT,
    )
    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """Begin one: {"words", "anchor", "blocking", "mentions", "attachments", "id"}."""
        made = actions.start(approval_id, actor=request.member, **parse.thread(request))
        return answer(present.thread(made), status=201)


class OneThread(APIView):
    """A thread: resolve, reopen, let it hold the approval or not."""

    @documented(answer=schemas.Thread, body=schemas.ThreadChange, refuses=_REFUSES, scope=_SCOPE)
    def patch(self, request: ApiRequest, approval_id: str, thread_id: str) -> Response:
        """{"status": "resolved" | "open"} or {"blocking": true | false}."""
        status, blocking = parse.change(request)
        actor = request.member
        if blocking is not None:
            after = actions.mark(approval_id, thread_id, actor=actor, blocking=blocking)
        elif status == ThreadStatus.RESOLVED:
            after = actions.resolve(approval_id, thread_id, actor=actor)
        else:
            after = actions.reopen(approval_id, thread_id, actor=actor)
        return answer(present.thread(after))


class Comments(APIView):
    """Answers in a thread: {"words", "mentions", "attachments", "id"}."""

    @documented(
        answer=schemas.Thread,
        status=201,
        body=schemas.CommentMade,
        needs=Permission.APPROVALS_COMMENT,
    )
    def post(self, request: ApiRequest, approval_id: str, thread_id: str) -> Response:
        """The thread with one more comment."""
        said = parse.comment(request)
        after = actions.reply(approval_id, thread_id, actor=request.member, **said)
        return answer(present.thread(after), status=201)


class OneComment(APIView):
    """A comment of one's own."""

    @documented(answer=schemas.Thread, body=schemas.WordsChange, refuses=_REFUSES, scope=_SCOPE)
    def patch(
        self, request: ApiRequest, approval_id: str, thread_id: str, comment_id: str
    ) -> Response:
        """Other words: {"words"}."""
        words = parse.words(request)
        after = actions.edit(approval_id, thread_id, comment_id, actor=request.member, words=words)
        return answer(present.thread(after))

    @documented(answer=schemas.Thread, refuses=_REFUSES, scope=_SCOPE)
    def delete(
        self, request: ApiRequest, approval_id: str, thread_id: str, comment_id: str
    ) -> Response:
        """Its words and files are gone from the thread; the history keeps them."""
        after = actions.delete(approval_id, thread_id, comment_id, actor=request.member)
        return answer(present.thread(after))


class Reactions(APIView):
    """A sign under a comment: {"reaction"}; sending it again takes it away."""

    @documented(
        answer=schemas.Thread,
        body=schemas.Reaction,
        refuses=[StaleThread],
        needs=Permission.APPROVALS_COMMENT,
    )
    def post(
        self, request: ApiRequest, approval_id: str, thread_id: str, comment_id: str
    ) -> Response:
        """The thread with it."""
        sign = parse.reaction(request)
        after = actions.react(
            approval_id, thread_id, comment_id, actor=request.member, reaction=sign
        )
        return answer(present.thread(after))


class Files(APIView):
    """Files for comments: {"filename", "data"} in base 64, then name its id in a comment."""

    @documented(
        answer=schemas.File,
        status=201,
        body=schemas.Upload,
        refuses=[TooLarge, UnsupportedType],
        scope=_SCOPE,
    )
    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """Its id and what it is."""
        kept = files.upload(approval_id, actor=request.member, **parse.file(request))
        return answer(present.file(kept), status=201)


class OneFile(APIView):
    """A file beside a comment."""

    @documented(file="*/*", needs=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest, approval_id: str, file_id: str) -> HttpResponse:
        """The bytes, always as a download."""
        found, data = files.read(approval_id, file_id, actor=request.member)
        return attachment(files.safe_name(found), found.media_type, data)


class Blocks(APIView):
    """The blocks of the version in review, in order; a comment names one of them."""

    @documented(answer=schemas.Block, many=True, needs=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest, approval_id: str) -> Response:
        """Their ids, kinds, names and texts."""
        query(request, known=())
        document = queries.document(request.member, approval_id)
        return answer([present.block(one) for one in document.blocks])
