"""Sessions in a table: a session that was ended stays ended.

Django's own classes do the signing and the cookie; this stores. A session ends when it was not used
for `session_idle_hours`, and in any case `session_absolute_hours` after it began.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.exceptions import UpdateError as StoreUpdateError
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from craftify import clock
from craftify.dynamo.table import IndexPlace, Place, Table, name

BEGUN_KEY = "_begun"
USER_KEY = "_auth_user_id"
_KEY = re.compile(r"[a-z0-9]{32}")


class SessionsOfUser(GlobalSecondaryIndex["SessionItem"]):
    """Every session of one user, for "sign out everywhere"; sparse."""

    class Meta(IndexPlace):
        index_name = "by_user"
        projection = KeysOnlyProjection()

    user_id = UnicodeAttribute(hash_key=True)
    session_key = UnicodeAttribute(range_key=True)


class SessionItem(Table):
    """A session; `data` is Django's signed text."""

    class Meta(Place):
        table_name = name("sessions")

    session_key = UnicodeAttribute(hash_key=True)
    data = UnicodeAttribute()
    user_id = UnicodeAttribute(null=True)
    expires = TTLAttribute()
    by_user = SessionsOfUser()


class SessionStore(SessionBase):
    """What `SESSION_ENGINE` names."""

    def _validate_session_key(self, key: str | None) -> bool:
        # What is no key of ours is no key of the store either, which takes 2,048 bytes at most.
        return bool(key and _KEY.fullmatch(key))

    def load(self) -> dict[str, Any]:
        """The session's data, or a new and empty one when it ended."""
        item = _get(self.session_key)
        if item is None or item.expires <= clock.now():
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(item.data)
        self._renew(item)
        return data

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken."""
        return _get(session_key) is not None

    def create(self) -> None:
        """Begin a session under a new key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # stubs lack it
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 (Django's signature)
        """Write the data.

        Raises:
            CreateError: `must_create`, and the key is taken.
            UpdateError: the session was ended in the meantime; it is not brought back.
        """
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # stubs lack it
        begun = data.setdefault(BEGUN_KEY, clock.stamp(clock.now()))
        item = SessionItem(
            self.session_key,
            data=self.encode(data),
            user_id=data.get(USER_KEY),
            expires=_end(clock.parse(begun)),
        )
        key = SessionItem.session_key
        try:
            item.save(condition=key.does_not_exist() if must_create else key.exists())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            raise (CreateError if must_create else UpdateError) from error

    def delete(self, session_key: str | None = None) -> None:
        """End a session; one that is not there is ended already."""
        key = session_key or self.session_key
        if key:
            SessionItem(key).delete()

    def _renew(self, item: SessionItem) -> None:
        """Move the end of an idle session on, at most once in a tenth of its idle time."""
        begun = self.decode(item.data).get(BEGUN_KEY)
        end = _end(clock.parse(begun)) if begun else item.expires
        if end - item.expires > timedelta(hours=settings.CRAFTIFY.session_idle_hours) / 10:
            try:
                item.update(
                    [SessionItem.expires.set(end)], condition=SessionItem.session_key.exists()
                )
            except StoreUpdateError as error:
                # Ended in the meantime: this request is its last.
                if error.cause_response_code != "ConditionalCheckFailedException":
                    raise


def is_alive(session_key: str | None) -> bool:
    """Whether the session has not ended; asking does not count as using it."""
    item = _get(session_key)
    return item is not None and item.expires > clock.now()


def _get(session_key: str | None) -> SessionItem | None:
    try:
        return SessionItem.get(session_key, consistent_read=True) if session_key else None
    except SessionItem.DoesNotExist:
        return None


def _end(begun: datetime) -> datetime:
    config = settings.CRAFTIFY
    idle = clock.now() + timedelta(hours=config.session_idle_hours)
    return min(idle, begun + timedelta(hours=config.session_absolute_hours)).replace(microsecond=0)
