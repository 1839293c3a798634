"""The caller's own notifications, and what they chose to be told."""

from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.notifications import actions, domain, queries
from accounts.notifications.api import parse, present, schemas
from craftify.api.answers import answer
from craftify.api.fields import body, query
from craftify.api.operations import documented
from craftify.api.schemas import Nothing


class Notifications(APIView):
    """What the caller was told in 90 days, the latest first: state, page, limit, cursor."""

    @documented(answer=schemas.Notification, query=schemas.Inbox, paged=True)
    def get(self, request: ApiRequest) -> Response:
        """A page of it."""
        fields = query(request, known=("state", "cursor", "page", "limit"))
        unread = fields.choice("state", parse.State) == parse.State.UNREAD
        page = queries.notifications(
            request.member, unread=unread, cursor=fields.text("cursor"), **fields.page()
        )
        return answer([present.notification(one) for one in page.items], page=page)


class UnreadNotifications(APIView):
    """How much is not read."""

    @documented(answer=schemas.Unread)
    def get(self, request: ApiRequest) -> Response:
        """The count, at most 100."""
        return answer({"unread": queries.unread_count(request.member)})


class NotificationReads(APIView):
    """Mark everything as read."""

    @documented(answer=schemas.MarkedAll, body=Nothing, body_required=False)
    def post(self, request: ApiRequest) -> Response:
        """How much that was."""
        body(request, known=())
        return answer({"read": actions.mark_all(actor=request.member)})


class OneNotification(APIView):
    """One notification of the caller's."""

    @documented(answer=schemas.Notification)
    def get(self, request: ApiRequest, notification_id: str) -> Response:
        """What it says."""
        found = queries.notification(request.member, notification_id)
        return answer(present.notification(found))

    @documented(answer=schemas.Notification, body=schemas.Mark)
    def patch(self, request: ApiRequest, notification_id: str) -> Response:
        """Mark it as read, or as not read: {"read"}."""
        fields = body(request, known=("read",), required=("read",))
        read = bool(fields.flag("read"))
        after = actions.mark(notification_id, actor=request.member, read=read)
        return answer(present.notification(after))


class NotificationChoices(APIView):
    """What the caller is told, where and when."""

    @documented(answer=schemas.Choices)
    def get(self, request: ApiRequest) -> Response:
        """The choices."""
        return answer(domain.told(queries.choices(request.member)))

    @documented(answer=schemas.Choices, body=schemas.ChoicesChange)
    def patch(self, request: ApiRequest) -> Response:
        """Change any of them."""
        before = queries.choices(request.member)
        after = actions.choose(actor=request.member, **parse.choices(request, before))
        return answer(domain.told(after))
