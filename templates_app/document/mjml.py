"""MJML as its own parser sees it: components, and content that is taken as it stands."""

from templates_app.rendering.markup import Tag
from templates_app.rendering.pieces import FILLER
from templates_app.rendering.reading import Reading
from templates_app.rendering.structure import ENDING

from .tree import Grower


class _Mjml(Grower):
    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self._ending = 0  # how deep in components that take their content as it stands
        self._skipped = 0  # components that were too deep or too many

    def grow(self) -> None:
        for token in self.reading.tokens:
            if not isinstance(token, Tag):
                self.other(token, shown=self._ending > 0)
            elif token.name.startswith("mj") and FILLER not in token.name:
                self._component(token)
            else:
                self.text_until(token.start, token.end)
                self.apart(token)
        self.finish()

    def _component(self, tag: Tag) -> None:
        self.text_until(tag.start, tag.end)
        if tag.closing:
            self._close(tag)
            return
        if self._ending or self._skipped:
            # MJML counts those that nest in one another, so that the right one ends it.
            nests = not tag.self_closing and (tag.name in ENDING or not self._ending)
            if self._skipped:
                self._skipped += nests
            else:
                self._ending += nests
        elif self.fits():
            self.open(tag, empty=tag.self_closing)
            self._ending += tag.name in ENDING and not tag.self_closing
        elif not tag.self_closing:
            self._skipped = 1

    def _close(self, tag: Tag) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        if self._ending and tag.name in ENDING:
            self._ending -= 1
            if self._ending == 0:
                self.close(tag.start, tag.end)
            return
        if all(node.tag != tag.name for node in self.stack):
            return
        while self.top.tag != tag.name:
            self.close(tag.start, tag.start)
        self.close(tag.start, tag.end)
        self._ending = 0


def grow_mjml(reading: Reading) -> Grower:
    """The tree of an MJML source, as good as it gets when tags are missing."""
    grower = _Mjml(reading)
    grower.grow()
    return grower
