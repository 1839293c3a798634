"""An email template, its draft and its versions. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from craftify.errors import Conflict, Invalid, TooLarge, Unprocessable
from templates_app.rendering.formats import Format

MAX_SOURCE_BYTES = 2**20
MAX_PACKED_BYTES = 350 * 2**10  # DynamoDB's item limit is 400 KB; the rest of the item needs room
MAX_SAMPLE_BYTES = 64 * 2**10
MAX_TAGS = 20
_LENGTHS = {"name": 120, "subject": 255, "preheader": 255, "description": 2000, "category": 60}
_CONTENT = ("subject", "preheader", "source", "format")


class Status(StrEnum):
    """Where a template stands; the words are kept for ever."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    ARCHIVED = "archived"


# A change of content makes a draft of these again: the approval no longer covers it.
VOIDED_BY_CHANGE = frozenset({Status.APPROVED, Status.PUBLISHED, Status.CHANGES_REQUESTED})


class StaleRevision(Conflict):
    """Somebody saved in between; nothing of this save was stored."""


class TemplateLocked(Conflict):
    """The content is in review or archived."""


class CannotRender(Unprocessable):
    """It does not compile, or does not merge with this data."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What a list shows of a template."""

    id: str
    organization_id: str
    name: str
    description: str = ""
    subject: str = ""
    preheader: str = ""
    format: Format
    category: str = ""
    tags: tuple[str, ...] = ()
    status: Status = Status.DRAFT
    revision: int = 1
    version: int = 0
    approved_version: int = 0
    approved_by: str | None = None
    approved_at: datetime | None = None
    fingerprint: str = ""
    created_by: str
    updated_by: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Template(Card):
    """A template with its draft.

    `review_id` is the open review's id while in review, `release_id` that of the review that
    approved `approved_version`; `editors` are those who wrote its content since it was approved
    last; `lock` counts every write; `deleted_at` hides it from everybody.
    """

    source: str
    sample: Mapping[str, Any]
    editors: tuple[str, ...] = ()
    lock: int = 0
    review_id: str | None = None
    release_id: str | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionInfo:
    """A version without its big parts.

    `kinds` are those of the variables, in their order; `assets` and `modules` are digests, and
    `scheme` says how `digest` was made of it all (`rendering.digest`).
    """

    organization_id: str
    template_id: str
    number: int
    name: str
    digest: str
    format: Format
    subject: str
    preheader: str
    variables: tuple[str, ...]
    kinds: tuple[str, ...]
    assets: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    scheme: int
    sample: Mapping[str, Any]
    created_by: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Version(VersionInfo):
    """What was submitted, for ever: `html` is compiled and not merged, `text` made from it.

    `block_ids` carry the names of its blocks over from the version before (`document.Ids`).
    """

    source: str
    html: str
    text: str
    block_ids: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What a save wants to change; None leaves a field as it is."""

    name: str | None = None
    description: str | None = None
    subject: str | None = None
    preheader: str | None = None
    source: str | None = None
    format: Format | None = None
    category: str | None = None
    tags: tuple[str, ...] | None = None
    sample: Mapping[str, Any] | None = None

    def given(self) -> dict[str, Any]:
        """The fields that are not None."""
        pairs = ((field, getattr(self, field)) for field in self.__dataclass_fields__)
        return {field: value for field, value in pairs if value is not None}


def checked(changes: Changes) -> Changes:
    """The changes with text trimmed and tags in order, or a refusal naming the field.

    Raises:
        Invalid: a field is empty, too long or not what it should be.
        TooLarge: the source or the sample data is over its limit.
    """
    given = changes.given()
    for field, length in _LENGTHS.items():
        if field in given:
            given[field] = _line(field, given[field], length)
    if "name" in given and not given["name"]:
        raise Invalid("A template needs a name.", field="name")
    if "tags" in given:
        given["tags"] = _tags(given["tags"])
    if "source" in given:
        _check_source(given["source"])
    if "sample" in given:
        _check_sample(given["sample"])
    return Changes(**given)


def _line(field: str, value: str, length: int, word: str = "") -> str:
    value, word = value.strip(), word or field
    if len(value) > length:
        raise Invalid(f"The {word} has {len(value)} characters; at most {length} fit.", field=field)
    breaks = "\r\n\0" if field != "description" else "\0"
    if any(char in value for char in breaks):
        raise Invalid(f"The {word} must be one line of text.", field=field)
    return value


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    trimmed = tuple(dict.fromkeys(_line("tags", tag, 40, "tag") for tag in tags if tag.strip()))
    if len(trimmed) > MAX_TAGS:
        raise Invalid(f"{len(trimmed)} tags are too many; at most {MAX_TAGS} fit.", field="tags")
    return trimmed


def _check_source(source: str) -> None:
    size = len(source.encode())
    if size > MAX_SOURCE_BYTES:
        raise TooLarge(
            f"The source has {size / 2**20:.1f} MB; at most 1 MB fits. "
            "Take out embedded images and link to them instead.",
            field="source",
            bytes=size,
            limit=MAX_SOURCE_BYTES,
        )
    if not source.strip():
        raise Invalid("The source is empty. Paste MJML or HTML.", field="source")
    if "\0" in source:
        raise Invalid("The source holds a NUL character, which no email may.", field="source")


def _check_sample(sample: Mapping[str, Any]) -> None:
    try:
        # orjson nests 254 levels; the lists leave room for the answers that will hold the sample.
        size = len(orjson.dumps([[[[sample]]]]))
    except orjson.JSONEncodeError:
        sentence = "The sample data is nested too deeply; at most 250 levels fit."
        raise Invalid(sentence, field="sample") from None
    if size > MAX_SAMPLE_BYTES:
        raise TooLarge("The sample data is over 64 KB. Shorten its lists.", field="sample")


def fingerprint(template: Template) -> str:
    """16 hexadecimal digits that change with what the draft looks like."""
    parts = [template.format, template.subject, template.preheader, template.source]
    data = orjson.dumps([*parts, template.sample], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:16]


def edited(template: Template, changes: Changes, *, by: str, now: datetime) -> Template:
    """The template after a save; the very same object when nothing differs.

    Raises:
        TemplateLocked: the content differs while it is in review or archived.
    """
    fresh = {
        field: value
        for field, value in changes.given().items()
        if value != getattr(template, field)
    }
    if not fresh:
        return template
    after = replace(template, **fresh, updated_by=by, updated_at=now)
    if any(field in fresh for field in _CONTENT):
        if template.status == Status.IN_REVIEW:
            raise TemplateLocked(
                "This template is in review, so its content cannot change. "
                "Withdraw the review to go on editing."
            )
        if template.status == Status.ARCHIVED:
            raise TemplateLocked("This template is archived. Take it out of the archive first.")
        status = Status.DRAFT if template.status in VOIDED_BY_CHANGE else template.status
        editors = tuple(dict.fromkeys((*template.editors, by)))
        after = replace(after, revision=template.revision + 1, status=status, editors=editors)
    return replace(after, fingerprint=fingerprint(after))
