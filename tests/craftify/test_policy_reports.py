"""What browsers tell of the policy is taken in small bites and becomes security events (SEC-1)."""

import logging
from typing import Any

import orjson
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from craftify.errors import Invalid
from craftify.security.headers import REPORTS
from craftify.security.reports import LARGEST, MOST_BODIES, MOST_REPORTS, breaches

OLDER = {
    "csp-report": {
        "document-uri": "https://mail.example/templates?token=secret",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/x.js?secret#secret",
        "source-file": "https://mail.example/static/dist/app.js",
        "script-sample": "a word of the page",
    }
}
NEWER = {
    "type": "csp-violation",
    "url": "https://mail.example/",
    "body": {
        "documentURL": "https://mail.example/",
        "effectiveDirective": "require-trusted-types-for",
        "blockedURL": "trusted-types-sink",
        "sample": "a word of the page",
    },
}
EXTENSION = {"csp-report": {"effective-directive": "img-src", "blocked-uri": "chrome-extension"}}


def tell(body: Any, kind: str = "application/csp-report", address: str = "192.0.2.1") -> int:
    """The status of the answer to a report, from a browser that shows no token."""
    sent = body if isinstance(body, bytes) else orjson.dumps(body)
    browser = Client(enforce_csrf_checks=True)
    return browser.post(REPORTS, sent, kind, REMOTE_ADDR=address).status_code


def test_both_kinds_of_report_become_events(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "craftify.security"):
        assert tell(OLDER, address="198.51.100.7") == 204
        kind = "application/reports+json"
        assert tell([NEWER, NEWER], kind, "198.51.100.7") == 204
        assert tell(EXTENSION, address="198.51.100.7") == 204
    told = [vars(one) for one in caplog.records if one.name == "craftify.security"]
    assert {one["kind"] for one in told} == {"policy.violated"}
    assert [one["about"] for one in told] == ["script-src-elem", "require-trusted-types-for"]
    text = str(told)
    assert "https://evil.example/x.js" in text
    assert "secret" not in text
    assert "a word of the page" not in text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/csp-report", 400),
        (b"\xff", "application/csp-report", 400),
        (b"[[]]", "application/reports+json", 400),
        (b"3", "application/json", 400),
        ({"csp-report": 3}, "application/csp-report", 400),
        (b"[" * 9_000, "application/json", 400),
        (OLDER, "text/plain", 415),
        (b"a" * (LARGEST + 1), "application/csp-report", 413),
        ([], "application/reports+json", 204),
        ({"csp-report": {"blocked-uri": "http://[bad"}}, "application/csp-report", 204),
    ],
)
def test_what_is_no_report_is_refused(body: Any, kind: str, status: int) -> None:
    assert tell(body, kind) == status


def test_reports_are_few() -> None:
    assert {tell(OLDER) for _ in range(MOST_BODIES)} == {204}
    assert tell(OLDER) == 429
    assert tell(OLDER, address="192.0.2.2") == 204


def test_a_batch_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    def one(number: int) -> Any:
        return {"body": {"effectiveDirective": f"test-{number}", "blockedURL": "inline"}}

    with caplog.at_level(logging.INFO, "craftify.security"):
        assert tell([one(number) for number in range(MOST_REPORTS + 5)]) == 204
    heard = {vars(record)["about"] for record in caplog.records if "kind" in vars(record)}
    assert {f"test-{number}" for number in range(MOST_REPORTS)} <= heard
    assert f"test-{MOST_REPORTS}" not in heard


def test_nothing_is_read_there() -> None:
    assert Client().get(REPORTS).status_code == 405


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["csp-report", "body", "blockedURL", "source-file", "documentURL"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(VALUES)
def test_any_json_is_taken_or_refused(value: Any) -> None:
    try:
        found = list(breaches(orjson.dumps(value)))
    except Invalid:
        return
    assert all(len(one.blocked) <= 200 for one in found)
