""" "Show only if" and "repeat for each": set, changed, taken off, and read again."""

import pytest

from templates_app.document.dynamics import HIDDEN
from templates_app.document.operations import SetCondition, SetLoop
from templates_app.document.parse import parse
from templates_app.document.perform import Terms
from templates_app.document.refusals import Reason
from templates_app.rendering.compile import compile_source
from templates_app.rendering.compiler import Compiler
from templates_app.rendering.formats import Format
from tests.templates_app.document.operating import read
from tests.templates_app.document.test_operations import done, mjml, refused, tags
from tests.templates_app.rendering.documents import PLAIN, section

BODY = section("<mj-text>a</mj-text><mj-button>b</mj-button>")


@pytest.mark.parametrize("tag", ["mj-section", "mj-column", "mj-text", "mj-button"])
def test_a_condition_is_set_changed_and_taken_off(tag: str, compiler: Compiler) -> None:
    found = mjml(BODY)
    name = tags(found, tag)[0]
    now = done(found, SetCondition(name, "customer.vip")).document
    again = parse(now.source, Format.MJML, now.ids).by_id[name]
    assert [(one.name, one.expression) for one in again.around] == [("if", "customer.vip")]
    compiled = compile_source(now.source, Format.MJML, compiler=compiler)
    assert compiled.problems == ()
    assert "{% if customer.vip %}" in compiled.html
    now = done(now, SetCondition(name, "total > 10")).document
    assert [one.expression for one in now.by_id[name].around] == ["total > 10"]
    assert done(now, SetCondition(name, None)).document.source == found.source


def test_a_loop_stands_around_its_condition() -> None:
    found = mjml(BODY)
    name = tags(found, "mj-section")[0]
    now = done(found, SetCondition(name, "item.price > 10")).document
    now = done(now, SetLoop(name, "item", "order.items")).document
    around = [(one.name, one.expression) for one in now.by_id[name].around]
    assert around == [("for", "item in order.items"), ("if", "item.price > 10")]
    now = done(now, SetLoop(name, "", None)).document
    assert [one.name for one in now.by_id[name].around] == ["if"]


def test_only_declared_variables_are_taken() -> None:
    found = mjml(BODY)
    name = tags(found, "mj-text")[0]
    terms = Terms(declared=frozenset({"customer", "items"}))
    assert done(found, SetCondition(name, "customer.vip and customer.age > 3"), terms)
    wrong = refused(found, SetCondition(name, "costumer.vip"), terms)
    assert wrong.reason is Reason.UNKNOWN_VARIABLE
    assert wrong.sentence.startswith("There is no variable “costumer.vip”")
    assert refused(found, SetLoop(name, "x", "things"), terms).reason is Reason.UNKNOWN_VARIABLE
    now = done(found, SetLoop(name, "thing", "items"), terms).document
    assert done(now, SetCondition(name, "thing.new and forloop.first"), terms)


@pytest.mark.parametrize("expression", ["", "a =", "a %}{% endif", "{{ a }}", "a | nofilter:", " "])
def test_only_expressions_are_conditions(expression: str) -> None:
    found = mjml(BODY)
    wrong = refused(found, SetCondition(tags(found, "mj-text")[0], expression))
    assert wrong.reason is Reason.BAD_VALUE


def test_a_hidden_block_is_not_in_the_email() -> None:
    found = read("HTML table")
    row = tags(found, "tr")[0]
    now = done(found, SetCondition(row, HIDDEN)).document
    assert "{% if false %}<tr>" in now.source
    assert done(now, SetCondition(row, None)).document.source == found.source


def test_not_everywhere() -> None:
    carousel = mjml(PLAIN["carousel"].partition("<mj-body>")[2].partition("</mj-body>")[0])
    image = tags(carousel, "mj-carousel-image")[0]
    assert refused(carousel, SetCondition(image, "a")).reason is Reason.PLACEMENT
    found = mjml(BODY, "<mj-head><mj-title>x</mj-title></mj-head>")
    for tag in ("mj-body", "mj-title", "mjml"):
        assert refused(found, SetCondition(tags(found, tag)[0], "a")).reason is Reason.NOT_HERE
    branches = mjml(
        f"<mj-raw>{{% if a %}}</mj-raw>{BODY}<mj-raw>{{% else %}}</mj-raw>{BODY}"
        "<mj-raw>{% endif %}</mj-raw>"
    )
    first, second = tags(branches, "mj-section")
    assert done(branches, SetCondition(first, "b"))
    assert refused(branches, SetCondition(first, None)).reason is Reason.NOT_HERE
    assert refused(branches, SetCondition(second, "b")).reason is Reason.NOT_HERE
