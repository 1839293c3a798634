"""Change what was said, and what became of a thread; each in one transaction."""

from collections.abc import Callable
from dataclasses import replace

from accounts.domain import Member
from approvals import access
from approvals.comments import store
from approvals.comments.actions.writing import (
    commented,
    count_blocking,
    note,
    tell,
    thread_of,
)
from approvals.comments.domain import (
    Comment,
    Thread,
    deleted,
    edited,
    marked,
    reacted,
    reopened,
    resolved,
)
from craftify import clock, outbox
from craftify.dynamo.transact import Write, retried
from craftify.errors import NotFound


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
    workflow = commented(workflow_id, actor)
    thread = thread_of(workflow, thread_id)
    old = next((one for one in thread.comments if one.id == comment_id), None)
    if not old:
        raise NotFound("There is no such comment.")
    new = rule(old)
    write = Write()
    store.replace_comment(write, thread, old, new)
    note(write, thread, actor, verb, comment=old.id, before=old.words, after=new.words)
    tell(write, workflow, thread, actor, "commentChanged", commentId=old.id)
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
    workflow = commented(workflow_id, actor)
    old = thread_of(workflow, thread_id)
    lifts = access.manages(actor) and actor.id not in workflow.authors
    new = rule(old, lifts)
    if new == old:
        return old
    now = clock.now()
    write = Write()
    store.replace_thread(write, old, new)
    count_blocking(write, old, new, actor, now)
    note(
        write,
        new,
        actor,
        f"thread.{event.removeprefix('thread').lower()}",
        before={"status": old.status.value, "blocking": old.blocking},
        after={"status": new.status.value, "blocking": new.blocking},
    )
    tell(write, workflow, new, actor, event, blocking=new.holds, told=list(new.people))
    write.commit()
    outbox.nudge()
    return new
