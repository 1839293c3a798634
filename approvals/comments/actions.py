"""Say something about a version, answer, react, resolve; each in one transaction."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts import queries as accounts
from accounts.domain import Member, Permission
from approvals import access, domain
from approvals.actions.writing import publish, record
from approvals.comments import store
from approvals.comments.domain import (
    Anchor,
    Comment,
    Spot,
    Thread,
    check_anchor,
    check_comment,
    deleted,
    edited,
    marked,
    reacted,
    reopened,
    resolved,
)
from approvals.comments.files import of_comment
from approvals.domain import Workflow
from approvals.store import workflows
from craftify import clock, history, ids, outbox
from craftify.dynamo.transact import RacedError, Write, retried
from craftify.errors import Forbidden, Invalid, NotFound
from templates_app import access as templates_access
from templates_app.documents import document_of
from templates_app.store import templates

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
    workflow = _commented(workflow_id, actor)
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
    _count(write, None, thread, actor, now)
    _tell(write, thread, comment, workflow, actor)
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
    workflow = _commented(workflow_id, actor)
    thread = _thread(workflow, thread_id)
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
    _tell(write, thread, comment, workflow, actor)
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


def edit(workflow_id: str, thread_id: str, comment_id: str, *, actor: Member, words: str) -> Thread:
    """The thread with other words in a comment of the actor's own.

    Raises:
        NotYours, Invalid: see `domain.edited`.
        NotFound, Forbidden: as `start`.
    """
    return _changed_comment(
        workflow_id,
        thread_id,
        comment_id,
        actor=actor,
        verb="comment.edited",
        rule=lambda one: edited(one, words, by=actor.id, now=clock.now()),
    )


def delete(workflow_id: str, thread_id: str, comment_id: str, *, actor: Member) -> Thread:
    """The thread without the words of a comment of the actor's own; the history keeps them.

    Raises:
        NotYours: somebody else wrote it.
        NotFound, Forbidden: as `start`.
    """
    return _changed_comment(
        workflow_id,
        thread_id,
        comment_id,
        actor=actor,
        verb="comment.deleted",
        rule=lambda one: deleted(one, by=actor.id),
    )


def react(
    workflow_id: str, thread_id: str, comment_id: str, *, actor: Member, reaction: str
) -> Thread:
    """The thread with the actor's reaction to a comment, or without it when it was there.

    Raises:
        Invalid: there is no such reaction.
        NotFound, Forbidden: as `start`.
    """
    return _changed_comment(
        workflow_id,
        thread_id,
        comment_id,
        actor=actor,
        verb="comment.reacted",
        rule=lambda one: reacted(one, reaction, by=actor.id),
    )


def resolve(workflow_id: str, thread_id: str, *, actor: Member) -> Thread:
    """The thread, resolved; if it blocked, it holds the approval no more.

    Raises:
        NotYours, StaleThread: see `domain.resolved`.
        NotFound, Forbidden: as `start`.
    """
    return _changed_thread(
        workflow_id,
        thread_id,
        actor=actor,
        event="threadResolved",
        rule=lambda one, lifts: resolved(
            one, by=actor.id, by_name=actor.name, lifts=lifts, now=clock.now()
        ),
    )


def reopen(workflow_id: str, thread_id: str, *, actor: Member) -> Thread:
    """The thread, open again.

    Raises:
        StaleThread: it is open.
        NotFound, Forbidden: as `start`.
    """
    return _changed_thread(
        workflow_id,
        thread_id,
        actor=actor,
        event="threadReopened",
        rule=lambda one, _lifts: reopened(one),
    )


def mark(workflow_id: str, thread_id: str, *, actor: Member, blocking: bool) -> Thread:
    """The thread, blocking or not.

    Raises:
        NotYours: it stops blocking, and somebody else said that it blocks.
        NotFound, Forbidden: as `start`.
    """
    return _changed_thread(
        workflow_id,
        thread_id,
        actor=actor,
        event="threadMarked",
        rule=lambda one, lifts: marked(one, blocking=blocking, by=actor.id, lifts=lifts),
    )


@retried
def _changed_comment(
    workflow_id: str,
    thread_id: str,
    comment_id: str,
    *,
    actor: Member,
    verb: str,
    rule: Callable[[Comment], Comment],
) -> Thread:
    workflow = _commented(workflow_id, actor)
    thread = _thread(workflow, thread_id)
    old = next((one for one in thread.comments if one.id == comment_id), None)
    if not old:
        raise NotFound("There is no such comment.")
    new = rule(old)
    write = Write()
    store.replace_comment(write, thread, old, new)
    _record(write, thread, actor, verb, comment=old.id, before=old.words, after=new.words)
    _publish(write, workflow, thread, actor, "commentChanged", commentId=old.id)
    write.commit()
    outbox.nudge()
    comments = tuple(new if one.id == old.id else one for one in thread.comments)
    return replace(thread, comments=comments)


@retried
def _changed_thread(
    workflow_id: str,
    thread_id: str,
    *,
    actor: Member,
    event: str,
    rule: Callable[[Thread, bool], Thread],
) -> Thread:
    workflow = _commented(workflow_id, actor)
    old = _thread(workflow, thread_id)
    lifts = access.manages(actor) and actor.id not in workflow.authors
    new = rule(old, lifts)
    if new == old:
        return old
    now = clock.now()
    write = Write()
    store.replace_thread(write, old, new)
    _count(write, old, new, actor, now)
    _record(
        write,
        new,
        actor,
        f"thread.{event.removeprefix('thread').lower()}",
        before={"status": old.status.value, "blocking": old.blocking},
        after={"status": new.status.value, "blocking": new.blocking},
    )
    _publish(write, workflow, new, actor, event, blocking=new.holds, told=list(new.people))
    write.commit()
    outbox.nudge()
    return new


def _commented(workflow_id: str, actor: Member) -> Workflow:
    workflow = access.workflow(actor, workflow_id)
    if not access.may_comment(actor, workflow):
        raise Forbidden(
            f"As {actor.role} of {actor.organization.name} you may not comment, unless a review "
            "asks you to.",
            permission=Permission.APPROVALS_COMMENT.value,
        )
    return workflow


def _thread(workflow: Workflow, thread_id: str) -> Thread:
    found = store.get(workflow.organization_id, workflow.template_id, thread_id)
    if not found:
        raise NotFound("There is no such thread.")
    return found


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


def _count(write: Write, old: Thread | None, new: Thread, actor: Member, now: datetime) -> None:
    """Keep count of what holds the approval: at the template, and in its open review."""
    change = int(new.holds) - int(bool(old and old.holds))
    if not change:
        return
    before = store.blocking(new.organization_id, new.template_id)
    store.count_blocking(write, new.organization_id, new.template_id, before, before + change)
    template = templates.get(new.organization_id, new.template_id)
    if not template:
        raise NotFound("The template of this review is gone.")
    if not template.review_id:
        # A submission at this moment counts this thread, or this is tried again.
        templates.refuse_change(write, template)
        return
    review = workflows.get(new.organization_id, template.review_id)
    if not review or not review.is_open:
        raise RacedError
    after = workflows.replace(write, review, domain.with_blocking(review, change, now=now))
    verb = "approval.blocked" if change > 0 else "approval.unblocked"
    record(write, after, actor=actor, verb=verb, thread=new.id)


def _tell(
    write: Write, thread: Thread, comment: Comment, workflow: Workflow, actor: Member
) -> None:
    _record(write, thread, actor, "comment.added", comment=comment.id, words=comment.words)
    _publish(
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


def _record(write: Write, thread: Thread, actor: Member, verb: str, **change: Any) -> None:
    # Each thread has a chain of its own: fifty people may comment on a review at once.
    history.record(
        write,
        organization_id=thread.organization_id,
        resource=thread.id,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        template=thread.template_id,
        **change,
    )


def _publish(
    write: Write, workflow: Workflow, thread: Thread, actor: Member, event: str, **data: Any
) -> None:
    publish(write, workflow, actor=actor, event=event, threadId=thread.id, **data)
