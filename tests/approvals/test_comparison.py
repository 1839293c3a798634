"""What differs between two versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals import actions
from approvals.comparison import MAX_SHOWN, compare, diff
from approvals.domain import DecisionKind
from templates_app import queries
from templates_app.document.words import Mark, words
from tests.approvals.letters import HTML, edited, submitted
from tests.cast import Acme

texts = st.text(st.sampled_from("ab .,\r\n"), max_size=60)


def joined(before: str, after: str, *marks: Mark) -> str:
    return "".join(run.text for run in words(before, after) if run.mark in marks)


@given(texts, texts)
def test_words_tell_both_texts(before: str, after: str) -> None:
    told = words(before, after)
    assert "".join(run.text for run in told if run.mark != Mark.REMOVED) == after
    # What is the same, and spaces between two changes, may stand with either side.
    assert joined(before, after, Mark.REMOVED, Mark.SAME) == before
    assert all(run.text for run in told)


@given(st.text(st.sampled_from("ab\n"), max_size=40), st.text(st.sampled_from("ab\n"), max_size=40))
def test_a_diff_counts_every_line_that_came_or_went(before: str, after: str) -> None:
    found = diff(before, after)
    assert bool(found) == (before != after)
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    assert len(new) - len(old) == found.added - found.removed
    for line in (line for hunk in found.hunks for line in hunk):
        shown = "".join(run.text for run in line.words)
        assert shown == (old if line.mark == Mark.REMOVED else new)[line.number - 1]


def test_a_changed_phrase_is_one_change() -> None:
    told = words("Everything is growing: 15 % off", "Everything is growing, and a fifth off it")
    assert [(run.mark, run.text) for run in told] == [
        (Mark.SAME, "Everything is growing"),
        (Mark.REMOVED, ": 15 %"),
        (Mark.ADDED, ", and a fifth"),
        (Mark.SAME, " off"),
        (Mark.ADDED, " it"),
    ]


def test_a_line_end_is_a_change_that_shows() -> None:
    [hunk] = diff("one\ntwo\n", "one\r\ntwo\n").hunks
    shown = [(line.mark, "".join(run.shown for run in line.words)) for line in hunk]
    assert shown == [(Mark.REMOVED, "one"), (Mark.ADDED, "one␍"), (Mark.SAME, "two")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n" * 300_000, "b\n" * 300_000),
        ("x" * 500_000, "y" * 500_000),
        ("a\nb\n" * 1000, "b\na\n" * 1000),
    ],
)
def test_a_huge_difference_is_cut_and_counted(before: str, after: str) -> None:
    found = diff(before, after)
    lines = [line for hunk in found.hunks for line in hunk]
    assert len(lines) <= MAX_SHOWN
    assert sum(len(run.text) for line in lines for run in line.words) < 1000 * MAX_SHOWN
    changed = sum(line.mark != Mark.SAME for line in lines)
    assert found.unseen == found.added + found.removed - changed


def test_versions_are_compared_part_by_part(acme: Acme) -> None:
    review = submitted(acme.eve)
    actions.decide(review.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    source = HTML.replace("Hi", "Good morning")
    edited(review.template_id, acme.eve, source=source, preheader="Until Monday")
    actions.submit(review.template_id, actor=acme.eve)
    versions = [queries.version(acme.ann, review.template_id, number) for number in (1, 2)]
    found = compare(*versions)
    assert (found.before, found.count, found.subject) == (1, 3, ())
    assert [run.text for run in found.preheader] == ["Until ", "Sunday", "Monday"]
    assert (found.text.added, found.source.added, found.source.removed) == (1, 1, 1)
    assert compare(versions[0], versions[0]).count == 0
