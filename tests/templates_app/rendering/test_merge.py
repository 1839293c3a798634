import threading
from collections.abc import Mapping

import pytest
from hypothesis import given

from templates_app.rendering import environment
from templates_app.rendering.environment import HTML, weight
from templates_app.rendering.merge import JSON, MergeError, merge

from . import grammar


def outcome(source: str, data: Mapping[str, JSON], *, html: bool = True) -> str:
    """The text, or the sentence that came instead."""
    try:
        return merge(source, data, html=html).text
    except MergeError as error:
        return error.problem.message


def test_fills_in_and_escapes() -> None:
    data: dict[str, JSON] = {"name": "Ann & <b>Bob</b>", "list": [{"n": 1}, {"n": 2}]}
    source = '<a href="{{ name }}">{{ name }}</a>{% for x in list %}{{ x.n }};{% endfor %}'
    assert merge(source, data).text == (
        '<a href="Ann &amp; &lt;b&gt;Bob&lt;/b&gt;">Ann &amp; &lt;b&gt;Bob&lt;/b&gt;</a>1;2;'
    )
    assert merge("{{ name }}", data, html=False).text == "Ann & <b>Bob</b>"


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("{{ a }}", ("a",)),
        ("{{ user.name }}{{ user.name }}", ("user.name",)),
        ("{{ a | upcase }}", ("a",)),
        ("{{ a | date: '%Y' }}", ("a",)),
        ("{% for x in a %}{% endfor %}", ("a",)),
        ("{% for x in list %}{{ x.b }}{% for y in x.c %}{{ y.d }}{% endfor %}{% endfor %}",
         ("list[].b", "list[].c[].d")),
        ("{% assign x = a %}{{ x }}", ("a",)),
        ("{{ a | default: 'x' }}", ()),
        ("{{ a | upcase | default: 'x' }}", ()),
        ("{% if a %}{{ a }}{% endif %}", ()),
        ("{% unless a %}x{% endunless %}", ()),
        ("{% if a == 'x' %}{{ a }}{% endif %}", ()),
        ("{% if known %}{{ a }}{% endif %}", ("a",)),
        ("{{ null }}{{ zero }}{{ known }}", ()),
    ],
)  # fmt: skip
def test_names_what_the_data_lacks(source: str, missing: tuple[str, ...]) -> None:
    data: dict[str, JSON] = {"known": 1, "zero": 0, "null": None, "list": [{"c": [{}]}]}
    assert merge(source, data).missing == missing


def test_objects_are_not_reached_into() -> None:
    assert merge("{{ a.upper }}{{ a.__class__ }}{{ b.keys }}", {"a": "x", "b": {}}).text == ""


ATTACKS = {
    "a range joined": "{{ (1..1000000000) | join }}",
    "a range sorted": "{{ (1..1000000000) | sort }}",
    "a range past any machine's word": f"{{{{ (1..{10**40}) | reverse }}}}",
    "a long loop": "{% for i in (1..1000000000) %}x{% endfor %}",
    "nested loops": "{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}",
    "many loops": "{% for i in (1..19999) %}{{ i }}{% endfor %}" * 5000,
    "a table": "{% tablerow i in (1..1000000000) %}x{% endtablerow %}",
    "doubling": "{% assign s = 'aaaaaaaaaa' %}" + "{% assign s = s | append: s %}" * 40,
    "captures": "{% capture s %}aaaaaaaaaa{% endcapture %}"
    + "{% capture s %}{{ s }}{{ s }}{{ s }}{% endcapture %}" * 40,
    "lists": "{% assign s = 'a,b' | split: ',' %}" + "{% assign s = s | concat: s %}" * 40,
    "squaring": "{% assign n = 10 %}" + "{% assign n = n | times: n %}" * 40,
    "replacing": "{{ 'aaaaaaaaaa'" + " | replace: 'a', 'aaaaaaaaaa'" * 11 + " }}",
    "replacing nothing": "{{ 'aaaaaaaaaa'" + " | replace: '', 'aaaaaaaaaa'" * 11 + " }}",
    "joining": "{% assign s = 'aaaaaaaaaa' %}"
    + "{% assign s = s | append: s %}" * 16
    + "{{ (1..9999) | join: s }}",
    "much output": "{% assign s = 'aaaaaaaaaa' %}"
    + "{% assign s = s | append: s %}" * 16
    + "{% for i in (1..100) %}{{ s }}{% endfor %}",
    "comparing pairs": "{{ (1..9999) | uniq }}",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_end_with_a_sentence(name: str) -> None:
    with pytest.raises(MergeError) as caught:
        merge(ATTACKS[name], {})
    problem = caught.value.problem
    assert problem.message.endswith(".")
    assert problem.line == 1


@pytest.mark.parametrize(
    "source",
    [
        "{{ '1e999999999' | ceil }}",
        "{{ '1e308' | times: 10 | floor }}",
        "{{ 1 | divided_by: 0 }}",
        "{{ 'x' | base64_decode }}",
        "{{ '/w==' | base64_decode }}",
        "{% if " + "a and " * 50_000 + "a %}{% endif %}",
        "{{ a" + "[" * 5000 + "b" + "]" * 5000 + " }}",
        "{% if a %}" * 200 + "{% endif %}" * 200,
        "{{ a | sort }}",
        "{{ b | where: 'x', 'y' | map: 'z' }}",
    ],
)
def test_nonsense_ends_with_a_sentence_or_text(source: str) -> None:
    assert isinstance(outcome(source, {"a": [1, "x", {}], "b": 3}), str)


def test_too_much_data() -> None:
    with pytest.raises(MergeError, match="too big"):
        merge("x", {"a": "x" * 5_000_000})


def test_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("templates_app.rendering.merge.MAX_SECONDS", -1.0)
    with pytest.raises(MergeError, match="too long"):
        merge("{{ a }}", {"a": 1})


@pytest.mark.parametrize("name", sorted(HTML.filters))
def test_no_filter_lets_markup_from_the_data_through(name: str) -> None:
    """Encoded, quoted, in a list or as an argument."""
    encoded: dict[str, JSON] = {
        "a": "<i>",
        "b": "PGk+",
        "c": "%3Ci%3E",
        "d": "&lt;i&gt;",
        "e": ["<i>", "<i>"],
    }
    for path in encoded:
        for arguments in ("", ": a", ": '<'", ": a, a", ": 'x', a", ": 1"):
            try:
                text = merge(f"{{{{ {path} | {name}{arguments} }}}}", encoded).text
            except MergeError:
                continue
            assert "<i" not in text.replace("<br", "")


@given(grammar.templates, grammar.data)
def test_any_template_and_data(source: str, data: dict[str, JSON]) -> None:
    for html in (True, False):
        assert len(outcome(source, data, html=html).encode()) <= environment.MAX_OUTPUT_BYTES


def test_threads_do_not_share_what_is_missing() -> None:
    results: dict[int, tuple[str, ...]] = {}

    def fill(number: int) -> None:
        results[number] = merge(f"{{{{ a{number} }}}}" * 50, {}).missing

    threads = [threading.Thread(target=fill, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: (f"a{number}",) for number in range(8)}


def test_weight_stops_counting_past_its_budget() -> None:
    assert weight({"a": ["bcd"]}) == 10
    assert weight(["x" * 10] * 1_000_000, budget=50) > 50
