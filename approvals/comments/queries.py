"""What was said about a template, and where in a version it is said."""

from dataclasses import dataclass

from accounts.domain import Member
from approvals import access
from approvals.comments import store
from approvals.comments.domain import Spot, Thread
from templates_app import access as templates
from templates_app.document.anchors import find_quote, locate
from templates_app.document.blocks import Document
from templates_app.documents import document_of


@dataclass(frozen=True, slots=True)
class PlacedThread:
    """A thread as it stands in one version.

    `where` says in words where it is; `gone` that its block, or the words it was about, are not in
    this version any more. `start` and `end` are the place of the quote in the block's text.
    """

    thread: Thread
    where: str
    gone: bool = False
    start: int | None = None
    end: int | None = None


def threads(actor: Member, workflow_id: str) -> tuple[PlacedThread, ...]:
    """A template's threads, found again in the version that a review is about.

    Raises:
        NotFound, Forbidden: as `access.workflow`.
    """
    workflow = access.workflow(actor, workflow_id)
    found = store.of_template(workflow.organization_id, workflow.template_id)
    if all(one.anchor.spot == Spot.WHOLE for one in found):
        return tuple(PlacedThread(one, "The whole email") for one in found)
    tree = document_of(templates.version(actor, workflow.template_id, workflow.version))
    return tuple(placed(one, tree) for one in found)


def thread(actor: Member, workflow_id: str, thread_id: str) -> Thread | None:
    """One thread of the template in review; None when there is none."""
    workflow = access.workflow(actor, workflow_id)
    return store.get(workflow.organization_id, workflow.template_id, thread_id)


def document(actor: Member, workflow_id: str) -> Document:
    """The blocks of the version in review, for threads to be about.

    Raises:
        NotFound, Forbidden: as `access.workflow`.
    """
    workflow = access.workflow(actor, workflow_id)
    return document_of(templates.version(actor, workflow.template_id, workflow.version))


def placed(thread: Thread, document: Document) -> PlacedThread:
    """Where a thread is in a version: by its block, and in that by the words."""
    anchor = thread.anchor
    if anchor.spot == Spot.WHOLE:
        return PlacedThread(thread, "The whole email")
    place = locate(document, anchor.block_id)
    if not place:
        return PlacedThread(thread, f"On a removed block: {anchor.label}", gone=True)
    if anchor.spot == Spot.BLOCK:
        return PlacedThread(thread, place.words)
    quote = find_quote(place.block.text, anchor.quote, anchor.prefix, anchor.suffix)
    if not quote:
        return PlacedThread(thread, f"{place.words}: the words are gone", gone=True)
    return PlacedThread(thread, place.words, start=quote.start, end=quote.end)
