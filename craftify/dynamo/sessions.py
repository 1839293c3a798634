"""Sessions in a table: a session that was ended stays ended.

Django's own classes do the signing and the cookie; this stores. A session ends when it was not used
for `session_idle_hours`, and in any case `session_absolute_hours` after it began.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.exceptions import UpdateError as StoreUpdateError
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from craftify import clock
from craftify.dynamo.table import IndexPlace, Place, Table, name
from craftify.dynamo.transact import Write
from craftify.errors import CraftifyError
from craftify.origin import origin

BEGUN_KEY = "_begun"
USER_KEY = "_auth_user_id"
_KEY = re.compile(r"[a-z0-9]{32}")
NOTED_EVERY = timedelta(minutes=5)  # when a session was used last is exact to this
MAX_AGENT = 300


class SessionsOfUser(GlobalSecondaryIndex["SessionItem"]):
    """Every session of one user, for "sign out everywhere"; sparse."""

    class Meta(IndexPlace):
        index_name = "by_user"
        projection = KeysOnlyProjection()

    user_id = UnicodeAttribute(hash_key=True)
    session_key = UnicodeAttribute(range_key=True)


class SessionItem(Table):
    """A session; `data` is Django's signed text. `agent` and `address` are of its last use."""

    class Meta(Place):
        table_name = name("sessions")

    session_key = UnicodeAttribute(hash_key=True)
    data = UnicodeAttribute()
    user_id = UnicodeAttribute(null=True)
    expires = TTLAttribute()
    agent = UnicodeAttribute(default="")
    address = UnicodeAttribute(default="")
    begun = UnicodeAttribute(null=True)
    used = UnicodeAttribute(null=True)
    by_user = SessionsOfUser()


@dataclass(frozen=True, slots=True)
class Session:
    """One session of a user, for people to see: `id` names it without giving its key away."""

    id: str
    agent: str
    address: str
    begun: datetime
    used: datetime


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
            begun=begun,
            used=clock.stamp(clock.now()),
            agent=origin.get().agent[:MAX_AGENT],
            address=origin.get().address,
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
        """Note that it was used, which moves its end on; at most once in `NOTED_EVERY`."""
        begun = self.decode(item.data).get(BEGUN_KEY)
        end = _end(clock.parse(begun)) if begun else item.expires
        unnoted = clock.now() - clock.parse(item.used) if item.used else NOTED_EVERY
        if unnoted >= NOTED_EVERY or end - item.expires > 2 * NOTED_EVERY:
            changes: list[Action] = [
                SessionItem.expires.set(end),
                SessionItem.used.set(clock.stamp(clock.now())),
            ]
            here = origin.get()
            if here.address:  # a socket has none
                changes.append(SessionItem.agent.set(here.agent[:MAX_AGENT]))
                changes.append(SessionItem.address.set(here.address))
            try:
                item.update(changes, condition=SessionItem.session_key.exists())
            except StoreUpdateError as error:
                # Ended in the meantime: this request is its last.
                if error.cause_response_code != "ConditionalCheckFailedException":
                    raise


def is_alive(session_key: str | None) -> bool:
    """Whether the session has not ended; asking does not count as using it."""
    item = _get(session_key)
    return item is not None and item.expires > clock.now()


def user_of(session_key: str) -> str:
    """Whose session it is; "" when it ended, or nobody signed in. Asking is not using it."""
    item = _get(session_key) if _KEY.fullmatch(session_key) else None
    return (item.user_id or "") if item and item.expires > clock.now() else ""


def id_of(session_key: str) -> str:
    """What a session is called where people or programs see it."""
    return f"ses_{hashlib.sha256(session_key.encode()).hexdigest()[:26]}"


def sessions_of(user_id: str) -> list[Session]:
    """A user's sessions, the one used last first.

    The index is read as it is: on DynamoDB, one that began less than a second ago may be missing.
    """
    found = [
        Session(
            id=id_of(item.session_key),
            agent=item.agent,
            address=item.address,
            begun=clock.parse(item.begun),
            used=clock.parse(item.used),
        )
        for item in SessionItem.batch_get(_keys_of(user_id))
        if item.begun and item.used and item.expires > clock.now()
    ]
    return sorted(found, key=lambda one: one.used, reverse=True)


def end(write: Write, user_id: str, session_id: str, otherwise: CraftifyError) -> None:
    """End one session of a user as part of `write`; `otherwise` when it is not there (any more)."""
    for key in _keys_of(user_id):
        if id_of(key) == session_id:
            write.delete(SessionItem(key), SessionItem.session_key.exists(), otherwise)
            return
    raise otherwise


def clear(user_id: str, *, but: str | None = None) -> None:
    """Delete the sessions of a user, except the one with the key `but`."""
    with SessionItem.batch_write() as batch:
        for key in _keys_of(user_id):
            if key != but:
                batch.delete(SessionItem(key))


def _keys_of(user_id: str) -> list[str]:
    return [item.session_key for item in SessionItem.by_user.query(user_id)]


def _get(session_key: str | None) -> SessionItem | None:
    try:
        return SessionItem.get(session_key, consistent_read=True) if session_key else None
    except SessionItem.DoesNotExist:
        return None


def _end(begun: datetime) -> datetime:
    config = settings.CRAFTIFY
    idle = clock.now() + timedelta(hours=config.session_idle_hours)
    return min(idle, begun + timedelta(hours=config.session_absolute_hours)).replace(microsecond=0)
