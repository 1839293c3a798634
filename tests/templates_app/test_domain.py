"""The rules of a draft, without a store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify.errors import Invalid, TooLarge
from templates_app.domain import (
    Changes,
    Status,
    Template,
    TemplateLocked,
    checked,
    edited,
    fingerprint,
)
from templates_app.rendering.formats import Format

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DRAFT = Template(
    id="tpl_1",
    organization_id="org_1",
    name="Welcome",
    subject="Hello",
    format=Format.MJML,
    source="<mjml></mjml>",
    sample={},
    created_by="usr_eve",
    updated_by="usr_eve",
    created_at=NOW,
    updated_at=NOW,
)
LATER = NOW + timedelta(minutes=5)


def save(template: Template, **fields: object) -> Template:
    return edited(template, Changes(**fields), by="usr_max", now=LATER)  # type: ignore[arg-type]  # fields by name


def test_a_change_of_content_counts_a_revision_and_names_its_author() -> None:
    after = save(DRAFT, subject="Hi")
    assert (after.revision, after.updated_by, after.updated_at) == (2, "usr_max", LATER)
    assert after.fingerprint == fingerprint(after) != fingerprint(DRAFT)


def test_saving_without_a_change_is_no_change_at_all() -> None:
    assert save(DRAFT, subject="Hello", source=DRAFT.source, name="Welcome") is DRAFT


def test_a_name_is_not_content() -> None:
    after = save(DRAFT, name="Hello", tags=("a",), sample={"x": 1})
    assert (after.revision, after.name, after.tags) == (1, "Hello", ("a",))


@pytest.mark.parametrize("status", [Status.APPROVED, Status.PUBLISHED, Status.CHANGES_REQUESTED])
def test_a_change_of_content_voids_what_was_decided(status: Status) -> None:
    decided = replace(DRAFT, status=status)
    assert save(decided, subject="Hi").status == Status.DRAFT
    assert save(decided, subject="Hello").status == status
    assert save(decided, name="Other").status == status


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.ARCHIVED])
def test_content_is_locked_and_the_rest_is_not(status: Status) -> None:
    locked = replace(DRAFT, status=status)
    with pytest.raises(TemplateLocked):
        save(locked, source="<mjml> </mjml>")
    assert save(locked, name="Other").name == "Other"
    assert save(locked, source=locked.source) is locked


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 121}, "121 characters"),
        ({"subject": "one\ntwo"}, "one line"),
        ({"source": " \n"}, "empty"),
        ({"source": "<p>\0</p>"}, "NUL"),
        ({"tags": tuple(map(str, range(21)))}, "21 tags"),
        ({"tags": ("x" * 41,)}, "at most 40"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, object], words: str) -> None:
    with pytest.raises(Invalid, match=words) as refusal:
        checked(Changes(**fields))  # type: ignore[arg-type]  # fields by name
    assert refusal.value.details["field"] == next(iter(fields))


def test_too_much_is_refused_with_its_size() -> None:
    with pytest.raises(TooLarge, match=r"2\.0 MB; at most 1 MB"):
        checked(Changes(source="x" * 2**21))
    with pytest.raises(TooLarge, match="64 KB"):
        checked(Changes(sample={"list": ["x" * 100] * 1000}))


@given(st.lists(st.text(alphabet="abc ", max_size=5), max_size=10))
def test_tags_are_trimmed_and_kept_once_in_order(tags: list[str]) -> None:
    kept = checked(Changes(tags=tuple(tags))).tags
    assert kept is not None
    assert list(kept) == list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))


@given(st.text(max_size=200), st.text(max_size=40))
def test_the_source_is_never_touched(source: str, name: str) -> None:
    if source.strip() and "\0" not in source:
        assert checked(Changes(source=source)).source == source
        assert save(DRAFT, source=source).source == source
