"""Begin a thread, and answer in one; each in one transaction."""

import hashlib
from dataclasses import replace

from accounts import queries as accounts
from accounts.domain import Member
from approvals.comments import store
from approvals.comments.actions.writing import (
    commented,
    count_blocking,
    note,
    tell,
    thread_of,
)
from approvals.comments.domain import (
    Anchor,
    Comment,
    Spot,
    Thread,
    check_anchor,
    check_comment,
)
from approvals.comments.files import of_comment
from approvals.domain import Workflow
from craftify import clock, ids, outbox
from craftify.dynamo.transact import Write, retried
from craftify.errors import Invalid
from templates_app import access as templates_access
from templates_app.documents import document_of

_ID_LENGTH = 30  # `cmt_` or `thr_` and 26 characters, whoever made it


@retried
def start(
    workflow_id: str,
    *,
    actor: Member,
    words: str,
    anchor: Anchor | None = None,
    blocking: bool = False,
    mentions: tuple[str, ...] = (),
    attachments: tuple[str, ...] = (),
    id: str | None = None,
) -> Thread:
    """A new thread about a place of the version in review.

    `id` is made by the client, so that sending it twice makes one thread.

    Raises:
        Invalid: the words, the place, a mention or a file is not what it must be.
        NotFound, Forbidden: as `access.workflow`, or the actor may not comment.
    """
    workflow = commented(workflow_id, actor)
    thread_id = _checked_id(id, "thr")
    present = store.get(workflow.organization_id, workflow.template_id, thread_id)
    if present:
        return present
    now = clock.now()
    comment = _comment(
        thread_id,
        actor,
        words,
        mentions=mentions,
        attachments=attachments,
        template_id=workflow.template_id,
    )
    thread = Thread(
        id=thread_id,
        organization_id=workflow.organization_id,
        template_id=workflow.template_id,
        workflow_id=workflow.id,
        version=workflow.version,
        anchor=_placed(workflow, anchor or Anchor(), actor),
        blocking=blocking,
        created_by=actor.id,
        created_by_name=actor.name,
        created_at=now,
        comments=(comment,),
    )
    write = Write()
    store.add_thread(write, thread)
    store.add_comment(write, thread, comment)
    count_blocking(write, None, thread, actor, now)
    _said(write, thread, comment, workflow, actor)
    write.commit()
    outbox.nudge()
    return thread


@retried
def reply(
    workflow_id: str,
    thread_id: str,
    *,
    actor: Member,
    words: str,
    mentions: tuple[str, ...] = (),
    attachments: tuple[str, ...] = (),
    id: str | None = None,
) -> Thread:
    """The thread with one more comment; `id` as in `start`.

    Raises:
        Invalid, NotFound, Forbidden: as `start`.
    """
    workflow = commented(workflow_id, actor)
    thread = thread_of(workflow, thread_id)
    comment_id = _checked_id(id, "cmt")
    if any(one.id == comment_id for one in thread.comments):
        return thread
    comment = _comment(
        thread.id,
        actor,
        words,
        mentions=mentions,
        attachments=attachments,
        template_id=workflow.template_id,
    )
    comment = replace(comment, id=comment_id)
    write = Write()
    store.add_comment(write, thread, comment)
    _said(write, thread, comment, workflow, actor)
    write.commit()
    outbox.nudge()
    return replace(thread, comments=(*thread.comments, comment))


def keep(workflow: Workflow, *, actor: Member, words: str) -> Thread:
    """What somebody said with a decision that came too late: nobody's words are lost.

    Sending the same again keeps it once.
    """
    said = f"{workflow.id}\0{actor.id}\0{words.strip()}".encode()
    thread_id = f"thr_{hashlib.sha256(said).hexdigest()[:26]}"
    return start(workflow.id, actor=actor, words=words, id=thread_id)


def _checked_id(given: str | None, kind: str) -> str:
    if given is None:
        return ids.new_id(kind)
    tail = given.removeprefix(f"{kind}_")
    if len(given) != _ID_LENGTH or len(tail) != 26 or not (tail.isascii() and tail.isalnum()):
        raise Invalid(f"An id is “{kind}_” and 26 letters or digits.", field="id")
    return given


def _comment(
    thread_id: str,
    actor: Member,
    words: str,
    *,
    mentions: tuple[str, ...],
    attachments: tuple[str, ...],
    template_id: str,
) -> Comment:
    known = accounts.people(actor.organization_id)
    if not set(mentions) <= set(known):
        raise Invalid("Somebody mentioned is not a member.", field="mentions")
    files = of_comment(actor, attachments, template_id)
    return check_comment(
        Comment(
            id=ids.new_id("cmt"),
            thread_id=thread_id,
            words=words,
            by=actor.id,
            by_name=actor.name,
            at=clock.now(),
            mentions=tuple(dict.fromkeys(mentions)),
            attachments=files,
        )
    )


def _placed(workflow: Workflow, anchor: Anchor, actor: Member) -> Anchor:
    """The anchor with the block's name for people.

    Raises:
        Invalid: the version has no such block.
    """
    check_anchor(anchor)
    if anchor.spot == Spot.WHOLE:
        return Anchor()
    version = templates_access.version(actor, workflow.template_id, workflow.version)
    block = document_of(version).by_id.get(anchor.block_id)
    if not block:
        raise Invalid("This version has no such block.", field="blockId")
    return replace(anchor, label=block.label)


def _said(
    write: Write, thread: Thread, comment: Comment, workflow: Workflow, actor: Member
) -> None:
    note(write, thread, actor, "comment.added", comment=comment.id, words=comment.words)
    tell(
        write,
        workflow,
        thread,
        actor,
        "commentAdded",
        commentId=comment.id,
        mentions=list(comment.mentions),
        blocking=thread.holds,
        told=list(dict.fromkeys((workflow.created_by, *thread.people))),
    )
