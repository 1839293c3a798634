"""Undo and redo as values: a stack of what one person did, over a log of what all did.

An inverse is rebased over what others did since. It is refused, and stays on the stack, when
one of the same blocks was changed; other work is never undone with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .blocks import Document
from .operations import Operation, Restore
from .patches import Patch, Splice, rebased
from .perform import ANYTHING, Done, Terms, perform
from .refusals import Reason, Refused

MAX_STEPS = 200


@dataclass(frozen=True, slots=True)
class Applied:
    """One change in the order in which all changes were made, numbered from 1 without a gap.

    `undoes` is the number of the change that it takes back.
    """

    number: int
    patch: Patch
    touched: frozenset[str]
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What one person did as change `number`: the operation, its inverse, the blocks it touched."""

    number: int
    operation: Operation
    inverse: Restore
    touched: frozenset[str]


@dataclass(frozen=True, slots=True)
class History:
    """One person's steps, the last one last; `undone` can be done again."""

    steps: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    def did(self, number: int, operation: Operation, made: Done) -> "History":
        """After a new operation, nothing can be done again; more than 200 steps are forgotten."""
        step = Step(number, operation, made.inverse, made.touched)
        return History((*self.steps, step)[-MAX_STEPS:])


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing or doing again made of the document and the history; the change for the log."""

    done: Done
    history: History
    change: Applied


def undo(
    document: Document, history: History, later: Sequence[Applied], terms: Terms = ANYTHING
) -> Undone:
    """Undo the last step. `later` holds every change that was made after it, in order.

    The new change must become the next number. Raises Refused when there is nothing to undo,
    or one of the same blocks was changed since.
    """
    if not history.steps:
        raise Refused(Reason.GONE, "There is nothing to undo.")
    step = history.steps[-1]
    made, again = _back(document, step, later, terms)
    change = Applied(again.number, made.patch, made.touched, step.number)
    return Undone(made, History(history.steps[:-1], (*history.undone, again)), change)


def redo(
    document: Document, history: History, later: Sequence[Applied], terms: Terms = ANYTHING
) -> Undone:
    """Do again what was undone last; `later` are the changes after the undoing."""
    if not history.undone:
        raise Refused(Reason.GONE, "There is nothing to do again.")
    step = history.undone[-1]
    made, again = _back(document, step, later, terms)
    change = Applied(again.number, made.patch, made.touched, step.number)
    return Undone(made, History((*history.steps, again), history.undone[:-1]), change)


def _back(
    document: Document, step: Step, later: Sequence[Applied], terms: Terms
) -> tuple[Done, Step]:
    since = [one for one in later if one.number > step.number]
    patch = step.inverse.patch
    for one in _effective(since):
        both = step.touched & one.touched
        if both:
            raise _changed(document, both)
        patch = rebased(patch, one.patch)
    made = perform(document, Restore(patch), terms)
    number = max((one.number for one in since), default=step.number) + 1
    return made, replace(step, number=number, inverse=made.inverse, touched=made.touched)


def _effective(changes: list[Applied]) -> list[Applied]:
    """The changes without those that were taken back, and without their taking back.

    What was done in between is rebased as if they had never been. The earliest taking back
    first: of pairs in one another that is the inner one.
    """
    left = list(changes)
    for change in changes:
        at = next((i for i, one in enumerate(left) if one.number == change.undoes), None)
        if at is None or change not in left:
            continue
        end = left.index(change)
        back = _reverse(left[at].patch)
        for index in range(at + 1, end):
            one = left[index]
            left[index] = replace(one, patch=rebased(one.patch, back))
            back = rebased(back, one.patch)
        del left[end], left[at]
    return left


def _reverse(patch: Patch) -> Patch:
    """The bytes of the way back, without ids: enough to move other patches."""
    splices, delta = [], 0
    for one in patch.splices:
        splices.append(Splice(one.start + delta, one.text, one.was))
        delta += len(one.text) - len(one.was)
    return Patch(tuple(splices))


def _changed(document: Document, names: frozenset[str]) -> Refused:
    known = [block.label for block in document.blocks if block.id in names]
    what = f"The {known[0]}" if known else "This block"
    return Refused(
        Reason.CHANGED, f"{what} has been changed since by somebody else; change it by hand."
    )
