"""Approved versions as templates of SES: against a server that speaks its protocol."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from approvals import actions
from approvals.actions.release import NotApproved
from approvals.domain import DecisionKind, Tampered, Workflow
from craftify import history
from craftify.errors import CraftifyError, NotFound, Unavailable, Unprocessable
from templates_app.destinations import Destination
from templates_app.destinations.ses import handlebars
from templates_app.models import VersionItem
from tests.approvals.letters import HTML, MJML, edited, submitted
from tests.cast import Acme, Globex

SES = Destination.SES


class Ses(ThreadingHTTPServer):
    """The two calls of SES that a push makes; `fails` makes it refuse."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kept: dict[str, dict[str, str]] = {}
        self.fails = False


class _Handler(BaseHTTPRequestHandler):
    server: Ses

    def do_PUT(self) -> None:
        name = self.path.rpartition("/")[2]
        self._keep(name, known=name in self.server.kept)

    def do_POST(self) -> None:
        self._keep("", known=True)

    def _keep(self, name: str, *, known: bool) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.fails:
            self._answer(400, "LimitExceededException", "Too many templates.")
        elif not known:
            self._answer(404, "NotFoundException", "No such template.")
        else:
            self.server.kept[name or body["TemplateName"]] = body["TemplateContent"]
            self._answer(200)

    def _answer(self, status: int, kind: str = "", message: str = "") -> None:
        body = json.dumps({"message": message} if kind else {}).encode()
        self.send_response(status)
        if kind:
            self.send_header("x-amzn-ErrorType", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Ses]:
    server = Ses()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    settings.CRAFTIFY = django_settings.CRAFTIFY.model_copy(
        update={
            "ses_region": "eu-central-1",
            "ses_endpoint": f"http://127.0.0.1:{server.server_port}",
        }
    )
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def approved(acme: Acme, source: str = MJML) -> Workflow:
    review = submitted(acme.eve, source=source)
    return actions.decide(review.id, actor=acme.ann, kind=DecisionKind.APPROVE)


@pytest.mark.network
def test_an_approved_version_is_put_there_and_replaced(acme: Acme, ses: Ses) -> None:
    review = approved(acme)
    _, name = actions.push(review.template_id, actor=acme.eve, destination=SES)
    assert name == review.template_id
    assert ses.kept[name]["Subject"] == "Hello {{name}}"
    assert "Hi {{name}}" in ses.kept[name]["Html"]
    edited(review.template_id, acme.eve, subject="Dear {{ customer.name }}")
    with pytest.raises(NotApproved):
        actions.push(review.template_id, actor=acme.eve, destination=SES)
    assert ses.kept[name]["Subject"] == "Hello {{name}}"
    again = actions.submit(review.template_id, actor=acme.eve)
    actions.decide(again.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    actions.push(review.template_id, actor=acme.eve, destination=SES)
    assert ses.kept[name]["Subject"] == "Dear {{customer.name}}"
    trail = [event for event, _ in history.events(acme.id, review.template_id)]
    pushed = [event.change["digest"] for event in trail if event.verb == "template.pushed"]
    assert pushed == [review.digest, again.digest]


@pytest.mark.network
def test_what_was_tampered_with_is_not_put_there(acme: Acme, globex: Globex, ses: Ses) -> None:
    review = approved(acme)
    item = VersionItem(f"{acme.id}#{review.template_id}", 1)
    item.update([VersionItem.subject.set("Win")])
    with pytest.raises(Tampered):
        actions.push(review.template_id, actor=acme.eve, destination=SES)
    with pytest.raises(NotFound):
        actions.push(review.template_id, actor=globex.zoe, destination=SES)
    assert ses.kept == {}


@pytest.mark.network
def test_what_ses_refuses_or_does_not_answer_is_told(acme: Acme, ses: Ses) -> None:
    review = approved(acme)
    ses.fails = True
    with pytest.raises(Unavailable, match="Too many templates"):
        actions.push(review.template_id, actor=acme.eve, destination=SES)
    verbs = [event.verb for event, _ in history.events(acme.id, review.template_id)]
    assert "template.pushed" not in verbs


def test_without_a_region_there_is_no_ses(acme: Acme) -> None:
    review = approved(acme, source=HTML)
    with pytest.raises(Unavailable, match="CRAFTIFY_SES_REGION"):
        actions.push(review.template_id, actor=acme.eve, destination=SES)


@pytest.mark.parametrize(
    "text",
    [
        "{% if a %}b{% endif %}",
        "{{ a | upcase }}",
        "{{ a[0] }}",
        "{{ 'a' }}",
        "{% for a in b %}{{ a }}{% endfor %}",
        "{% comment %}{{ a }}{% endcomment %}",
    ],
)
def test_only_plain_values_go_there(text: str) -> None:
    with pytest.raises(Unprocessable, match="plain values only"):
        handlebars(text)


@given(st.lists(st.one_of(st.text(), st.sampled_from(["{{ a }}", "{{-b.c-}}", "{{ d | e }}"]))))
def test_whatever_the_text_nothing_else_of_liquid_is_left(parts: list[str]) -> None:
    text = "".join(parts)
    try:
        written = handlebars(text)
    except CraftifyError:
        return
    assert handlebars(written) == written
    assert written.count("{{") == text.count("{{")
