"""What is said of an endpoint beside its code: what it takes, what it answers, what it refuses."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One method of one endpoint.

    `answer` is the type of `data` (None: no body; the entries' type where `paged`, a list of them
    where `many`); `body` and `query` are TypedDicts; `file` is the media type of an answer that is
    a file; `refuses` are the refusals beside those that every endpoint may give; `needs` is the
    permission without which everybody is refused, where there is one (tests/architecture compares
    it with what is so); `scope` is the one that an API key needs where it is another or `needs` is
    empty, "*" for any key. No key is let in where both are empty.
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
    )

    def keep(method: V) -> V:
        method.operation = operation  # type: ignore[attr-defined]  # read by `operation_of`
        return method

    return keep


def operation_of(view: object, method: str) -> Operation | None:
    """What is said of a view's method, if anything is."""
    found: Operation | None = getattr(getattr(view, method.lower(), None), "operation", None)
    return found
