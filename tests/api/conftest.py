"""Clients of the API, and a template that goes through a review."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.api.tokens import pair_for
from accounts.domain import Member
from approvals import actions as approval_actions
from approvals.domain import DecisionKind, Workflow
from templates_app import actions
from templates_app.domain import Template
from templates_app.rendering.formats import Format
from tests.cast import Acme

SOURCE = """<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>Dear {{ customer.first_name }}, {{ order.number }} is on its way.</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
"""
SAMPLE = {"customer": {"first_name": "Grace"}, "order": {"number": "A-17"}}

As = Callable[[Member], APIClient]


@pytest.fixture
def api() -> As:
    """A client with a member's access token."""

    def client_of(member: Member) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair_for(member)['access']}")
        return client

    return client_of


@pytest.fixture
def template(acme: Acme) -> Template:
    """Eve's draft."""
    return actions.create_template(
        actor=acme.eve,
        name="Order sent",
        source=SOURCE,
        format=Format.MJML,
        subject="Order {{ order.number }}",
        category="orders",
        tags=["receipt"],
        sample=SAMPLE,
    )


@pytest.fixture
def review(acme: Acme, template: Template) -> Workflow:
    """The same in review."""
    return approval_actions.submit(template.id, actor=acme.eve)


@pytest.fixture
def approved(acme: Acme, review: Workflow) -> Workflow:
    """The same approved by Ann."""
    return approval_actions.decide(review.id, actor=acme.ann, kind=DecisionKind.APPROVE)


def error_of(response: Any, status: int) -> dict[str, Any]:
    """The error of a refusal, once its form is seen to be the envelope's."""
    assert response.status_code == status, response.content[:500]
    body = response.json()
    assert sorted(body) == ["error", "success"]
    assert body["success"] is False
    error: dict[str, Any] = body["error"]
    assert sorted(error) == ["code", "details", "message", "requestId", "timestamp"]
    assert error["requestId"] == response.headers["X-Request-ID"]
    assert error["message"].endswith(".")
    return error


def data_of(response: Any, status: int = 200) -> Any:
    """The data of a success."""
    assert response.status_code == status, response.content[:500]
    body = response.json()
    assert body["success"] is True
    return body["data"]
