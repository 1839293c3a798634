"""From an event to who is told of it, in which words.

Nobody is told of their own deed; whoever is named twice is told what asks the most of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts import store as accounts
from accounts.domain import Permission
from accounts.notifications.actions import settle, tell
from accounts.notifications.domain import ASKING, Kind, Notice
from approvals.comments import store as comments
from approvals.domain import Workflow, WorkflowStatus
from approvals.store import workflows
from craftify import outbox
from craftify.outbox import Entry

MAX_QUOTE = 2000


@dataclass(frozen=True, slots=True)
class _Told:
    """Some people, and what they are told."""

    people: Iterable[str]
    kind: Kind
    sentence: str


def expand(event: Entry) -> None:
    """Tell everybody whom an event concerns; done again, it changes nothing."""
    rule = _RULES.get(event.type)
    if not rule:
        return
    review = _review(event)
    told: dict[str, _Told] = {}
    for one in rule(event):
        for user_id in one.people:
            told.setdefault(user_id, one)
    # Who finds tampering did not do it, and may be the only one to know.
    if event.type != "tamperDetected":
        told.pop(event.data.get("byId", ""), None)
    about = event.data.get("approvalId") or event.lane.rpartition("#")[2]
    quote = _quote(event, review)[:MAX_QUOTE]
    for user_id, one in told.items():
        notice = Notice(
            kind=one.kind,
            sentence=one.sentence,
            target=_target(event),
            about=about,
            quote=quote,
            by_id=event.data.get("byId", ""),
            by_name=event.data.get("by", ""),
        )
        outbox.progress()
        tell(event, user_id, notice)
    _settle(event, review)


def _settle(event: Entry, review: Workflow | None) -> None:
    """What somebody acted on is read; a closed review asks nobody any more."""
    if not review:
        return
    settle(event.organization_id, [event.data.get("byId", "")], review.id)
    if not review.is_open:
        seats = {seat.user_id for step in review.steps for seat in step.approvers}
        settle(event.organization_id, sorted(seats), review.id, ASKING)


def _review(event: Entry) -> Workflow | None:
    review_id = event.data.get("approvalId")
    return workflows.get(event.organization_id, review_id) if review_id else None


def _target(event: Entry) -> str:
    """The page that shows what happened."""
    if "approvalId" in event.data:
        thread = event.data.get("threadId")
        page = reverse("approvals:review", args=[event.data["approvalId"]])
        return f"{page}#{thread}" if thread else page
    if "webhookId" in event.data:
        return reverse("webhooks:webhook", args=[event.data["webhookId"]])
    return reverse("approvals:away")


def _quote(event: Entry, review: Workflow | None) -> str:
    """The words that belong to the event, as they are now."""
    data = event.data
    if "commentId" in data and review:
        thread = comments.get(event.organization_id, review.template_id, data["threadId"])
        found = thread.comments if thread else ()
        return next((one.words for one in found if one.id == data["commentId"]), "")
    if event.type == "approvalBreakGlass":
        return str(data.get("reason", ""))
    if event.type == "approvalSubmitted" and review:
        return review.note
    if event.type == "approvalDecided" and review:
        said = [one.comment for one in review.decisions if one.by == data["byId"]]
        return said[-1] if said else ""
    return ""


def _what(event: Entry) -> str:
    data = event.data
    return f"“{data.get('templateName', '')}”, version {data.get('version', '')}"


def _by(event: Entry) -> str:
    return str(event.data.get("by", "Somebody"))


def _submitted(event: Entry) -> Iterable[_Told]:
    by, what = _by(event), _what(event)
    yield _Told(_asked(event), Kind.REQUESTED, f"{by} asks you to decide about {what}.")
    yield _Told(_told(event), Kind.REQUESTED, f"{by} asks for your comments on {what}.")


def _decided(event: Entry) -> Iterable[_Told]:
    by, what, status = _by(event), _what(event), event.data.get("status")
    turn = f"It is your turn to decide about {what}: {by} approved it at the step before."
    yield _Told(_asked(event), Kind.REQUESTED, turn)
    if status == WorkflowStatus.APPROVED:
        yield _Told(_told(event), Kind.DECIDED, f"{by} approved {what}.")
    elif status == WorkflowStatus.REJECTED:
        yield _Told(_told(event), Kind.DECIDED, f"{by} rejected {what}.")
    elif status == WorkflowStatus.CHANGES_REQUESTED:
        yield _Told(_told(event), Kind.CHANGES_REQUESTED, f"{by} requested changes to {what}.")
    else:
        goes_on = f"{by} approved {what}. The review goes on."
        yield _Told(_told(event), Kind.PROGRESS, goes_on)


def _withdrawn(event: Entry) -> Iterable[_Told]:
    sentence = f"{_by(event)} withdrew {_what(event)}. There is nothing to decide any more."
    yield _Told(_told(event), Kind.WITHDRAWN, sentence)


def _delegated(event: Entry) -> Iterable[_Told]:
    by, what = _by(event), _what(event)
    yield _Told(_asked(event), Kind.REQUESTED, f"{by} handed a decision over to you: {what}.")


def _reassigned(event: Entry) -> Iterable[_Told]:
    by, what = _by(event), _what(event)
    yield _Told(_asked(event), Kind.REQUESTED, f"{by} gave you a decision: {what}.")
    gone = f"{by} gave your decision about {what} to somebody else."
    yield _Told(_told(event), Kind.DELEGATION, gone)


def _escalated(event: Entry) -> Iterable[_Told]:
    what = _what(event)
    asked = f"{what} waits for a decision too long, so you are asked."
    yield _Told(_asked(event), Kind.ESCALATION, asked)
    told = f"{what} waits for a decision too long. Others are asked now."
    if not _asked(event):
        told = f"{what} waits for a decision too long, and the rules name nobody else to ask."
    yield _Told(_told(event), Kind.ESCALATION, told)


def _expired(event: Entry) -> Iterable[_Told]:
    sentence = f"The review of {_what(event)} expired, because nobody decided in time."
    yield _Told(_told(event), Kind.EXPIRED, sentence)


def _stalled(event: Entry) -> Iterable[_Told]:
    if sentence := event.data.get("sentence"):
        can = f"{_what(event)} cannot be approved: {sentence} A manager can ask somebody else."
        yield _Told(_told(event), Kind.DELEGATION, can)


def _reminded(event: Entry) -> Iterable[_Told]:
    yield _Told(_asked(event), Kind.REMINDER, f"{_what(event)} waits for your decision.")


def _break_glass(event: Entry) -> Iterable[_Told]:
    by, what = _by(event), _what(event)
    sentence = f"{by} asks to release {what} in an emergency, past its approvers."
    if event.data.get("stage") == "confirmed":
        sentence = f"{what} was released in an emergency, past its approvers. {by} confirmed it."
    yield _Told([*_watchers(event), *_told(event)], Kind.ALERT, sentence)


def _tampered(event: Entry) -> Iterable[_Told]:
    sentence = f"What is stored of {_what(event)} is not what was submitted. It was refused."
    yield _Told(_watchers(event), Kind.ALERT, sentence)


def _commented(event: Entry) -> Iterable[_Told]:
    by, what = _by(event), _what(event)
    mentioned = f"{by} mentioned you in a comment on {what}."
    yield _Told(event.data.get("mentions", ()), Kind.MENTION, mentioned)
    holds = " It holds the approval." if event.data.get("blocking") else ""
    yield _Told(_told(event), Kind.COMMENT, f"{by} commented on {what}.{holds}")


def _thread(event: Entry) -> Iterable[_Told]:
    holds = "" if event.data.get("blocking") else " no longer"
    did = {
        "threadResolved": "resolved a thread about",
        "threadReopened": "opened a thread again about",
        "threadMarked": f"said that a thread{holds} holds the approval of",
    }[event.type]
    yield _Told(_told(event), Kind.THREAD, f"{_by(event)} {did} {_what(event)}.")


def _delegation(event: Entry) -> Iterable[_Told]:
    by = _by(event)
    asked = f"{by} changed for whom you decide while they are away."
    yield _Told(_asked(event), Kind.DELEGATION, asked)
    yield _Told(
        _told(event), Kind.DELEGATION, f"{by} changed who decides for you while you are away."
    )


def _webhook(event: Entry) -> Iterable[_Told]:
    name = event.data.get("description") or "A webhook"
    yield _Told(_told(event), Kind.WEBHOOK, f"{name}: {event.data.get('sentence', '')}")


def _asked(event: Entry) -> list[str]:
    return list(event.data.get("asked", ()))


def _told(event: Entry) -> list[str]:
    return list(event.data.get("told", ()))


def _watchers(event: Entry) -> list[str]:
    """Who may see the audit trail, and so must know."""
    roles = accounts.roles_in(event.organization_id)
    return [one for one, role in roles.items() if Permission.AUDIT_VIEW in role.permissions]


_RULES: Mapping[str, Callable[[Any], Iterable[_Told]]] = {
    "approvalSubmitted": _submitted,
    "approvalDecided": _decided,
    "approvalWithdrawn": _withdrawn,
    "approvalDelegated": _delegated,
    "approvalReassigned": _reassigned,
    "approvalEscalated": _escalated,
    "approvalExpired": _expired,
    "approvalReminded": _reminded,
    "approvalStalled": _stalled,
    "approvalBreakGlass": _break_glass,
    "tamperDetected": _tampered,
    "commentAdded": _commented,
    "threadResolved": _thread,
    "threadReopened": _thread,
    "threadMarked": _thread,
    "delegationChanged": _delegation,
    "webhookDisabled": _webhook,
}
