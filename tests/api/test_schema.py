"""The OpenAPI document says what the endpoints are."""

from collections.abc import Iterator
from typing import Any

from django.test import Client

from craftify.api import refusals
from craftify.api.endpoints import listed
from craftify.api.openapi import document, endpoints
from tests.api.conftest import data_of


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_it_is_given_to_anybody() -> None:
    answer = Client().get("/api/schema")
    assert answer.status_code == 200
    assert answer.json()["openapi"] == "3.1.0"
    assert data_of(Client().get("/api"))["links"]["schema"] == "/api/schema"


def test_every_address_and_method_is_in_it() -> None:
    expected = {f"{method} {one['path']}" for one in listed() for method in one["methods"]}  # type: ignore[attr-defined]  # lists of texts
    assert {name for name, _ in operations()} == expected


def test_names_are_unique_and_every_endpoint_tells_its_purpose() -> None:
    found = [operation["operationId"] for _, operation in operations()]
    assert len(found) == len(set(found))
    assert [name for name, operation in operations() if not operation["summary"]] == []


def test_what_is_said_of_ours_is_whole() -> None:
    ours = ("templates_app.", "approvals.", "accounts.webhooks.", "accounts.notifications.")
    silent = [
        one.id
        for one in endpoints()
        if not one.operation and one.view.__mro__[2].__module__.startswith(ours)
    ]
    assert silent == []


def test_references_lead_somewhere() -> None:
    whole = document()

    def refs(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for one in value.values():
                yield from refs(one)
        elif isinstance(value, list):
            for one in value:
                yield from refs(one)

    for ref in set(refs(whole)):
        found: Any = whole
        for part in ref.removeprefix("#/").split("/"):
            found = found[part]


def test_codes_stand_under_their_status() -> None:
    known = refusals.codes()
    for name, operation in operations():
        for status, response in operation["responses"].items():
            schema = response.get("content", {}).get("application/json", {}).get("schema", {})
            error = schema.get("properties", {}).get("error", {})
            for code in error.get("properties", {}).get("code", {}).get("enum", []):
                assert known[code] == int(status), (name, code)
