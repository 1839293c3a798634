"""Threads and comments. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from approvals.domain import check_words
from craftify.errors import Conflict, Forbidden, Invalid

REACTIONS = ("👍", "❤️", "🎉", "👀", "❓", "✅")
MAX_MENTIONS, MAX_ATTACHMENTS, MAX_COMMENTS = 20, 5, 500
_MAX_QUOTE, _MAX_CONTEXT, _MAX_BLOCK_ID = 1000, 64, 64


class ThreadStatus(StrEnum):
    """Whether something is still to be said or done."""

    OPEN = "open"
    RESOLVED = "resolved"


class Spot(StrEnum):
    """What a thread is about."""

    WHOLE = "whole"
    BLOCK = "block"
    TEXT = "text"


class NotYours(Forbidden):
    """Only who wrote a comment changes it; only who blocked, or a manager, unblocks."""


class StaleThread(Conflict):
    """Somebody changed it in between."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """A place in a version: a block of it, and in it a quoted text between its neighbours.

    `label` and `quote` are kept to be shown when the block is gone.
    """

    spot: Spot = Spot.WHOLE
    block_id: str = ""
    label: str = ""
    quote: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file beside a comment."""

    id: str
    filename: str
    media_type: str
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """What somebody said. A deleted one keeps its place and loses its words."""

    id: str
    thread_id: str
    words: str
    by: str
    by_name: str
    at: datetime
    edited_at: datetime | None = None
    deleted: bool = False
    mentions: tuple[str, ...] = ()
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    revision: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Thread:
    """A conversation about one place; a blocking open one holds the approval."""

    id: str
    organization_id: str
    template_id: str
    workflow_id: str
    version: int
    anchor: Anchor
    blocking: bool
    status: ThreadStatus = ThreadStatus.OPEN
    created_by: str
    created_by_name: str
    created_at: datetime
    resolved_by_name: str = ""
    resolved_at: datetime | None = None
    comments: tuple[Comment, ...] = ()
    revision: int = 1

    @property
    def holds(self) -> bool:
        """Whether it holds the approval now."""
        return self.blocking and self.status == ThreadStatus.OPEN

    @property
    def people(self) -> tuple[str, ...]:
        """Who said something in it, each once."""
        return tuple(dict.fromkeys(one.by for one in self.comments))


def check_comment(comment: Comment) -> Comment:
    """The comment with its words trimmed.

    Raises:
        Invalid: it says nothing, too much, or to too many.
    """
    words = comment.words.strip()
    check_words(words, "comment")
    if not words and not comment.attachments:
        raise Invalid("Write something, or attach a file.", field="comment")
    if len(comment.mentions) > MAX_MENTIONS:
        raise Invalid(f"At most {MAX_MENTIONS} people are mentioned at once.", field="mentions")
    if len(comment.attachments) > MAX_ATTACHMENTS:
        raise Invalid(f"At most {MAX_ATTACHMENTS} files fit.", field="attachments")
    return replace(comment, words=words)


def check_anchor(anchor: Anchor) -> None:
    """Refuse an anchor that could not be found again.

    Raises:
        Invalid: with the field's name.
    """
    if anchor.spot != Spot.WHOLE and not 0 < len(anchor.block_id) <= _MAX_BLOCK_ID:
        raise Invalid("Say on which block the comment is.", field="blockId")
    if anchor.spot == Spot.TEXT and not anchor.quote.strip():
        raise Invalid("Say which words the comment is about.", field="quote")
    too_long = (
        len(anchor.quote) > _MAX_QUOTE or max(len(anchor.prefix), len(anchor.suffix)) > _MAX_CONTEXT
    )
    if too_long or "\0" in f"{anchor.quote}{anchor.prefix}{anchor.suffix}{anchor.block_id}":
        raise Invalid(f"At most {_MAX_QUOTE} characters can be quoted.", field="quote")


def edited(comment: Comment, words: str, *, by: str, now: datetime) -> Comment:
    """The comment with other words.

    Raises:
        NotYours: somebody else wrote it.
        Invalid: it is deleted, or the words are not what they must be.
    """
    _refuse_stranger(comment, by)
    if comment.deleted:
        raise Invalid("This comment was deleted.", field="comment")
    return replace(check_comment(replace(comment, words=words)), edited_at=now)


def deleted(comment: Comment, *, by: str) -> Comment:
    """The comment without its words and files.

    Raises:
        NotYours: somebody else wrote it.
    """
    _refuse_stranger(comment, by)
    return replace(comment, words="", attachments=(), mentions=(), deleted=True)


def reacted(comment: Comment, reaction: str, *, by: str) -> Comment:
    """The comment with somebody's reaction, or without it when it was there.

    Raises:
        Invalid: there is no such reaction, or the comment is deleted.
    """
    if reaction not in REACTIONS or comment.deleted:
        raise Invalid(f"Choose one of {' '.join(REACTIONS)}.", field="reaction")
    people = comment.reactions.get(reaction, ())
    people = tuple(one for one in people if one != by) if by in people else (*people, by)
    reactions = {**comment.reactions, reaction: people}
    return replace(comment, reactions={key: who for key, who in reactions.items() if who})


def resolved(thread: Thread, *, by: str, by_name: str, lifts: bool, now: datetime) -> Thread:
    """The thread, resolved. `lifts`: the person may lift what others block.

    Raises:
        NotYours: it blocks, and somebody else said so.
        StaleThread: it is resolved already.
    """
    if thread.status == ThreadStatus.RESOLVED:
        raise StaleThread(f"{thread.resolved_by_name} resolved this thread already.")
    _refuse_lifting(thread, by, lifts=lifts)
    return replace(thread, status=ThreadStatus.RESOLVED, resolved_by_name=by_name, resolved_at=now)


def reopened(thread: Thread) -> Thread:
    """The thread, open again; it holds the approval again if it is blocking.

    Raises:
        StaleThread: it is open.
    """
    if thread.status == ThreadStatus.OPEN:
        raise StaleThread("This thread is open already.")
    return replace(thread, status=ThreadStatus.OPEN, resolved_by_name="", resolved_at=None)


def marked(thread: Thread, *, blocking: bool, by: str, lifts: bool) -> Thread:
    """The thread, blocking or not.

    Raises:
        NotYours: it stops blocking, and somebody else said that it blocks.
    """
    if thread.blocking and not blocking:
        _refuse_lifting(thread, by, lifts=lifts)
    return replace(thread, blocking=blocking)


def _refuse_stranger(comment: Comment, by: str) -> None:
    if comment.by != by:
        raise NotYours(f"Only {comment.by_name} may change this comment.")


def _refuse_lifting(thread: Thread, by: str, *, lifts: bool) -> None:
    if thread.holds and by != thread.created_by and not lifts:
        raise NotYours(
            f"This thread blocks the approval. {thread.created_by_name}, or a manager who had no "
            "part in this version, resolves it."
        )
