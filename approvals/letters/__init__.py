"""The letters: a folder each, with `subject.txt`, `preheader.txt`, `letter.mjml` and `letter.txt`.

They are emails like those of customers: our compiler makes the HTML, our Liquid fills in what is
known at the moment of sending, escaped. No letter decides anything: its links lead to pages.
"""

from accounts.access import member
from accounts.invitations import letters as invitations
from accounts.notifications import digests
from accounts.notifications.domain import ASKING, Kind
from approvals.domain import Workflow
from approvals.letters.accounts import write_account
from approvals.letters.composing import composed
from approvals.letters.facts import Facts, digest_facts, facts
from approvals.store import workflows
from craftify import clock
from craftify.errors import NotFound
from craftify.mail import Letter
from craftify.outbox import Entry

_FOLDERS = {
    Kind.PROGRESS: "news",
    Kind.THREAD: "news",
    Kind.WITHDRAWN: "news",
    Kind.DELEGATION: "news",
    Kind.WEBHOOK: "news",
}


def write(entry: Entry) -> Letter | None:
    """The letter of an entry of the kind "mail"; None when there is nothing to say any more: the
    person left or is suspended, the review asks them no more, or a summary is empty.

    Raises:
        Unavailable: the compiler is busy.
    """
    if "account" in entry.data or invitations.KEY in entry.data:
        return write_account(entry)
    try:
        reader = member(entry.organization_id, entry.data["userId"])
    except NotFound:
        return None
    known: Facts | None
    if entry.data["kind"] == digests.KIND:
        folder, known = digests.KIND, digest_facts(entry, reader)
    else:
        review = _review(entry)
        if review and _is_over(entry, review):
            return None
        folder, known = _folder(entry), facts(entry, reader, review)
    if not known:
        return None
    words = composed(folder, known)
    return Letter(
        id=entry.id,
        to=reader.user.email,
        to_name=reader.name,
        subject=words.subject,
        html=words.html,
        text=words.text,
        at=clock.parse(entry.at),
        thread=entry.data.get("about", ""),
        choices=str(known["choices"]),
    )


def _folder(entry: Entry) -> str:
    kind = Kind(entry.data["kind"])
    if kind == Kind.ALERT:
        is_tampering = entry.data["event"]["type"] == "tamperDetected"
        return "tampering" if is_tampering else "emergency"
    return _FOLDERS.get(kind, kind.value)


def _review(entry: Entry) -> Workflow | None:
    review_id = entry.data["event"]["data"].get("approvalId")
    return workflows.get(entry.organization_id, review_id) if review_id else None


def _is_over(entry: Entry, review: Workflow) -> bool:
    """Whether it asks for something that is done: mails may wait for the end of quiet hours."""
    if Kind(entry.data["kind"]) not in ASKING:
        return False
    reader = entry.data["userId"]
    seats = {seat.user_id for step in review.steps for seat in step.approvers}
    concerned = seats | review.reviewers | {review.created_by}
    decided = any(
        one.by == reader and clock.stamp(one.at) > entry.data["event"]["at"]
        for one in review.decisions
    )
    return not review.is_open or reader not in concerned or decided
