"""What is said of an endpoint beside its code: what it takes, what it answers, what it refuses."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Annotated, Any, TypeVar

from pydantic import Field
from typing_extensions import TypedDict, is_typeddict

from craftify.api.fields import MAX_LIMIT, MAX_PAGE
from craftify.errors import CraftifyError

V = TypeVar("V", bound=Callable[..., Any])


class Paging(TypedDict, total=False):
    """The parameters of a list: pages from 1, and at most 100 entries on one."""

    page: Annotated[int, Field(ge=1, le=MAX_PAGE)]
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)]


@dataclass(frozen=True, slots=True)
class Deprecation:
    """What is to go: since when that is known, the day on which it goes, and what to use instead.

    `instead` is an address of the API, such as `/api/templates`.
    """

    since: date
    until: date
    instead: str

    def headers(self) -> dict[str, str]:
        """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a `Link` to what comes after it."""
        began, ends = (
            datetime.combine(day, time(), tzinfo=UTC) for day in (self.since, self.until)
        )
        return {
            "Deprecation": f"@{int(began.timestamp())}",
            "Sunset": format_datetime(ends, usegmt=True),
            "Link": f'<{self.instead}>; rel="successor-version"',
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One method of one endpoint.

    `answer` is the type of `data` (None: no body; the entries' type where `paged`, a list of them
    where `many`); `body` and `query` are TypedDicts; `file` is the media type of an answer that is
    a file; `refuses` are the refusals beside those that every endpoint may give; `needs` is the
    permission without which everybody is refused, where there is one (tests/architecture compares
    it with what is so); `scope` is the one that an API key needs where it is another or `needs` is
    empty, "*" for any key, and no key is let in where both are empty; `etag` and `if_match` that
    the view itself gives and compares a revision (the frame does it with what is answered, see
    `craftify.api.frame`); `deprecated` that it goes.
    """

    answer: Any = None
    status: int = 200
    body: Any = None
    body_required: bool = True
    query: Any = None
    many: bool = False
    paged: bool = False
    file: str = ""
    refuses: tuple[type[CraftifyError], ...] = ()
    etag: bool = False
    if_match: bool = False
    needs: str = ""
    scope: str = ""
    deprecated: Deprecation | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of everything that may stand in the query."""
        own = tuple(self.query.__annotations__) if self.query else ()
        paging = tuple(Paging.__annotations__) if self.paged else ()
        return (*own, *paging)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names that `fields=` may choose from."""
        return tuple(self.answer.__annotations__) if is_typeddict(self.answer) else ()


def documented(
    *,
    answer: Any = None,
    status: int = 200,
    body: Any = None,
    body_required: bool = True,
    query: Any = None,
    many: bool = False,
    paged: bool = False,
    file: str = "",
    refuses: Iterable[type[CraftifyError]] = (),
    etag: bool = False,
    if_match: bool = False,
    needs: str = "",
    scope: str = "",
    deprecated: Deprecation | None = None,
) -> Callable[[V], V]:
    """Say it of a view's method; `Operation` tells what each word means."""
    operation = Operation(
        answer=answer,
        status=status,
        body=body,
        body_required=body_required,
        query=query,
        many=many,
        paged=paged,
        file=file,
        refuses=tuple(refuses),
        etag=etag,
        if_match=if_match,
        needs=needs,
        scope=scope,
        deprecated=deprecated,
    )

    def keep(method: V) -> V:
        method.operation = operation  # type: ignore[attr-defined]  # read by `operation_of`
        return method

    return keep


def operation_of(view: object, method: str) -> Operation | None:
    """What is said of a view's method, if anything is."""
    found: Operation | None = getattr(getattr(view, method.lower(), None), "operation", None)
    return found


def is_tagged(view: object, method: str) -> bool:
    """Whether an answer has an entity tag: its revision, or made of what it says."""
    said = operation_of(view, method)
    if not said or method != "GET":
        return bool(said and said.etag)
    return said.etag or (said.answer is not None and not said.file)


def is_matched(view: object, method: str) -> bool:
    """Whether `If-Match` is compared with what `GET` says at this address."""
    said = operation_of(view, method)
    shown = operation_of(view, "GET")
    if not said or said.if_match or not shown:
        return bool(said and said.if_match)
    is_one = not (shown.paged or shown.many)
    return method in {"PATCH", "PUT", "DELETE"} and is_one and is_tagged(view, "GET")
