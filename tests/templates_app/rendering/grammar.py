"""Hypothesis strategies: Liquid, HTML and data, sound and broken, mixed as people mix them."""

from hypothesis import strategies as st

names = st.sampled_from(["a", "b", "items", "user.name", "items[0]", "item.x", "n", "deep.er.path"])
literals = st.sampled_from(["1", "-2.5", "'x'", '"<b>"', "true", "nil", "empty", "(1..3)", "''"])
values = names | literals
FILTERS = [
    "abs", "append: 'x'", "at_least: 3", "at_most: b", "base64_decode", "base64_encode",
    "capitalize", "ceil", "compact", "concat: items", "date: '%Y-%m-%d'", "default: 'd'",
    "divided_by: 0", "divided_by: 3", "downcase", "escape", "escape_once", "first", "floor",
    "join: ', '", "last", "lstrip", "map: 'x'", "minus: 1", "modulo: 0", "newline_to_br",
    "plus: n", "prepend: a", "remove: 'x'", "remove_first: 'x'", "replace: 'x', 'yy'",
    "replace_first: 'x', ''", "reverse", "round", "round: 2", "rstrip", "size", "slice: 0, 2",
    "slice: -3", "sort", "sort: 'x'", "sort_natural", "split: ','", "split: ''", "strip",
    "strip_html", "strip_newlines", "sum", "times: 2.5", "truncate: 5", "truncatewords: 2",
    "uniq", "upcase", "url_decode", "url_encode", "where: 'x'", "nonsense", "replace", "slice",
]  # fmt: skip
expressions = st.builds(
    lambda value, filters: " | ".join([value, *filters]),
    values,
    st.lists(st.sampled_from(FILTERS), max_size=3),
)
conditions = st.builds(
    lambda left, operator, right: f"{left} {operator} {right}" if operator else left,
    values,
    st.sampled_from(["", "==", "!=", "<", ">", "<=", ">=", "contains", "and", "or", "<>"]),
    values,
)
texts = st.sampled_from(
    [
        "x",
        " ",
        "\n",
        "<b>",
        "</b>",
        "&lt;",
        "{",
        "}",
        "%",
        "é🌱",
        "\r\n",
        "<tr><td>",
        "</table>",
        "<!--",
    ]
)
outputs = st.builds(lambda expression: f"{{{{ {expression} }}}}", expressions)
simple_tags = st.builds(
    lambda template, value: template.format(value),
    st.sampled_from(
        [
            "{{% assign a = {} %}}", "{{% echo {} %}}", "{{% increment n %}}", "{{% break %}}",
            "{{%- cycle 'x', {} -%}}", "{{% continue %}}", "{{% comment %}}{}{{% endcomment %}}",
            "{{% raw %}}{}{{{{ z }}}}{{% endraw %}}", "{{% # {} %}}",
        ]
    ),
    values,
)  # fmt: skip
broken = st.sampled_from(
    ["{{", "}}", "{%", "%}", "{{ a", "{% if", "{% if %}", "{% endif %}", "{% endfor %}",
     "{{ a | }}", "{% raw %}", "{% comment %}", "{% else %}", "{{{ a }}}", "{%%}", "{{}}",
     "{% 1 %}", "{% when 1 %}"]
)  # fmt: skip


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(
            lambda c, a, b: f"{{% if {c} %}}{a}{{% else %}}{b}{{% endif %}}",
            conditions,
            inner,
            inner,
        ),
        st.builds(lambda c, a: f"{{% unless {c} %}}{a}{{% endunless %}}", conditions, inner),
        st.builds(lambda v, a: f"{{% for item in {v} %}}{a}{{% endfor %}}", values, inner),
        st.builds(
            lambda v, a: f"{{% tablerow item in {v} cols:2 %}}{a}{{% endtablerow %}}", values, inner
        ),
        st.builds(lambda v, a: f"{{% case {v} %}}{{% when 1 %}}{a}{{% endcase %}}", values, inner),
        st.builds(lambda a: f"{{% capture b %}}{a}{{% endcapture %}}", inner),
        st.lists(inner, max_size=4).map("".join),
    )


sound = st.recursive(texts | outputs | simple_tags, _blocks, max_leaves=12)
templates = st.lists(sound | broken | st.text(max_size=20), max_size=6).map("".join)

data = st.dictionaries(
    st.sampled_from(["a", "b", "items", "user", "item", "n", "deep"]),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=True)
        | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["x", "name", "er"]), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=5,
)

attributes = st.builds(
    lambda name, value, quote: f" {name}={quote}{value}{quote}" if name else f" {value}",
    st.sampled_from(["href", "style", "class", "onclick", "src", "", "data-x"]),
    outputs | st.sampled_from(["x", "color:red;", "{% if a %}b{% endif %}", "a b", "javascript:1"]),
    st.sampled_from(['"', "'", ""]),
)
tags = st.builds(
    lambda name, given, end: f"<{name}{''.join(given)}{end}",
    st.sampled_from(
        ["p", "/p", "a", "td", "tr", "table", "/table", "script", "/script", "style", "/style",
         "div", "!--", "mj-text", "/mj-text", "mj-section", "mj-raw", "mjml", "body", "img", "ul",
         "li", "svg"]
    ),
    st.lists(attributes, max_size=3),
    st.sampled_from([">", "/>", "", "-->"]),
)  # fmt: skip
markup = st.lists(tags | sound | broken | st.text(max_size=12), max_size=12).map("".join)
