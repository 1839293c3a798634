"""What differs between two versions, line by line and word by word. Pure.

Built on the standard library's `difflib`. Its worst case is cubic, so lines are only aligned below
a limit and words only in short lines; what is over is shown as replaced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from templates_app.document.words import Mark, Opcode, Words, ends_cut, words
from templates_app.domain import Version

CONTEXT = 2  # unchanged lines shown around a change
MAX_ALIGNED = 2000
MAX_SHOWN = 300
MAX_RUN = 400  # characters
_ALIKE = 0.4  # from here on a replaced line counts as the same line with other words


@dataclass(frozen=True, slots=True)
class Line:
    """A line; `number` counts from 1 in the version that it stands in (the later, for both)."""

    mark: Mark
    number: int
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """The changed lines of a text in hunks with their context; `unseen` changes were left out."""

    hunks: tuple[tuple[Line, ...], ...]
    added: int
    removed: int
    unseen: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions. `subject` and `preheader` are empty where nothing changed."""

    before: int
    subject: tuple[Words, ...]
    preheader: tuple[Words, ...]
    text: Diff
    source: Diff

    @property
    def count(self) -> int:
        """How many of the four parts differ."""
        return sum(map(bool, (self.subject, self.preheader, self.text, self.source)))


def compare(before: Version, after: Version) -> Comparison:
    """What `after` changed."""
    return Comparison(
        before=before.number,
        subject=_changed(before.subject, after.subject),
        preheader=_changed(before.preheader, after.preheader),
        text=diff(before.text, after.text),
        source=diff(before.source, after.source),
    )


def diff(before: str, after: str) -> Diff:
    """The lines that differ; line ends and a byte order mark count as part of a line."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    hunks: list[tuple[Line, ...]] = []
    added = removed = 0
    room = MAX_SHOWN
    for group in _groups(old, new):
        changes = [code for code in group if not code[-1]]
        added += sum(j2 - j1 for *_, j1, j2, _ in changes)
        removed += sum(i2 - i1 for _, i1, i2, *_ in changes)
        lines = tuple(islice(_lines(old, new, group), room))
        room -= len(lines)
        hunks += [lines] if lines else []
    shown = sum(line.mark != Mark.SAME for lines in hunks for line in lines)
    return Diff(tuple(hunks), added, removed, added + removed - shown)


def _changed(before: str, after: str) -> tuple[Words, ...]:
    return () if before == after else words(before, after)


def _groups(old: list[str], new: list[str]) -> Iterator[list[Opcode]]:
    if max(len(old), len(new)) > MAX_ALIGNED:
        changes = [code for code in ends_cut(old, new) if not code[-1]]
        yield from [changes] if changes else []
        return
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT):
        yield [(*code, code[0] == "equal") for code in group]


def _lines(old: list[str], new: list[str], group: list[Opcode]) -> Iterator[Line]:
    for _, i1, i2, j1, j2, same in group:
        if same:
            for number in range(j1, j2):
                yield Line(Mark.SAME, number + 1, (Words(new[number], Mark.SAME),))
            continue
        for number in range(i1, i2):
            partner = j1 + number - i1
            within = _within(old[number], new[partner] if partner < j2 else "")
            yield Line(Mark.REMOVED, number + 1, _without(within, Mark.ADDED))
        for number in range(j1, j2):
            partner = i1 + number - j1
            within = _within(old[partner] if partner < i2 else "", new[number])
            yield Line(Mark.ADDED, number + 1, _without(within, Mark.REMOVED))


def _within(old: str, new: str) -> tuple[Words, ...]:
    """A removed and an added line that stand side by side, as one."""
    if SequenceMatcher(None, old, new).quick_ratio() > _ALIKE:
        return words(old, new)
    return (Words(old, Mark.REMOVED), Words(new, Mark.ADDED))


def _without(runs: tuple[Words, ...], mark: Mark) -> tuple[Words, ...]:
    return tuple(
        Words(_shortened(run.text), run.mark) for run in runs if run.mark != mark and run.text
    )


def _shortened(text: str) -> str:
    """A run of a minified source is too long to be shown: its ends say where it is."""
    return text if len(text) <= MAX_RUN else f"{text[: MAX_RUN // 2]} … {text[-MAX_RUN // 2 :]}"
