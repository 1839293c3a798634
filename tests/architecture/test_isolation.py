"""Every endpoint, as everybody, and with another organization's ids (SEC-14).

The addresses come from the URLconf, the bodies from the schema, and who may from the permission
matrix: an endpoint that is added is tested without a line here.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.api.tokens import pair_for
from accounts.domain import Member, Permission
from accounts.webhooks import actions as webhooks
from accounts.webhooks import store as webhook_store
from accounts.webhooks.domain import Delivery, DeliveryState
from approvals import actions as approvals
from approvals.comments import actions as comments
from approvals.comments import files
from craftify import clock
from craftify.api.docs import example_of
from craftify.api.openapi import Endpoint, document, endpoints
from templates_app import actions as templates
from templates_app.rendering.formats import Format
from tests.accounts.notifications.telling import told
from tests.cast import Acme, Globex

# Everybody's own, whatever the organization.
SHARED = {"slug"}
# Where the smallest body that the schema allows is refused for what it says.
BODIES: dict[str, dict[str, Any]] = {
    "patch_thread": {"status": "resolved"},
    "post_templates": {"name": "Sale", "source": "<p>Hello</p>"},
}
ENDPOINTS = [one for one in endpoints() if not one.is_public]
NAMED = [one for one in ENDPOINTS if {name for name, _ in one.parameters} - SHARED]


@dataclass(frozen=True)
class World:
    """Acme with one of each thing; `ids` are by the name of the parameter."""

    acme: Acme
    ids: dict[str, str]

    def address(self, one: Endpoint) -> str:
        """The endpoint of these things."""
        parts = one.path.split("/")
        names = iter(one.parameters)
        return "/".join(
            self.id_of(one, next(names)[0]) if part.startswith("{") else part for part in parts
        )

    def id_of(self, one: Endpoint, name: str) -> str:
        """The id for a parameter; one that nothing has where the world lacks the thing."""
        is_restored = name == "template_id" and one.id == "post_template_restoration"
        return self.ids.get("deleted" if is_restored else name, "none_1")


@pytest.fixture
def world(acme: Acme) -> World:
    template = templates.create_template(
        actor=acme.eve, name="Sale", source="<p>Hello</p>", format=Format.HTML, subject="Sale"
    )
    deleted = templates.duplicate_template(template.id, actor=acme.eve)
    templates.delete_template(deleted.id, actor=acme.eve)
    review = approvals.submit(template.id, actor=acme.eve)
    file = files.upload(review.id, actor=acme.ann, filename="a.txt", data=b"text")
    thread = comments.start(review.id, actor=acme.ann, words="Why?", attachments=(file.id,))
    now = clock.now()
    delegation = approvals.delegate_seats(
        actor=acme.ann, to=acme.bob.id, starts_at=now, ends_at=now + timedelta(days=1)
    )
    webhook = webhooks.create(
        actor=acme.ada, url="https://hooks.example/craftify", events=("approvalDecided",)
    )
    webhook_store.add_delivery_once(
        Delivery(
            id="evt_1",
            organization_id=acme.id,
            webhook_id=webhook.id,
            type="approvalDecided",
            request_id="",
            body="{}",
            state=DeliveryState.GIVEN_UP,
            created_at=now,
        )
    )
    found = {
        "template_id": template.id,
        "deleted": deleted.id,
        "number": "1",
        "approval_id": review.id,
        "thread_id": thread.id,
        "comment_id": thread.comments[0].id,
        "file_id": file.id,
        "delegation_id": delegation.id,
        "webhook_id": webhook.id,
        "delivery_id": "evt_1",
        "notification_id": told(acme.ann).id,
        "slug": "welcome",
    }
    return World(acme, found)


def send(world: World, one: Endpoint, member: Member) -> Any:
    """The answer to a member who sends what the schema allows."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair_for(member)['access']}")
    said = document()["paths"][one.path][one.method.lower()]
    content = said.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    body = BODIES.get(one.id, example_of(schema) if schema else None)
    query = {
        parameter["name"]: example_of(parameter["schema"])
        for parameter in said["parameters"]
        if parameter["in"] == "query" and parameter.get("required")
    }
    address = world.address(one)
    if one.method == "GET":
        return client.get(address, query)
    return getattr(client, one.method.lower())(address, body, format="json")


def may(member: Member, permission: str) -> bool:
    """What the matrix says."""
    return member.may(Permission(permission))


def permission_that_lacks(answer: Any) -> str:
    """The permission that a refusal names, if it is one of the matrix."""
    if answer.status_code != 403:
        return ""
    found: str = answer.json()["error"]["details"].get("permission", "")
    return found


def test_there_is_something_to_try() -> None:
    assert len(NAMED) > 35
    assert {one.operation.needs for one in ENDPOINTS if one.operation} > {"", "templates.edit"}


@pytest.mark.parametrize("one", NAMED, ids=lambda one: one.id)
def test_another_organizations_things_are_absent(
    world: World, globex: Globex, one: Endpoint
) -> None:
    answer = send(world, one, globex.zoe)
    assert answer.status_code == 404, answer.content[:300]
    assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("one", ENDPOINTS, ids=lambda one: one.id)
def test_a_role_may_what_the_matrix_says(world: World, one: Endpoint) -> None:
    acme = world.acme
    everybody = (acme.vic, acme.ann, acme.eve, acme.max, acme.ada)
    needed = one.operation.needs if one.operation else ""
    # Whoever may not comes first, while everything is still there.
    for member in sorted(everybody, key=lambda member: not needed or may(member, needed)):
        answer = send(world, one, member)
        assert answer.status_code < 500 or answer.status_code == 503, answer.content[:300]
        lacking = permission_that_lacks(answer)
        if needed and not may(member, needed):
            assert lacking == needed, (member.role, answer.status_code, answer.content[:300])
        else:
            assert lacking == "" or not may(member, lacking), member.role
            assert not needed or lacking == "", (member.role, answer.content[:300])


def test_nothing_of_another_organization_stands_in_a_list(world: World, globex: Globex) -> None:
    for one in ENDPOINTS:
        if one.method == "GET" and not one.parameters:
            answer = send(world, one, globex.zoe)
            shown = b"".join(answer) if answer.streaming else answer.content
            ours = set(world.ids.values()) - {"1", "welcome", "evt_1"} | {world.acme.id}
            assert [found for found in ours if found.encode() in shown] == [], one.id
