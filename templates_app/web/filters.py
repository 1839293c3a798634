"""What somebody looks for in the library, as it stands in the page's address. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from craftify.errors import Invalid
from templates_app.domain import Status

Word = TypeVar("Word", bound=StrEnum)


class Sort(StrEnum):
    """What stands first."""

    CHANGED = "changed"
    NAME = "name"


class View(StrEnum):
    """How templates are shown."""

    CARDS = "cards"
    LIST = "list"


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """Empty words ask for everything."""

    status: Status | None = None
    category: str = ""
    tag: str = ""
    owner: str = ""
    q: str = ""
    sort: Sort = Sort.CHANGED
    view: View = View.CARDS
    page: int = 1

    @classmethod
    def of(cls, given: Mapping[str, str], remembered_view: str) -> "Filters":
        """From an address; the view may be the one that was chosen last time.

        Raises:
            Invalid: a word that this page does not know.
        """
        view = given.get("view") or (remembered_view if remembered_view in list(View) else "")
        status = given.get("status", "")
        return cls(
            status=_word(Status, "status", status) if status else None,
            category=given.get("category", "")[:60],
            tag=given.get("tag", "")[:40],
            owner=given.get("owner", "")[:60],
            q=given.get("q", "").strip()[:200],
            sort=_word(Sort, "sort", given.get("sort") or Sort.CHANGED),
            view=_word(View, "view", view or View.CARDS),
            page=_page(given.get("page") or "1"),
        )

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered out."""
        return bool(self.status or self.category or self.tag or self.owner or self.q)

    def query(self, **changes: str) -> str:
        """These filters as the query of an address, with some changed; defaults are left out."""
        words = {
            "q": self.q,
            "status": self.status or "",
            "category": self.category,
            "tag": self.tag,
            "owner": self.owner,
            "sort": "" if self.sort == Sort.CHANGED else self.sort,
            "page": "" if self.page == 1 else str(self.page),
            **changes,
        }
        return "?" + urlencode({name: str(word) for name, word in words.items() if word})

    @property
    def here(self) -> str:
        """The address of this very page, for its own refresh."""
        return self.query()

    @property
    def tail(self) -> str:
        """What follows `?page=2` in the pager's addresses."""
        rest = self.query(page="")[1:]
        return f"&{rest}" if rest else ""


def _word(words: type[Word], name: str, given: str) -> Word:
    try:
        return words(given)
    except ValueError:
        raise Invalid(f"There is no {name} “{given[:40]}”.", field=name) from None


def _page(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) <= 6 and int(given)):
        raise Invalid("Pages count from 1.", field="page")
    return int(given)
