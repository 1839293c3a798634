import pytest
from hypothesis import given

from templates_app.rendering.merge import merge
from templates_app.rendering.variables import Variable, sample_for, variables

from . import grammar


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Hi {{ customer.first_name }}", {"customer.first_name": "string"}),
        ("{% for i in order.items %}{{ i.name }}{% endfor %}",
         {"order.items": "list", "order.items[].name": "string"}),
        ("{% for a in b %}{% for c in a.d %}{{ c.e }}{{ c }}{% endfor %}{% endfor %}",
         {"b": "list", "b[].d": "list", "b[].d[].e": "string"}),
        ("{% for i in tags %}{{ i }}{% endfor %}", {"tags": "list", "tags[]": "string"}),
        ("{% for i in (1..n) %}{{ i }}{{ forloop.index }}{% endfor %}", {"n": "string"}),
        ("{% assign x = y %}{{ x }}{% capture z %}{{ w }}{% endcapture %}{{ z }}",
         {"w": "string", "y": "string"}),
        ("{{ price | times: 2 }}{{ when | date: '%Y' }}{{ names | join: ', ' }}",
         {"names": "list", "price": "number", "when": "date"}),
        ("{% if total > 3 and vip %}x{% endif %}", {"total": "number", "vip": "boolean"}),
        ("{% if user %}{{ user.name }}{% endif %}", {"user.name": "string"}),
        ("{{ items.size }}{{ items[0].name }}{{ list.first.url }}",
         {"items": "list", "items[].name": "string", "list": "list", "list[].url": "url"}),
        ("{{ order_url }}{{ hero_image }}{{ sent_at }}{{ is_new }}",
         {"hero_image": "image", "is_new": "boolean", "order_url": "url", "sent_at": "date"}),
        ("{% case plan %}{% when tier %}{{ a[b] }}{% endcase %}",
         {"a": "list", "a[]": "string", "b": "string", "plan": "string", "tier": "string"}),
        ("{{ a | default: b }}{{ 'x' | append: c }}",
         {"a": "string", "b": "string", "c": "string"}),
        ("{% raw %}{{ a }}{% endraw %}{% comment %}{{ b }}{% endcomment %}", {}),
        ("{{ broken", {}),
    ],
)  # fmt: skip
def test_what_a_source_asks_for(source: str, expected: dict[str, str]) -> None:
    assert {found.name: found.kind for found in variables(source)} == expected


def test_lines_and_several_sources() -> None:
    found = variables("a\n{{ b }}{{ b }}\n{{ b }} {{ c }}", "{{ c }}{{ subject_only }}")
    assert found == (
        Variable("b", "string", (2, 3)),
        Variable("c", "string", (3,)),
        Variable("subject_only", "string", (1,)),
    )


def test_sample_fills_everything_in() -> None:
    source = (
        "{{ customer.first_name }}{% for i in order.items %}{{ i.name }}{{ i.price | times: 2 }}"
        "{% for t in i.tags %}{{ t }}{% endfor %}{% endfor %}{{ order.url }}{{ order.items.size }}"
    )
    sample = sample_for(variables(source))
    assert sample == {
        "customer": {"first_name": "First name"},
        "order": {
            "items": [{"name": "Name", "price": 1, "tags": ["Tags"]}],
            "url": "https://example.com/",
        },
    }
    assert merge(source, sample).missing == ()  # type: ignore[arg-type] # it is JSON


@given(grammar.templates)
def test_never_raises_and_samples_are_data(source: str) -> None:
    found = variables(source, source)
    assert [one.name for one in found] == sorted({one.name for one in found})
    sample_for(found)
