"""Undo takes back one's own work only, and says so when it cannot."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from templates_app.document.blocks import Document
from templates_app.document.operations import Delete, Insert, Operation, SetAttributes, SetContent
from templates_app.document.perform import perform
from templates_app.document.refusals import Reason, Refused
from templates_app.document.undo import MAX_STEPS, Applied, History, redo, undo
from tests.templates_app.document.operating import HTML, MJML, operations, read
from tests.templates_app.document.test_operations import ALL, mjml, tags
from tests.templates_app.rendering.documents import section

BODY = "".join(section(f"<mj-text>{one}</mj-text>") for one in "abc")


class Editing:
    """A document, the log of what was done to it, and one history a person."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.log: list[Applied] = []
        self.histories: dict[str, History] = {"ada": History(), "bob": History()}

    def do(self, who: str, operation: Operation) -> None:
        made = perform(self.document, operation, ALL)
        self.log.append(Applied(len(self.log) + 1, made.patch, made.touched))
        self.histories[who] = self.histories[who].did(len(self.log), operation, made)
        self.document = made.document

    def undo(self, who: str) -> None:
        self._take(who, undo)

    def redo(self, who: str) -> None:
        self._take(who, redo)

    def _take(self, who: str, how: object) -> None:
        call = undo if how is undo else redo
        made = call(self.document, self.histories[who], self.log, ALL)
        assert made.change.number == len(self.log) + 1
        self.document, self.histories[who] = made.done.document, made.history
        self.log.append(made.change)


def test_mine_only() -> None:
    found = mjml(BODY)
    a, b, _ = tags(found, "mj-text")
    editing = Editing(found)
    editing.do("ada", SetContent(b, "mine, and longer"))
    editing.do("bob", SetContent(a, "his, and much longer than it was"))
    editing.do("ada", SetAttributes(b, {"color": "red"}))
    editing.do("bob", Insert(tags(found, "mj-column")[0], a, "<mj-spacer />"))
    editing.undo("ada")
    editing.undo("ada")
    assert editing.document.by_id[b].text == "b"
    assert editing.document.by_id[a].text == "his, and much longer than it was"
    editing.redo("ada")
    editing.redo("ada")
    assert editing.document.by_id[b].value("color") == "red"
    editing.undo("bob")
    editing.undo("bob")
    assert [one.text for one in editing.document.blocks if one.tag == "mj-text"] == [
        "a", "mine, and longer", "c",
    ]  # fmt: skip


def test_what_others_changed_since_is_not_undone() -> None:
    found = mjml(BODY)
    a, b, c = tags(found, "mj-text")
    editing = Editing(found)
    editing.do("ada", SetContent(a, "mine"))
    editing.do("bob", SetAttributes(a, {"color": "red"}))
    with pytest.raises(Refused, match="The text “mine” has been changed since") as caught:
        editing.undo("ada")
    assert caught.value.reason is Reason.CHANGED
    editing.undo("bob")  # when he takes it back, it is free again
    editing.undo("ada")
    assert editing.document.source == found.source
    editing.do("ada", Delete(b))
    editing.do("bob", Delete(tags(found, "mj-column")[1]))
    with pytest.raises(Refused):
        editing.undo("ada")
    assert editing.document.by_id[c].text == "c"


def test_nothing_to_undo_and_a_new_step_forgets_what_was_undone() -> None:
    found = mjml(BODY)
    a = tags(found, "mj-text")[0]
    editing = Editing(found)
    for call in (editing.undo, editing.redo):
        with pytest.raises(Refused, match="There is nothing"):
            call("ada")
    editing.do("ada", SetContent(a, "x"))
    editing.undo("ada")
    editing.do("ada", SetContent(a, "y"))
    with pytest.raises(Refused, match="There is nothing"):
        editing.redo("ada")


def test_two_hundred_steps() -> None:
    editing = Editing(mjml(section("<mj-text>a</mj-text>")))
    text = tags(editing.document, "mj-text")[0]
    for number in range(MAX_STEPS + 5):
        editing.do("ada", SetContent(text, f"{number}"))
    for _ in range(MAX_STEPS):
        editing.undo("ada")
    assert editing.document.by_id[text].text == "4"
    assert editing.histories["ada"].steps == ()


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_storm_of_undo_and_redo_comes_back(data: st.DataObject) -> None:
    """When both have undone all they can, what is left is what a conflict kept."""
    first = read(data.draw(st.sampled_from([*MJML, *HTML])))
    editing = Editing(first)
    kept = False
    for _ in range(data.draw(st.integers(1, 8))):
        who = data.draw(st.sampled_from(["ada", "bob"]))
        what = data.draw(st.sampled_from(["do", "do", "undo", "redo"]))
        try:
            if what == "do":
                editing.do(who, data.draw(operations(editing.document)))
            else:
                (editing.undo if what == "undo" else editing.redo)(who)
        except Refused:
            continue
    for who in ("ada", "bob", "ada", "bob"):
        while editing.histories[who].steps:
            try:
                editing.undo(who)
            except Refused:
                kept = True
                break
    if not any(history.steps for history in editing.histories.values()):
        assert editing.document.source == first.source
        assert editing.document.blocks == first.blocks
    else:
        assert kept
