"""What could not be delivered, and trying it again."""

from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.domain import Permission
from accounts.undelivered import actions, domain, queries
from accounts.undelivered.access import NotUndelivered
from accounts.undelivered.api import schemas
from craftify import clock
from craftify.api.answers import answer
from craftify.api.fields import body, query
from craftify.api.operations import documented
from craftify.errors import Invalid, NotFound


class Undelivered(APIView):
    """What was given up, the last one first: page, limit, cursor."""

    @documented(
        answer=schemas.Undelivered,
        query=schemas.Walk,
        paged=True,
        needs=Permission.ORGANIZATION_MANAGE,
    )
    def get(self, request: ApiRequest) -> Response:
        """A page of it."""
        fields = query(request, known=("cursor", "page", "limit"))
        cursor = fields.text("cursor")
        page = queries.undelivered(request.member, cursor=cursor, **fields.page())
        return answer([_shown(one) for one in page.items], page=page)


class Replays(APIView):
    """Try again: {"lane", "id"} one of them, {} all (the last hundred)."""

    @documented(
        answer=schemas.Replayed,
        body=schemas.Replay,
        body_required=False,
        refuses=[NotFound, NotUndelivered],
        needs=Permission.ORGANIZATION_MANAGE,
    )
    def post(self, request: ApiRequest) -> Response:
        """How many are tried again."""
        fields = body(request, known=("lane", "id"))
        lane, entry = fields.text("lane"), fields.text("id")
        if lane is None and entry is None:
            return answer({"replayed": actions.replay_all(actor=request.member)})
        if lane is None or entry is None:
            missing = "lane" if lane is None else "id"
            raise Invalid(f"“{missing}” is missing.", field=missing)
        actions.replay(lane, entry, actor=request.member)
        return answer({"replayed": 1})


def _shown(one: domain.Undelivered) -> schemas.Undelivered:
    return {
        "lane": one.lane,
        "id": one.id,
        "kind": one.kind,
        "type": one.type,
        "at": clock.stamp(one.at),
        "attempts": one.attempts,
        "reason": one.reason,
        "since": clock.stamp(one.since),
    }
