"""What may be read about templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from accounts.domain import Member, Permission
from craftify.dynamo.paging import Page
from craftify.errors import Invalid
from templates_app import access
from templates_app.domain import Card, Status, VersionInfo
from templates_app.store import templates
from templates_app.store import versions as version_store

MAX_LIMIT = 100
Sort = Literal["updatedAt", "name"]

template = access.template
version = access.version


@dataclass(frozen=True, slots=True)
class Facets:
    """How many templates there are: in the library, and by status, category and tag."""

    total: int
    by_status: Mapping[str, int]
    categories: Mapping[str, int]
    tags: Mapping[str, int]


def library(
    actor: Member,
    *,
    status: Status | None = None,
    category: str | None = None,
    tag: str | None = None,
    q: str = "",
    owner: str | None = None,
    sort: Sort = "updatedAt",
    descending: bool = True,
    page: int = 1,
    limit: int = 25,
    cursor: str | None = None,
) -> Page[Card]:
    """One page of the library, which leaves the archived out unless `status` asks for them.

    Without `tag`, `q` and `owner`, and with at most one of the other filters, the cost is that of
    the cards up to the page; otherwise that of every card of the library (or of the filter that
    has an index).

    Raises:
        Invalid: page or limit out of range, or a cursor from elsewhere.
    """
    access.permitted(actor, Permission.TEMPLATES_VIEW)
    if not 1 <= limit <= MAX_LIMIT or page < 1:
        raise Invalid(f"Pages count from 1, and a page has 1 to {MAX_LIMIT} templates.")
    sought = q.casefold().split()
    resorted = sort == "name" and (status or category)
    is_walked = bool(tag or sought or owner or resorted or (status and category))
    start = 0 if cursor else (page - 1) * limit
    cards, place = templates.cards(
        actor.organization_id,
        by_name=sort == "name",
        status=status,
        category=category,
        descending=descending,
        cursor=cursor,
        at_once=MAX_LIMIT if is_walked else min(MAX_LIMIT, start + limit),
    )

    def wanted(card: Card) -> bool:
        return (
            (not category or card.category == category)
            and (not tag or tag in card.tags)
            and (not owner or card.created_by == owner)
            and _matches(card, sought)
        )

    if is_walked:
        found = [card for card in cards if wanted(card)]
        if resorted:
            found.sort(key=lambda card: (card.name.casefold(), card.id), reverse=descending)
        start = (page - 1) * limit
        return Page(tuple(found[start : start + limit]), len(found), page, limit)
    shown = tuple(islice(cards, start, start + limit))
    total = _count(actor, status, category)
    more = place.cursor() if len(shown) == limit else None
    return Page(shown, total, page, limit, more)


def _matches(card: Card, sought: list[str]) -> bool:
    text = " ".join([card.name, card.subject, card.description, card.category, *card.tags])
    return all(word in text.casefold() for word in sought)


def _count(actor: Member, status: Status | None, category: str | None) -> int:
    counts = templates.tallies(actor.organization_id)
    key = f"status:{status}" if status else f"category:{category}" if category else "all"
    return counts.get(key, 0)


def library_facets(actor: Member) -> Facets:
    """The counts beside the library's filters, from one item."""
    access.permitted(actor, Permission.TEMPLATES_VIEW)
    counts = templates.tallies(actor.organization_id)

    def group(kind: str) -> dict[str, int]:
        found = {key.removeprefix(kind): n for key, n in counts.items() if key.startswith(kind)}
        return dict(sorted(found.items(), key=lambda pair: pair[0].casefold()))

    return Facets(counts.get("all", 0), group("status:"), group("category:"), group("tag:"))


def versions(actor: Member, template_id: str) -> tuple[VersionInfo, ...]:
    """A template's versions, the latest first."""
    access.template(actor, template_id)
    return version_store.infos(actor.organization_id, template_id)
