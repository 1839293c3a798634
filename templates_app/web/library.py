"""The library: every template of the organization, found by looking."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries as accounts
from accounts.domain import Member, Permission, User
from accounts.web.request import PageRequest
from craftify.dynamo.paging import Page
from templates_app import queries
from templates_app.domain import Card, Status
from templates_app.queries import Facets
from templates_app.web.filters import Filters, Sort, View

VIEW_COOKIE = "craftify_library"
LIMIT = 24  # full rows of two, three and four cards


@dataclass(frozen=True, slots=True)
class Chip:
    """One of the status filters, with how many templates it leads to."""

    status: Status | None
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """A card with its author."""

    card: Card
    owner: User | None


@dataclass(frozen=True, kw_only=True)
class LibraryPage:
    """The library as `member` asked for it."""

    member: Member
    filters: Filters
    page: Page[Card]
    facets: Facets
    people: Mapping[str, User]

    @property
    def chips(self) -> tuple[Chip, ...]:
        """All, then each status that a template has (or that was asked for)."""
        counts = {status: self.facets.by_status.get(status, 0) for status in Status}
        shown = [one for one in Status if counts[one] or one == self.filters.status]
        every = Chip(None, self.facets.total, self.filters.query(status="", page=""))
        return (
            every,
            *(Chip(one, counts[one], self.filters.query(status=one, page="")) for one in shown),
        )

    @property
    def rows(self) -> tuple[Row, ...]:
        """The page's cards."""
        return tuple(Row(card, self.people.get(card.created_by)) for card in self.page.items)

    @property
    def owners(self) -> tuple[User, ...]:
        """Everybody whose templates may be asked for."""
        return tuple(sorted(self.people.values(), key=lambda user: user.name.casefold()))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to find at all."""
        return not self.facets.total and not self.facets.by_status.get(Status.ARCHIVED, 0)

    @property
    def writes(self) -> bool:
        """Whether the member's role writes templates."""
        return self.member.may(Permission.TEMPLATES_EDIT)

    @property
    def deletes(self) -> bool:
        """Whether the member's role deletes templates."""
        return self.member.may(Permission.TEMPLATES_DELETE)

    @property
    def first(self) -> str:
        """The address of the first page."""
        return self.filters.query(page="")

    @property
    def sought(self) -> str:
        """Why nothing is shown, when filters leave nothing."""
        if self.filters.q:
            return f"No template has “{self.filters.q}” in its name, subject, category or tags."
        return "No template is like this. Another status or category may have what you look for."

    @property
    def views(self) -> tuple[tuple[View, str, str], ...]:
        """The ways to show it: the word, the query of its address, its icon."""
        return (
            (View.CARDS, self.filters.query(view=View.CARDS), "grid"),
            (View.LIST, self.filters.query(view=View.LIST), "list"),
        )


@require_safe
def library(request: PageRequest) -> HttpResponse:
    """The page (`?q=`, `?status=` …); HTMX asks for what is found."""
    filters = Filters.of(request.GET, request.COOKIES.get(VIEW_COOKIE, ""))
    is_part = request.htmx and not request.htmx.history_restore_request
    page = "templates_app/library.html#found" if is_part else "templates_app/library.html"
    response = render(request, page, {"library": _page(request.member, filters)})
    if request.htmx.trigger == "find":
        response.headers["HX-Push-Url"] = request.path + filters.here
    if "view" in request.GET:
        response.set_cookie(
            VIEW_COOKIE, filters.view, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def _page(actor: Member, filters: Filters) -> LibraryPage:
    return LibraryPage(
        member=actor,
        filters=filters,
        page=queries.library(
            actor,
            status=filters.status,
            category=filters.category or None,
            tag=filters.tag or None,
            owner=filters.owner or None,
            q=filters.q,
            sort="name" if filters.sort == Sort.NAME else "updatedAt",
            descending=filters.sort != Sort.NAME,
            page=filters.page,
            limit=LIMIT,
        ),
        facets=queries.library_facets(actor),
        people=accounts.people(actor.organization_id),
    )
