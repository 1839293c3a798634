"""Block ids carried over an edit that was made in the source.

In the manner of GumTree (Falleri et al., ASE 2014): equal subtrees first, wherever they are
now; then the containers that hold most of what a container held; then, between the children of
two that belong together, those that are alike or alone in the same gap; at last what was both
moved and edited. Candidates come from an index of rare words, so nothing is quadratic.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from .blocks import Block, Document, fresh_id

_WORD = re.compile(r"\w+|[^\w\s]+")
_ALIKE = 0.5  # Dice's coefficient of two blocks' words and attributes, in one place …
_ALIKE_ELSEWHERE = 0.6  # … and anywhere
_CONTAINER_ALIKE = 0.2
_COMMON = 20  # a word that more blocks share says nothing about which is which
_WORDS = 200  # of a container, the first of what is in it
_ONE_OF_ITS_KIND = frozenset(
    {"mjml", "mj-head", "mj-body", "mj-attributes", "html", "head", "body"}
)


class _Side:
    """One of the two documents, with what is asked of it again and again."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.blocks = document.blocks
        self.index = {block.id: number for number, block in enumerate(self.blocks)}
        self.parents = [self.index.get(block.parent or "", -1) for block in self.blocks]
        self.children = [[self.index[one] for one in block.children] for block in self.blocks]
        self.roots = [number for number, above in enumerate(self.parents) if above < 0]
        self._features: dict[int, frozenset[str]] = {}

    def below(self, number: int) -> list[int]:
        """A block's children; for -1, what has no parent."""
        return self.children[number] if number >= 0 else self.roots

    @cached_property
    def sizes(self) -> list[int]:
        sizes = [1] * len(self.blocks)
        for number in range(len(self.blocks) - 1, -1, -1):
            if self.parents[number] >= 0:
                sizes[self.parents[number]] += sizes[number]
        return sizes

    @cached_property
    def digests(self) -> list[int]:
        """Equal for subtrees that say and look the same, however they are indented."""
        digests = [0] * len(self.blocks)
        for number in range(len(self.blocks) - 1, -1, -1):
            block, inner = self.blocks[number], tuple(digests[one] for one in self.children[number])
            digests[number] = hash((block.tag, _attributes(block), self.own(block), inner))
        return digests

    def own(self, block: Block) -> str:
        """A leaf's content, or the text between a container's children."""
        return block.text if block.children else " ".join(self.document.content(block).split())

    def features(self, number: int) -> frozenset[str]:
        """The words and attributes by which a block is known again."""
        if number not in self._features:
            last = number + self.sizes[number]
            words: list[str] = []
            for block in self.blocks[number:last]:
                words += _WORD.findall(block.text)
                words += (f"{name}={value}" for name, value in _attributes(block))
                if len(words) > _WORDS:
                    break
            self._features[number] = frozenset(words)
        return self._features[number]


def _attributes(block: Block) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((found.name, found.value) for found in block.attributes))


class _Matching:
    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = _Side(old), _Side(new)
        self.to_new: dict[int, int] = {}
        self.to_old: dict[int, int] = {}

    def match(self) -> Mapping[int, int]:
        """New block numbers → old ones."""
        self.equal_subtrees()
        self.one_of_a_kind()
        self.containers()
        self.children(-1, -1)
        for number in range(len(self.new.blocks)):
            if number in self.to_old:
                self.children(self.to_old[number], number)
        self.anywhere()
        return self.to_old

    def pair(self, old: int, new: int) -> None:
        self.to_new[old], self.to_old[new] = new, old

    def subtree(self, old: int, new: int) -> None:
        """Two equal subtrees: their blocks stand in the same order."""
        for step in range(self.new.sizes[new]):
            if old + step not in self.to_new and new + step not in self.to_old:
                self.pair(old + step, new + step)

    def equal_subtrees(self) -> None:
        groups: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for number, digest in enumerate(self.old.digests):
            groups[digest][0].append(number)
        for number, digest in enumerate(self.new.digests):
            groups[digest][1].append(number)
        both = [group for group in groups.values() if group[0] and group[1]]
        both.sort(key=lambda group: -self.new.sizes[group[1][0]])
        certain = [(olds, news) for olds, news in both if len(olds) == len(news) == 1]
        for olds, news in certain:
            if olds[0] not in self.to_new and news[0] not in self.to_old:
                self.subtree(olds[0], news[0])
        for olds, news in both:
            self.alike_subtrees(olds, news)

    def alike_subtrees(self, olds: list[int], news: list[int]) -> None:
        """Of several equal ones, those under parents that belong together, then in order."""
        olds = [number for number in olds if number not in self.to_new]
        news = [number for number in news if number not in self.to_old]
        by_path = {self.old.blocks[number].path: number for number in olds}
        if len(olds) != len(news):
            for new in news:
                old = by_path.get(self.new.blocks[new].path)
                if old is not None and old not in self.to_new:
                    self.subtree(old, new)
        if not self.new.features(news[0] if news else 0):
            return  # an empty spacer is like any other; its neighbours will tell
        left = [number for number in olds if number not in self.to_new]
        for new in news:
            if new in self.to_old or not left:
                continue
            parent = self.to_old.get(self.new.parents[new], -2)
            best = next((one for one in left if self.old.parents[one] == parent), left[0])
            left.remove(best)
            self.subtree(best, new)

    def one_of_a_kind(self) -> None:
        for new, block in enumerate(self.new.blocks):
            if block.tag in _ONE_OF_ITS_KIND and new not in self.to_old:
                candidates = (
                    old
                    for old, other in enumerate(self.old.blocks)
                    if other.tag == block.tag and old not in self.to_new
                )
                old = next(candidates, None)
                if old is not None:
                    self.pair(old, new)

    def containers(self) -> None:
        """From the inside out: who holds most of what an old one held."""
        for new in range(len(self.new.blocks) - 1, -1, -1):
            if new in self.to_old or not self.new.children[new]:
                continue
            votes: Counter[int] = Counter()
            for child in self.new.children[new]:
                old = self.to_old.get(child)
                if old is not None and self.old.parents[old] >= 0:
                    votes[self.old.parents[old]] += self.new.sizes[child]
            for old, _ in votes.most_common():
                same = self.old.blocks[old].tag == self.new.blocks[new].tag
                if same and old not in self.to_new:
                    self.pair(old, new)
                    break

    def children(self, old: int, new: int) -> None:
        olds = [child for child in self.old.below(old) if child not in self.to_new]
        news = [child for child in self.new.below(new) if child not in self.to_old]
        if not olds or not news:
            return
        self.alike(olds, news, _ALIKE)
        gaps: dict[tuple[int, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        self.gaps(self.old, old, new, gaps)
        self.gaps(self.new, new, old, gaps)
        for olds, news in gaps.values():
            if len(olds) == len(news):
                for one, other in zip(olds, news, strict=True):
                    if self.may_be_the_same(one, other):
                        self.pair(one, other)

    def gaps(
        self,
        side: _Side,
        number: int,
        partner: int,
        gaps: dict[tuple[int, str], tuple[list[int], list[int]]],
    ) -> None:
        """Children without a partner, by the matched sibling (an old number) before them."""
        is_old = side is self.old
        known, other = (self.to_new, self.new) if is_old else (self.to_old, self.old)
        before = -1
        for child in side.below(number):
            match = known.get(child)
            if match is None:
                gaps[before, side.blocks[child].tag][0 if is_old else 1].append(child)
            elif other.parents[match] == partner:
                before = child if is_old else match

    def may_be_the_same(self, old: int, new: int) -> bool:
        """In one place: a text may be rewritten; a container must keep some of its words."""
        if not self.old.children[old] and not self.new.children[new]:
            return True
        mine, yours = self.old.features(old), self.new.features(new)
        if not mine or not yours:
            return True
        return 2 * len(mine & yours) / (len(mine) + len(yours)) >= _CONTAINER_ALIKE

    def alike(self, olds: Iterable[int], news: Sequence[int], least: float) -> None:
        """Pair what shares most of its words, the most alike first."""
        postings: dict[tuple[str, str], list[int]] = defaultdict(list)
        for old in olds:
            for word in self.old.features(old):
                postings[self.old.blocks[old].tag, word].append(old)
        scores: list[tuple[float, int, int, int]] = []
        for order, new in enumerate(news):
            shared: Counter[int] = Counter()
            for word in self.new.features(new):
                found = postings.get((self.new.blocks[new].tag, word), ())
                if len(found) <= _COMMON:
                    shared.update(found)
            for old in shared:
                mine, yours = self.old.features(old), self.new.features(new)
                score = 2 * len(mine & yours) / (len(mine) + len(yours))
                if score >= least:
                    scores.append((-score, order, old, new))
        for _, _, old, new in sorted(scores):
            if old not in self.to_new and new not in self.to_old:
                self.pair(old, new)

    def anywhere(self) -> None:
        olds = [number for number in range(len(self.old.blocks)) if number not in self.to_new]
        news = [number for number in range(len(self.new.blocks)) if number not in self.to_old]
        self.alike(olds, news, _ALIKE_ELSEWHERE)


def reconcile(old: Document, new: Document) -> Document:
    """`new` with the ids of `old` on every block that is still the same one.

    A block that came gets an id that no block of `old` had. Deterministic; 500 blocks take
    less than 50 ms (tests/bench/document.py).
    """
    if old.format is not new.format:
        matches: Mapping[int, int] = {}
    elif old.source == new.source:
        return new.with_ids([block.id for block in old.blocks])
    else:
        matches = _Matching(old, new).match()
    taken = {block.id for block in old.blocks}
    ids = [
        old.blocks[matches[number]].id
        if number in matches
        else fresh_id(block.path, new.markup(block), taken)
        for number, block in enumerate(new.blocks)
    ]
    return new.with_ids(ids)
