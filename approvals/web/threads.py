"""The threads of a review as its page shows them."""

from dataclasses import dataclass

from accounts.domain import Member
from approvals.comments import queries
from approvals.comments.domain import Spot, Thread
from approvals.comments.quoting import shown_quote
from approvals.domain import Workflow
from templates_app import queries as templates
from templates_app.document.anchors import Quote
from templates_app.documents import document_of


@dataclass(frozen=True, slots=True)
class Sign:
    """A reaction with its icon and its word: not every reader has a font of emoji."""

    value: str
    symbol: str
    word: str


SIGNS = (
    Sign("👍", "thumb", "Agree"),
    Sign("❤️", "heart", "Love it"),
    Sign("🎉", "sparkle", "Well done"),
    Sign("👀", "eye", "Looking"),
    Sign("❓", "help", "Question"),
    Sign("✅", "check-circle", "Done"),
)


@dataclass(frozen=True, slots=True)
class ShownThread:
    """A thread with its number on the page, its place, and how that reads to a recipient.

    `block` is empty when the thread is about the whole email, or its block is not in this version.
    """

    number: int
    thread: Thread
    where: str
    gone: bool
    block: str
    quote: str
    shown: str

    @property
    def state(self) -> str:
        """`blocking`, `open` or `resolved`."""
        return "blocking" if self.thread.holds else self.thread.status.value

    @property
    def on_removed_block(self) -> bool:
        """Whether the block it was about is not in this version."""
        return self.gone and not self.block


def shown_threads(actor: Member, workflow: Workflow) -> tuple[ShownThread, ...]:
    """The template's threads, in the order in which they were begun."""
    found = queries.threads(actor, workflow.id)
    if all(one.thread.anchor.spot == Spot.WHOLE for one in found):
        return tuple(_shown(number, one, "", "") for number, one in enumerate(found, start=1))
    version = templates.version(actor, workflow.template_id, workflow.version)
    blocks = document_of(version).by_id
    shown = []
    for number, one in enumerate(found, start=1):
        block = blocks.get(one.thread.anchor.block_id)
        quote = words = ""
        if block and one.start is not None and one.end is not None:
            quote = block.text[one.start : one.end]
            words = shown_quote(block.text, Quote(one.start, one.end, exact=True), version.sample)
        shown.append(_shown(number, one, block.id if block else "", quote, words))
    return tuple(shown)


def _shown(
    number: int, one: queries.PlacedThread, block: str, quote: str, words: str = ""
) -> ShownThread:
    return ShownThread(number, one.thread, one.where, one.gone, block, quote, words)
