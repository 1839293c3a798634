"""The dashboard and the alert rules of `deploy/` ask for what is exported, in a form that is read.

No Prometheus runs here: a query is checked for its names, labels and brackets.
"""

import json
import re
from collections.abc import Iterator
from ipaddress import ip_network
from itertools import combinations
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.parser import text_string_to_metric_families

from craftify.config import BASE_DIR
from craftify.observability import metrics

DEPLOY = BASE_DIR / "deploy"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "craftify-alerts.yaml").read_text())[
        "groups"
    ]
    for rule in group["rules"]
]
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana" / "craftify-email.json").read_text())
PANELS: list[dict[str, Any]] = [one for one in DASHBOARD["panels"] if one["type"] != "row"]
TARGETS = [(one["title"], target) for one in PANELS for target in one["targets"]]
OF_THE_TARGET = {"job", "instance"}  # what Prometheus adds by itself


def defined() -> Iterator[tuple[str, set[str]]]:
    """The samples of our metrics, also of those that nothing was counted in yet."""
    for one in vars(metrics).values():
        if isinstance(one, Counter | Gauge | Histogram):
            [family] = one.describe()
            labels = set(one._labelnames)
            if isinstance(one, Counter):
                yield f"{family.name}_total", labels
            elif isinstance(one, Histogram):
                yield f"{family.name}_bucket", labels | {"le"}
                yield f"{family.name}_count", labels
                yield f"{family.name}_sum", labels
            else:
                yield family.name, labels


@pytest.fixture
def exported(client: Client, settings: Any) -> dict[str, set[str]]:
    """Each sample's labels."""
    everybody = {"metrics_networks": [ip_network("127.0.0.0/8")]}
    settings.CRAFTIFY = settings.CRAFTIFY.model_copy(update=everybody)
    text = client.get("/metrics").content.decode()
    found = {"up": set[str](), **dict(defined())}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def check(query: str, exported: dict[str, set[str]]) -> set[str]:
    """The labels that the query's result has; fails when it asks for what is not there."""
    bare = re.sub(r'"[^"]*"', '""', query)
    for opening, closing in ("()", "[]", "{}"):
        assert bare.count(opening) == bare.count(closing), query
    names = set(re.findall(r"\b(?:craftify|process|python)_\w+|\bup\b", bare))
    assert names <= set(exported), names - set(exported)
    known = set().union(*(exported[name] for name in names)) | OF_THE_TARGET
    for name, selector in re.findall(r"(\w+)\{([^}]*)\}", bare):
        asked = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector))
        assert asked <= exported[name] | OF_THE_TARGET, (name, asked)
    grouped = [set(re.findall(r"\w+", one)) for one in re.findall(r"by \(([^)]*)\)", bare)]
    for labels in grouped:
        assert labels <= known, labels - known
    if "histogram_quantile" in bare:
        assert all("le" in labels for labels in grouped)
        assert all(name.endswith("_bucket") for name in names)
    counters = {name for name in names if re.search(r"_(total|bucket|count|sum)$", name)}
    for name in counters:
        assert re.search(rf"(rate|increase)\({name}\b", bare), f"{name} only ever grows"
    shown = set.intersection(*grouped) if grouped else known
    return (shown - {"le"}) if "sum(" not in bare else set()


@pytest.mark.parametrize("rule", RULES, ids=[one["alert"] for one in RULES])
def test_a_rule_is_well_formed_and_asks_for_what_is_there(
    rule: dict[str, Any], exported: dict[str, set[str]]
) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"Craftify[A-Za-z]+", rule["alert"])
    assert re.fullmatch(r"\d+[smhd]", rule.get("for", "0s"))
    assert rule["labels"]["severity"] in ("warning", "critical")
    assert re.search(r"[<>]|==", rule["expr"])
    labels = check(rule["expr"], exported)
    assert set(rule["annotations"]) == {"summary", "description"}
    for text in rule["annotations"].values():
        assert text.endswith(".")
        assert set(re.findall(r"\$labels\.(\w+)", text)) <= labels


def test_the_rules_have_names_of_their_own() -> None:
    names = [one["alert"] for one in RULES]
    assert len(set(names)) == len(names) > 10


@pytest.mark.parametrize(
    ("title", "target"), TARGETS, ids=[f"{a}-{b['refId']}" for a, b in TARGETS]
)
def test_a_panel_asks_for_what_is_there(
    title: str, target: dict[str, Any], exported: dict[str, set[str]]
) -> None:
    labels = check(target["expr"].replace("$__rate_interval", "5m"), exported)
    assert set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])) <= labels
    assert target["datasource"]["uid"] == "${datasource}"


def test_the_dashboard_can_be_imported() -> None:
    ids = [one["id"] for one in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    assert {one["name"] for one in DASHBOARD["templating"]["list"]} == {"datasource", "instance"}
    for one in PANELS:
        assert one["title"]
        assert one["description"].endswith(".")
        assert one["fieldConfig"]["defaults"]["unit"]
    places = [one["gridPos"] for one in DASHBOARD["panels"]]
    assert all(one["x"] + one["w"] <= 24 for one in places)
    for one, other in combinations(places, 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        apart = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or apart


def test_everything_that_is_counted_is_looked_at_and_explained() -> None:
    asked = "".join([one["expr"] for one in RULES] + [target["expr"] for _, target in TARGETS])
    page = (BASE_DIR / "docs" / "observability.md").read_text()
    for name, labels in defined():
        family = re.sub(r"_(bucket|count|sum)$", "", name)
        assert family in asked, f"{family} is on no panel and in no rule"
        assert f"`{family}`" in page
        assert labels - {"le"} <= set(re.findall(r"\w+", page))
    for rule in RULES:
        assert f"`{rule['alert']}`" in page


def test_every_setting_of_it_is_explained() -> None:
    page = (BASE_DIR / "docs" / "configuration.md").read_text()
    for name in type(settings.CRAFTIFY).model_fields:
        if name.startswith(("log_", "metrics_", "cloudwatch_", "otlp_", "slow_")):
            assert f"`CRAFTIFY_{name.upper()}`" in page
