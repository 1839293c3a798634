"""Templates as clients send and see them: the types that `parse` reads and `present` gives."""

from typing import Annotated

from pydantic import Field

from craftify.api.schemas import (
    Base64,
    Instant,
    NotRequired,
    Object,
    TypedDict,
    Whole,
    words,
)
from templates_app.actions.bulk import MAX_TEMPLATES, Bulk
from templates_app.api.parse import SortBy, SortOrder
from templates_app.domain import MAX_SOURCE_BYTES, MAX_TAGS, Status
from templates_app.rendering.formats import Format
from templates_app.rendering.problems import Severity

Name = Annotated[str, words(120, some=True)]
Subject = Annotated[str, words(255)]
Source = Annotated[str, words(MAX_SOURCE_BYTES, lines=True, some=True)]
Tags = Annotated[list[Annotated[str, words(40)]], Field(max_length=MAX_TAGS)]


class _Optional(TypedDict, total=False):
    subject: Subject
    preheader: Subject
    format: Format
    description: Annotated[str, words(2000, lines=True)]
    category: Annotated[str, words(60)]
    tags: Tags
    sample: Object


class TemplateCreation(_Optional):
    """A new template; without `format` its first tag decides."""

    name: Name
    source: Source


class TemplateChange(_Optional, total=False):
    """What is to change, from the `revision` that the client began with."""

    name: Name
    source: Source
    revision: Annotated[int, Field(ge=1, le=2**31)]


class Library(TypedDict, total=False):
    """Which templates are listed, and in which order."""

    sortBy: SortBy
    sortOrder: SortOrder
    status: Status
    category: str
    tag: str
    owner: str
    q: str
    cursor: str


class TemplateCard(TypedDict):
    """A template in a list: everything but what is long."""

    id: str
    organizationId: str
    name: str
    description: str
    subject: str
    preheader: str
    format: Format
    category: str
    tags: tuple[str, ...]
    status: Status
    revision: Whole
    version: Whole
    approvedVersion: Whole
    approvedBy: str | None
    approvedAt: Instant | None
    createdBy: str
    updatedBy: str
    createdAt: Instant
    updatedAt: Instant


class Variable(TypedDict):
    """A variable of a source, and the lines that use it."""

    name: str
    kind: str
    lines: tuple[int, ...]


class Template(TemplateCard):
    """A template with its draft."""

    source: str
    sample: Object
    variables: list[Variable]
    approvalId: str | None


class VersionInfo(TypedDict):
    """What was submitted, without what is long."""

    templateId: str
    number: Whole
    name: str
    digest: str
    format: Format
    subject: str
    preheader: str
    variables: tuple[str, ...]
    createdBy: str
    createdAt: Instant


class Version(VersionInfo):
    """A version with its contents, merge tags in place."""

    sample: Object
    source: str
    html: str
    text: str


class SourceProblem(TypedDict):
    """What there is to say about a source, and where."""

    message: str
    line: int | None
    column: int | None
    severity: Severity
    code: str


class Preview(TypedDict):
    """A merged email; `size` is that of the HTML in bytes."""

    subject: str
    preheader: str
    html: str
    text: str
    size: Whole
    missing: tuple[str, ...]
    variables: list[Variable]
    problems: list[SourceProblem]


class RenderData(TypedDict, total=False):
    """The data to merge; the sample data if there is none."""

    data: Object


class Unsaved(TypedDict):
    """A source that is not stored."""

    source: Source
    format: NotRequired[Format]
    subject: NotRequired[Subject]
    preheader: NotRequired[Subject]
    data: NotRequired[Object]


class Upload(TypedDict):
    """A .mjml or .html file; its name and title make the template's name."""

    filename: Annotated[str, words(255, some=True)]
    data: Base64
    name: NotRequired[Name]
    category: NotRequired[Annotated[str, words(60)]]
    tags: NotRequired[Tags]


class StarterCard(TypedDict):
    """An email to begin with."""

    id: str
    name: str
    description: str
    subject: str
    preheader: str
    category: str
    tags: tuple[str, ...]


class Starter(StarterCard):
    """The same with its source (MJML) and its sample data."""

    source: str
    sample: Object


class Facets(TypedDict):
    """How many templates there are: in the library, and by status, category and tag."""

    total: Whole
    byStatus: dict[str, int]
    categories: dict[str, int]
    tags: dict[str, int]


class BulkChange(TypedDict):
    """One thing to do with up to 100 templates; `tags` are for `tag` and `untag`."""

    action: Bulk
    ids: Annotated[
        list[Annotated[str, words(80, some=True)]],
        Field(min_length=1, max_length=MAX_TEMPLATES, json_schema_extra={"uniqueItems": True}),
    ]
    tags: NotRequired[Tags]


class BulkError(TypedDict):
    """Why one of them was refused."""

    code: str
    message: str
    details: Object


class BulkResult(TypedDict):
    """What became of one template; `status` is what its own request would have answered."""

    id: str
    status: Whole
    error: BulkError | None
