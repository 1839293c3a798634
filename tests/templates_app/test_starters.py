"""The starter emails: complete, filled by their samples, and free of other hosts."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from liquid import Environment, StrictUndefined

from templates_app import starters
from templates_app.domain import Changes, checked
from templates_app.starters import Starter, all_starters

STARTERS = all_starters()
each = pytest.mark.parametrize("starter", STARTERS, ids=[one.slug for one in STARTERS])

LOOP = re.compile(r"{%-?\s*for\s+(\w+)\s+in\s+([\w.]+)")
# The letters nobody can decline: they answer something that the reader just did.
SERVICE = {"Orders", "Account"}
ENVIRONMENT = Environment(undefined=StrictUndefined, autoescape=True)


def variables_of(text: str) -> set[str]:
    """The dotted paths that the Liquid of a text asks for, a list's members as `lines[].name`."""
    loops = dict(LOOP.findall(text))
    analysis = ENVIRONMENT.from_string(text).analyze()
    used = (one.segments for group in analysis.variables.values() for one in group)
    paths = {".".join(map(str, _resolved(segments, loops))) for segments in used}
    lists = set(loops.values())
    return {path for path in paths if path not in lists and not path.startswith("forloop.")}


def _resolved(segments: list[Any], loops: dict[str, str]) -> list[Any]:
    first, *rest = segments
    return [f"{loops[first]}[]", *rest] if first in loops else segments


def leaves_of(value: object, path: str = "") -> Iterator[str]:
    """The dotted paths of everything in sample data that is neither an object nor a list."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves_of(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves_of(inner, f"{path}[]")
    else:
        yield path


def merged(starter: Starter, text: str) -> str:
    return ENVIRONMENT.from_string(text).render(**starter.sample)


def test_every_folder_is_a_starter() -> None:
    folder = Path(starters.__file__).parent
    sources = {path.parent.name for path in folder.glob("*/source.mjml")}
    assert sources == {one.slug for one in STARTERS}
    assert all_starters() is STARTERS


def test_names_and_subjects_are_unique() -> None:
    for field in ("slug", "name", "subject", "preheader", "description"):
        assert len({getattr(one, field) for one in STARTERS}) == len(STARTERS)


@each
def test_it_is_complete_and_may_be_saved(starter: Starter) -> None:
    fields = ("name", "description", "subject", "preheader", "category", "tags", "source", "sample")
    given = {field: getattr(starter, field) for field in fields}
    assert all(given.values())
    assert checked(Changes(**given)).given() == given


@each
def test_the_sample_has_exactly_the_variables_used(starter: Starter) -> None:
    used = variables_of(starter.source) | variables_of(starter.subject)
    assert used == set(leaves_of(starter.sample))


@each
def test_it_merges_with_its_sample(starter: Starter) -> None:
    subject = merged(starter, starter.subject)
    assert "{{" in starter.subject
    assert "{" not in subject
    assert len(subject) < 80
    assert not re.search(r"{{|{%", merged(starter, starter.source))
    assert "{" not in starter.preheader


@each
def test_a_reader_without_a_first_name_is_still_addressed(starter: Starter) -> None:
    names = re.findall(r"{{[^}]*(?:customer|reader)\.first_name[^}]*}}", starter.source)
    assert all("default:" in name for name in names)


@each
def test_the_preheader_is_left_to_the_field(starter: Starter) -> None:
    assert "<mj-preview" not in starter.source


@each
def test_nothing_comes_from_another_host(starter: Starter) -> None:
    assert not re.search(r"<(mj-)?(image|img|font|link|include|carousel)\b", starter.source)
    assert not re.search(r"\bsrc\s*=|\burl\s*\(|@import", starter.source)
    links = re.findall(r'href="([^"]*)"', merged(starter, starter.source))
    assert links
    assert all(link.startswith("https://acme.example/") for link in links)


@each
def test_mjml_adds_no_web_font(starter: Starter) -> None:
    """MJML asks Google for Ubuntu, its default, and for a few others wherever it meets them."""
    assert re.search(r"<mj-all [^>]*font-family=", starter.source)
    assert not re.search(r"Ubuntu|Open Sans|Droid Sans|Lato|Roboto", starter.source)


@each
def test_nothing_runs(starter: Starter) -> None:
    assert not re.search(r"<script|javascript:|\son\w+\s*=", starter.source, re.IGNORECASE)


@each
def test_who_wrote_can_be_asked_to_stop(starter: Starter) -> None:
    """Marketing says who sends it, from where, and how to end it; so does the welcome."""
    if starter.category in SERVICE:
        assert "unsubscribe" not in starter.source
        return
    assert 'href="{{ unsubscribe_url }}"' in starter.source
    assert "{{ company.address }}" in starter.source


@each
def test_a_screen_reader_meets_one_title_and_no_layout_tables(starter: Starter) -> None:
    assert starter.source.count('role="heading" aria-level="1"') == 1
    assert '<mjml lang="en-GB">' in starter.source
    tables = re.findall(r"<table\b[^>]*>", starter.source)
    assert all('role="presentation"' in tag for tag in tables)
    assert '<mj-table role="presentation"' in starter.source


@each
def test_the_copy_keeps_its_voice(starter: Starter) -> None:
    copy = " ".join([starter.name, starter.description, starter.subject, starter.preheader])
    body = re.sub(r"<mj-(style|raw)\b.*?</mj-\1>|<!--.*?-->", "", starter.source, flags=re.DOTALL)
    assert "!" not in copy + body + "".join(map(str, starter.sample.values()))
    assert not re.search(r"lorem|click here|[\U0001F300-\U0001FAFF]", copy + body, re.IGNORECASE)
