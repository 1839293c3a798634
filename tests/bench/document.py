"""Times of reading and comparing a document of 500 blocks: `python -m tests.bench document`.

Medians in milliseconds of wall time; the aim for reconcile and diff is under 50 each.
"""

from collections.abc import Callable

from templates_app.document.blocks import Document
from templates_app.document.diff import diff
from templates_app.document.marks import marked
from templates_app.document.operations import (
    Delete,
    Move,
    Operation,
    SetAttributes,
    SetCondition,
    SetContent,
)
from templates_app.document.parse import parse
from templates_app.document.perform import perform
from templates_app.document.reconcile import reconcile
from templates_app.rendering.formats import Format
from tests.bench.rendering import median

STORIES = 100


def story(number: int, verb: str = "about") -> str:
    return (
        f'<mj-section><mj-column><mj-text color="#00{number % 10}">Story {number} {verb} '
        f'{number * 7} things</mj-text><mj-button href="https://a.example/{number}">Read '
        f'{number}</mj-button><mj-image src="https://a.example/{number}.png" alt="{number}" />'
        "</mj-column></mj-section>\n"
    )


def document(stories: list[str]) -> str:
    return f"<mjml><mj-body>\n{''.join(stories)}</mj-body></mjml>"


def edits() -> dict[str, str]:
    """The later sources, by what was done to the first."""
    stories = [story(number) for number in range(STORIES)]
    shuffled = [stories[number * 37 % STORIES] for number in range(STORIES)]
    return {
        "one word": document([story(0, "on"), *stories[1:]]),
        "all texts": document([story(number, "on") for number in range(STORIES)]),
        "shuffled": document(shuffled),
        "every other one gone": document(stories[::2]),
        "all rewritten": document([story(number + 500, "on") for number in range(STORIES)]),
    }


def main() -> None:
    source = document([story(number) for number in range(STORIES)])
    old = parse(source, Format.MJML)
    print(
        f"{len(old.blocks)} blocks, {len(source) / 1000:.0f} KB, ids {len(old.ids.json()):,} bytes"
    )
    print(f"parse {median(lambda _: parse(source, Format.MJML)):.1f} ms, ", end="")
    print(f"marked {median(lambda _: marked(old)):.1f} ms")
    for operation in operations(old):
        print(f"{type(operation).__name__:<22}{median(_doing(old, operation)):>10.1f} ms")
    print(f"{'':<22}{'reconcile':>10}{'diff':>10}{'changes':>10}")
    for name, after in edits().items():
        new = parse(after, Format.MJML)
        carried = reconcile(old, new)
        times = median(_of_both(reconcile, old, new)), median(_of_both(diff, old, carried))
        print(f"{name:<22}{times[0]:>10.1f}{times[1]:>10.1f}{len(diff(old, carried)):>10}")


def operations(document: Document) -> list[Operation]:
    sections = [block for block in document.blocks if block.tag == "mj-section"]
    text = next(block for block in document.within(sections[50]) if block.tag == "mj-text")
    return [
        SetContent(text.id, "Other words"),
        SetAttributes(text.id, {"color": "#fff"}),
        Move(sections[3].id, sections[3].parent or "", sections[70].id),
        Delete(sections[3].id),
        SetCondition(sections[3].id, "vip"),
    ]


def _doing(document: Document, operation: Operation) -> Callable[[int], object]:
    return lambda _: perform(document, operation)


def _of_both(
    compare: Callable[[Document, Document], object], old: Document, new: Document
) -> Callable[[int], object]:
    return lambda _: compare(old, new)


if __name__ == "__main__":
    main()
