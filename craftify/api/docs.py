"""The OpenAPI document as a page: read it, fill a form in, send the request with your session."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from craftify.api.openapi import VERSION, document
from craftify.web.guard import public

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter, or a member of a body or of an answer."""

    name: str
    place: str
    type: str
    required: bool
    choices: tuple[str, ...] = ()
    example: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address, as the page shows it."""

    id: str
    tag: str
    method: str
    path: str
    summary: str
    about: str
    is_public: bool
    parameters: tuple[Part, ...]
    body: tuple[Part, ...]
    example: str
    answer: tuple[Part, ...]
    statuses: tuple[tuple[str, str], ...]
    needs: str = ""

    @property
    def has_body(self) -> bool:
        """Whether it takes a body."""
        return bool(self.example)


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The page, for anybody; sending needs a session where the endpoint does."""
    groups = [(tag, list(found)) for tag, found in groupby(operations(), key=lambda one: one.tag)]
    return render(request, "craftify/api_docs.html", {"groups": groups, "version": VERSION})


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the document, those about one thing together."""
    found = [
        _operation(path, method, described)
        for path, methods in document()["paths"].items()
        for method, described in methods.items()
    ]
    return tuple(sorted(found, key=lambda one: one.tag))


def _operation(path: str, method: str, said: Schema) -> Operation:
    body = _json(said.get("requestBody", {}))
    success, answers = next(iter(said["responses"].items()))
    data = _members(_json(answers)).get("data", {})
    return Operation(
        id=said["operationId"],
        tag=said["tags"][0],
        method=method.upper(),
        path=path,
        summary=said["summary"],
        about=said["description"],
        is_public=said.get("security") == [],
        parameters=tuple(_parameter(one) for one in said["parameters"]),
        body=_parts(body, "body"),
        example=orjson.dumps(example_of(body), option=orjson.OPT_INDENT_2).decode() if body else "",
        answer=_parts(data.get("items", data), success),
        statuses=tuple((status, one["description"]) for status, one in said["responses"].items()),
        needs=said.get("x-permission", ""),
    )


def _json(part: Schema) -> Schema:
    found: Schema = part.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _parameter(one: Schema) -> Part:
    schema = _resolved(one["schema"])
    examples = schema.get("examples", [one.get("example", "")])
    choices = tuple(map(str, schema.get("enum", ())))
    example = "" if one["name"] == "fields" else str(examples[0])
    return Part(one["name"], one["in"], _type(schema), one.get("required", False), choices, example)


def _parts(schema: Schema, place: str) -> tuple[Part, ...]:
    required = _resolved(schema).get("required", ())
    return tuple(
        Part(name, place, _type(one), name in required) for name, one in _members(schema).items()
    )


def _members(schema: Schema) -> dict[str, Schema]:
    return dict(_resolved(schema).get("properties", {}))


def _resolved(schema: Schema) -> Schema:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _resolved(document()["components"]["schemas"][name])
    return schema


def _type(schema: Schema) -> str:
    """A schema in a few words: “text”, “list of Step”, “draft | approved”, “number or null”."""
    if "$ref" in schema:
        found = _resolved(schema)
        return _type(found) if "enum" in found else str(found.get("title", "object"))
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    words = {"string": "text", "integer": "number", "boolean": "true | false"}
    kind = str(schema.get("format") or schema.get("type") or "anything")
    return words.get(kind, kind)


def example_of(schema: Schema) -> Any:
    """The smallest value that a schema allows."""
    schema = _resolved(schema)
    for name in ("enum", "examples"):
        if name in schema:
            return schema[name][0]
    match schema.get("type"):
        case "object":
            members = schema.get("properties", {})
            return {name: example_of(members[name]) for name in schema.get("required", ())}
        case "array":
            return [example_of(schema["items"])] if schema.get("minItems") else []
        case "integer":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case _:
            return ""
