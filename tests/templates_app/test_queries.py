"""The library: pages, filters and counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from craftify.errors import Invalid
from templates_app import actions, queries
from templates_app.domain import Changes, Status
from templates_app.rendering.formats import Format
from tests import cast
from tests.cast import Acme


def fill(acme: Acme, count: int) -> list[str]:
    return [
        actions.create_template(
            actor=acme.eve,
            name=f"Email {number:02}",
            source="<p>x</p>",
            format=Format.HTML,
            category="Odd" if number % 2 else "Even",
            tags=("third",) if number % 3 == 0 else (),
        ).id
        for number in range(count)
    ]


def test_pages_and_cursors_walk_the_same_list(acme: Acme) -> None:
    ids = fill(acme, 12)[::-1]
    pages = [queries.library(acme.vic, page=number, limit=5) for number in (1, 2, 3, 4)]
    assert [card.id for page in pages for card in page.items] == ids
    assert {(page.total, page.pages) for page in pages} == {(12, 3)}
    walked: list[str] = []
    cursor = None
    for _ in range(4):
        page = queries.library(acme.vic, limit=5, cursor=cursor)
        walked += [card.id for card in page.items]
        cursor = page.cursor
        if not cursor:
            break
    assert walked == ids


def test_filters_and_their_totals(acme: Acme) -> None:
    ids = fill(acme, 12)
    assert queries.library(acme.eve, category="Odd", limit=4).total == 6
    assert queries.library(acme.eve, tag="third").total == 4
    assert queries.library(acme.eve, category="Odd", tag="third").total == 2
    assert [c.id for c in queries.library(acme.eve, q="EMAIL 07").items] == [ids[7]]
    assert queries.library(acme.eve, q="email odd").total == 6
    assert queries.library(acme.eve, q="nothing").total == 0
    assert queries.library(acme.eve, status=Status.DRAFT).total == 12
    assert queries.library(acme.eve, status=Status.APPROVED).total == 0
    assert queries.library(acme.eve, owner=acme.max.id).total == 0


def test_sorting_by_name(acme: Acme) -> None:
    fill(acme, 3)
    rising = queries.library(acme.eve, sort="name", descending=False)
    assert [card.name for card in rising.items] == ["Email 00", "Email 01", "Email 02"]
    odd = queries.library(acme.eve, sort="name", descending=True, category="Even")
    assert [card.name for card in odd.items] == ["Email 02", "Email 00"]


def test_a_save_moves_a_template_to_the_front(acme: Acme) -> None:
    ids = fill(acme, 3)
    actions.save_template(ids[0], actor=acme.eve, revision=None, changes=Changes(subject="New"))
    assert [card.id for card in queries.library(acme.eve).items] == [ids[0], ids[2], ids[1]]


@pytest.mark.parametrize(
    "asked", [{"page": 0}, {"limit": 0}, {"limit": 101}, {"cursor": "nonsense"}, {"cursor": "e30x"}]
)
def test_bad_paging_is_refused(acme: Acme, asked: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        queries.library(acme.eve, **asked)  # type: ignore[arg-type]  # parameters by name


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(["delete", "restore", "archive", "unarchive", "Odd", "Even", ""]),
        ),
        max_size=12,
    )
)
def test_the_counts_are_those_of_the_lists_after_any_changes(steps: list[tuple[int, str]]) -> None:
    acme = cast.acme()
    ids = fill(acme, 4)
    gone: set[str] = set()
    for number, verb in steps:
        chosen = ids[number]
        if verb == "restore" and chosen in gone:
            actions.restore_template(chosen, actor=acme.eve)
            gone.remove(chosen)
        elif chosen in gone or verb == "restore":
            continue
        elif verb == "delete":
            actions.delete_template(chosen, actor=acme.eve)
            gone.add(chosen)
        elif verb == "archive":
            actions.archive_template(chosen, actor=acme.eve)
        elif verb == "unarchive":
            actions.unarchive_template(chosen, actor=acme.eve)
        else:
            actions.save_template(
                chosen, actor=acme.eve, revision=None, changes=Changes(category=verb)
            )
    facets = queries.library_facets(acme.eve)
    assert facets.total == len(queries.library(acme.eve).items)
    for status in Status:
        shown = queries.library(acme.eve, status=status)
        assert shown.total == len(shown.items) == facets.by_status.get(status, 0)
    for category in ("Odd", "Even"):
        shown = queries.library(acme.eve, category=category)
        assert shown.total == len(shown.items) == facets.categories.get(category, 0)


@pytest.mark.parametrize("word", ["]", "[", "sale[0]", "a.b", "[[x]]", "\\("])
def test_any_character_of_a_tag_or_category_is_counted(acme: Acme, word: str) -> None:
    made = actions.create_template(
        actor=acme.eve,
        name="Odd",
        source="<p>x</p>",
        format=Format.HTML,
        category=word,
        tags=[word],
    )
    facets = queries.library_facets(acme.eve)
    assert (dict(facets.tags), dict(facets.categories)) == ({word: 1}, {word: 1})
    actions.delete_template(made.id, actor=acme.eve)
    assert dict(queries.library_facets(acme.eve).tags) == {}
