"""From a source to its document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from templates_app.rendering.formats import Format
from templates_app.rendering.problems import Problem
from templates_app.rendering.reading import Reading
from templates_app.rendering.structure import Structure

from .blocks import NO_IDS, Block, Document, Ids, fresh_id
from .html import grow_html, is_button
from .kinds import CONTAINERS
from .labels import kind_of, labels
from .liquid import find_around
from .mjml import grow_mjml
from .tree import MAX_BLOCKS, MAX_DEPTH, Grower, Node

_NO_TEXT = CONTAINERS | {"html", "head"}


@dataclass(frozen=True, slots=True)
class _Naming:
    """`known` gives a node at its path the id that it has; others get one not `taken`."""

    known: Callable[[Node, str], str | None]
    taken: set[str]
    salt: str = ""


def parse(source: str, format: Format, ids: Ids = NO_IDS) -> Document:
    """The blocks of a source; never raises. The same arguments give the same document.

    `ids` are those stored beside this very source; a block that they do not know gets a fresh
    id. What cannot be read as blocks stays in the source and is named in `problems`.
    """
    by_path = ids.by_path
    naming = _Naming(lambda _, path: by_path.get(path), set(by_path.values()))
    return _parse(source, format, naming)


def parse_known(
    source: str, format: Format, known: Mapping[int, str], taken: set[str], salt: str = ""
) -> Document:
    """The same, with the ids of known blocks by where they start.

    Others get an id that is not in `taken`, drawn with `salt`.
    """
    return _parse(source, format, _Naming(lambda node, _: known.get(node.start), taken, salt))


def _parse(source: str, format: Format, naming: _Naming) -> Document:
    reading = Reading.of(source)
    grower = (grow_mjml if format is Format.MJML else grow_html)(reading)
    find_around(grower)
    nodes = _in_order(grower.root)
    problems = [*reading.problems, *_too_much(grower)]
    if format is Format.MJML:
        problems += Structure(reading).problems
    paths = _paths(nodes)
    named = _ids(nodes, paths, source, naming)
    blocks = _blocks(nodes, source, format, paths, named)
    return Document(source, format, blocks, tuple(problems))


def _in_order(root: Node) -> list[Node]:
    found: list[Node] = []
    stack = list(reversed(list(root.children)))
    while stack:
        node = stack.pop()
        found.append(node)
        stack.extend(reversed(list(node.children)))
    return found


def _too_much(grower: Grower) -> list[Problem]:
    found = []
    if grower.too_deep:
        sentence = f"Blocks are nested more than {MAX_DEPTH} deep; the inner ones are left as text."
        found.append(Problem(sentence, code="document"))
    if grower.too_many:
        sentence = f"This email has more than {MAX_BLOCKS:,} blocks; the rest is left as text."
        found.append(Problem(sentence, code="document"))
    return found


def _paths(nodes: list[Node]) -> dict[Node, str]:
    paths: dict[Node, str] = {}
    counts: dict[tuple[Node | None, str], int] = {}
    for node in nodes:
        place = node.parent, node.tag
        counts[place] = counts.get(place, 0) + 1
        above = paths.get(node.parent) if node.parent else None
        own = f"{node.tag.removeprefix('mj-')}.{counts[place]}"
        paths[node] = f"{above}/{own}" if above else own
    return paths


def _ids(
    nodes: list[Node], paths: dict[Node, str], source: str, naming: _Naming
) -> dict[Node, str]:
    given: dict[Node, str] = {}
    used: set[str] = set()
    for node in nodes:
        known = naming.known(node, paths[node])
        if known is None or known in used:
            known = fresh_id(naming.salt + paths[node], source[node.start : node.end], naming.taken)
        given[node] = known
        used.add(known)
    return given


def _blocks(
    nodes: list[Node],
    source: str,
    format: Format,
    paths: dict[Node, str],
    named: dict[Node, str],
) -> tuple[Block, ...]:
    kinds = {
        node: kind_of(node, source, format, button=node.tag == "a" and is_button(node, source))
        for node in nodes
    }
    called = labels(nodes, kinds, source)
    return tuple(
        Block(
            id=named[node],
            tag=node.tag,
            kind=kinds[node],
            label=called[node],
            path=paths[node],
            parent=named.get(node.parent) if node.parent else None,
            children=tuple(named[child] for child in node.children),
            start=node.start,
            end=node.end,
            content_start=node.content_start,
            content_end=node.content_end,
            self_closing=node.opening is not None and node.opening.self_closing,
            text="" if node.tag in _NO_TEXT else node.text,
            attributes=node.attributes(source),
            around=tuple(node.around),
        )
        for node in nodes
    )
