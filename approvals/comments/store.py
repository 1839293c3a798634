"""Reads and writes of threads and comments."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from pynamodb.expressions.condition import Condition

from approvals.comments.domain import (
    Anchor,
    Attachment,
    Comment,
    StaleThread,
    Thread,
    ThreadStatus,
)
from approvals.models import AttachmentItem, BlockingItem, CommentItem, ThreadItem
from craftify import clock
from craftify.dynamo.transact import Write

_ANCHOR = TypeAdapter(Anchor)
_ATTACHMENTS = TypeAdapter(tuple[Attachment, ...])
_LONGEST_ID = 64  # ours are shorter; the store refuses keys that are empty or too long
_STALE = StaleThread("Somebody changed this in between. Look again, then repeat it.")


def key(organization_id: str, template_id: str) -> str:
    """Where a template's threads are."""
    return f"{organization_id}#{template_id}"


def get(organization_id: str, template_id: str, thread_id: str) -> Thread | None:
    """A thread with its comments, read consistently."""
    home = key(organization_id, template_id)
    try:
        item = ThreadItem.get(home, thread_id, consistent_read=True)
    except ThreadItem.DoesNotExist:
        return None
    found = CommentItem.query(
        home, CommentItem.id.startswith(f"{thread_id}#"), consistent_read=True
    )
    return _thread(item, tuple(map(_comment, found)))


def of_template(organization_id: str, template_id: str) -> tuple[Thread, ...]:
    """A template's threads in the order in which they were begun."""
    home = key(organization_id, template_id)
    comments: Mapping[str, list[Comment]] = defaultdict(list)
    for item in CommentItem.query(home, consistent_read=True):
        comments[item.id.partition("#")[0]].append(_comment(item))
    items = ThreadItem.query(home, consistent_read=True)
    return tuple(_thread(item, tuple(comments[item.id])) for item in items)


def blocking(organization_id: str, template_id: str) -> int:
    """How many open threads hold a template's approval."""
    try:
        item = BlockingItem.get(key(organization_id, template_id), consistent_read=True)
    except BlockingItem.DoesNotExist:
        return 0
    return int(item.threads)


def refuse_other_count(write: Write, organization_id: str, template_id: str, count: int) -> None:
    """Demand that `blocking` is still `count` when `write` is done (else it races)."""
    write.check(BlockingItem, (key(organization_id, template_id),), _counted(count))


def count_blocking(
    write: Write, organization_id: str, template_id: str, before: int, after: int
) -> None:
    """Change the count that was read (else it races)."""
    item = BlockingItem(key(organization_id, template_id), threads=after)
    write.put(item, _counted(before))


def add_thread(write: Write, thread: Thread) -> None:
    """A new thread, without its comments."""
    item = ThreadItem(key(thread.organization_id, thread.template_id), thread.id, **_plain(thread))
    write.put(item, ThreadItem.id.does_not_exist())


def replace_thread(write: Write, old: Thread, new: Thread) -> None:
    """Put a thread into the place of the one that was read; the commit raises StaleThread."""
    plain = _plain(new) | {"revision": old.revision + 1}
    item = ThreadItem(key(old.organization_id, old.template_id), old.id, **plain)
    write.put(item, ThreadItem.revision == old.revision, _STALE)


def add_comment(write: Write, thread: Thread, comment: Comment) -> None:
    """A new comment; one of this id that is there already makes the write race."""
    write.put(_item(thread, comment), CommentItem.id.does_not_exist())


def replace_comment(write: Write, thread: Thread, old: Comment, new: Comment) -> None:
    """Put a comment into the place of the one that was read (else it races)."""
    item = _item(thread, new)
    item.revision = old.revision + 1
    write.put(item, CommentItem.revision == old.revision)


def add_file(
    write: Write, organization_id: str, template_id: str, file: Attachment, by: str
) -> None:
    """A file that a comment may name."""
    item = AttachmentItem(
        organization_id,
        file.id,
        template_id=template_id,
        filename=file.filename,
        media_type=file.media_type,
        size=file.size,
        by=by,
    )
    write.put(item, AttachmentItem.id.does_not_exist())


def file(organization_id: str, file_id: str) -> tuple[Attachment, str, str] | None:
    """A file, the template that it belongs to, and who uploaded it."""
    if not 0 < len(file_id) <= _LONGEST_ID:
        return None
    try:
        item = AttachmentItem.get(organization_id, file_id)
    except AttachmentItem.DoesNotExist:
        return None
    found = Attachment(
        id=item.id, filename=item.filename, media_type=item.media_type, size=int(item.size)
    )
    return found, item.template_id, item.by


def _counted(count: int) -> Condition:
    same: Condition = BlockingItem.threads == count
    none: Condition = BlockingItem.template_key.does_not_exist()
    return same if count else none | same


def _plain(thread: Thread) -> dict[str, Any]:
    return {
        "workflow_id": thread.workflow_id,
        "version": thread.version,
        "anchor": _ANCHOR.dump_python(thread.anchor, mode="json"),
        "blocking": thread.blocking,
        "status": thread.status.value,
        "created_by": thread.created_by,
        "created_by_name": thread.created_by_name,
        "created_at": clock.stamp(thread.created_at),
        "resolved_by_name": thread.resolved_by_name or None,
        "resolved_at": clock.stamp(thread.resolved_at) if thread.resolved_at else None,
        "revision": thread.revision,
    }


def _thread(item: ThreadItem, comments: tuple[Comment, ...]) -> Thread:
    organization_id, template_id = item.template_key.split("#")
    return Thread(
        id=item.id,
        organization_id=organization_id,
        template_id=template_id,
        workflow_id=item.workflow_id,
        version=int(item.version),
        anchor=_ANCHOR.validate_python(item.anchor),
        blocking=bool(item.blocking),
        status=ThreadStatus(item.status),
        created_by=item.created_by,
        created_by_name=item.created_by_name,
        created_at=clock.parse(item.created_at),
        resolved_by_name=item.resolved_by_name or "",
        resolved_at=clock.parse(item.resolved_at) if item.resolved_at else None,
        comments=tuple(sorted(comments, key=lambda one: (one.at, one.id))),
        revision=int(item.revision),
    )


def _item(thread: Thread, comment: Comment) -> CommentItem:
    return CommentItem(
        key(thread.organization_id, thread.template_id),
        f"{thread.id}#{comment.id}",
        words=comment.words,
        by=comment.by,
        by_name=comment.by_name,
        at=clock.stamp(comment.at),
        edited_at=clock.stamp(comment.edited_at) if comment.edited_at else None,
        deleted=comment.deleted,
        mentions=list(comment.mentions),
        reactions={reaction: list(people) for reaction, people in comment.reactions.items()},
        attachments=_ATTACHMENTS.dump_python(comment.attachments, mode="json"),
        revision=comment.revision,
    )


def _comment(item: CommentItem) -> Comment:
    thread_id, _, comment_id = item.id.partition("#")
    return Comment(
        id=comment_id,
        thread_id=thread_id,
        words=item.words,
        by=item.by,
        by_name=item.by_name,
        at=clock.parse(item.at),
        edited_at=clock.parse(item.edited_at) if item.edited_at else None,
        deleted=bool(item.deleted),
        mentions=tuple(item.mentions),
        reactions={reaction: tuple(people) for reaction, people in item.reactions.items()},
        attachments=_ATTACHMENTS.validate_python(item.attachments),
        revision=int(item.revision),
    )
