"""Threads as clients send and see them."""

from typing import Annotated

from pydantic import ConfigDict, Field

from approvals.comments.domain import (
    MAX_ATTACHMENTS,
    MAX_MENTIONS,
    REACTIONS,
    Spot,
    ThreadStatus,
)
from approvals.domain.deciding import MAX_COMMENT
from craftify.api.schemas import Base64, Instant, TypedDict, Whole, words

Said = Annotated[str, words(MAX_COMMENT, lines=True, some=True)]
Mentions = Annotated[list[Annotated[str, words(80, some=True)]], Field(max_length=MAX_MENTIONS)]
Files = Annotated[list[Annotated[str, words(80, some=True)]], Field(max_length=MAX_ATTACHMENTS)]
# Made by the client: sending it twice makes one.
ThreadId = Annotated[str, Field(pattern="^thr_[A-Za-z0-9]{26}$")]
CommentId = Annotated[str, Field(pattern="^cmt_[A-Za-z0-9]{26}$")]


class Anchor(TypedDict, total=False):
    """What a thread is about; a block and a text name the block."""

    spot: Spot
    blockId: Annotated[str, words(64)]
    quote: Annotated[str, words(1000, lines=True)]
    prefix: Annotated[str, words(64, lines=True)]
    suffix: Annotated[str, words(64, lines=True)]


class _Said(TypedDict, total=False):
    words: Annotated[str, words(MAX_COMMENT, lines=True)]
    mentions: Mentions
    attachments: Files


class CommentMade(_Said, total=False):
    """Words, or files, or both."""

    id: CommentId


class ThreadMade(_Said, total=False):
    """The same about a place; a blocking one holds the approval."""

    id: ThreadId
    anchor: Anchor
    blocking: bool


class ThreadChange(TypedDict, total=False):
    """Either of the two."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]  # the name that pydantic reads
        json_schema_extra={"minProperties": 1, "maxProperties": 1}
    )

    status: ThreadStatus
    blocking: bool


class WordsChange(TypedDict):
    """Other words for a comment."""

    words: Said


class Reaction(TypedDict):
    """A sign under a comment."""

    reaction: Annotated[str, Field(json_schema_extra={"enum": list(REACTIONS)})]


class Upload(TypedDict):
    """An image, a PDF or plain text, at most 5 MB."""

    filename: Annotated[str, words(255, some=True)]
    data: Base64


class File(TypedDict):
    """A file beside a comment."""

    id: str
    filename: str
    mediaType: str
    size: Whole


class Comment(TypedDict):
    """One comment."""

    id: str
    words: str
    by: str
    byName: str
    at: Instant
    editedAt: Instant | None
    deleted: bool
    mentions: list[str]
    reactions: dict[str, list[str]]
    attachments: list[File]


class Place(TypedDict):
    """What a thread is about."""

    spot: Spot
    blockId: str
    label: str
    quote: str
    prefix: str
    suffix: str


class Thread(TypedDict):
    """A thread with its comments."""

    id: str
    templateId: str
    approvalId: str
    version: Whole
    anchor: Place
    status: ThreadStatus
    blocking: bool
    createdBy: str
    createdByName: str
    createdAt: Instant
    resolvedByName: str | None
    resolvedAt: Instant | None
    comments: list[Comment]


class PlacedThread(Thread):
    """A thread with its place in the version in review."""

    where: str
    gone: bool
    start: int | None
    end: int | None


class Block(TypedDict):
    """A block of the version in review."""

    id: str
    kind: str
    label: str
    text: str
