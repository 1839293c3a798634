"""The OpenAPI 3.1 document, made from the addresses and from what `documented` says of them."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import URLPattern
from pydantic import TypeAdapter
from rest_framework.views import APIView

from craftify import errors
from craftify.api import refusals
from craftify.api.endpoints import METHODS, addresses, camel
from craftify.api.errors import CsrfFailed
from craftify.api.idempotency.domain import LONGEST_KEY, AlreadyDone, InProgress, KeyReused
from craftify.api.operations import Operation, Paging, is_matched, is_tagged, operation_of
from craftify.api.parsers import InvalidUtf8, MalformedJson
from craftify.security.jsons import AmbiguousJson
from craftify.web.statuses import status_of

VERSION = "1.0"
JSON = "application/json"
_PARAMETER = re.compile(r"<(?P<kind>\w+):(?P<name>\w+)>")
_REF = "#/components/schemas/{model}"
Schema = dict[str, Any]
Mode = Literal["validation", "serialization"]

_PAGINATION: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["page", "limit", "total", "pages", "cursor"],
    "properties": {
        "page": {"type": "integer", "minimum": 1},
        "limit": {"type": "integer", "minimum": 1},
        "total": {"type": "integer", "minimum": 0},
        "pages": {"type": "integer", "minimum": 1},
        "cursor": {"type": ["string", "null"]},
    },
}
_HEADERS: dict[str, Schema] = {
    "ETag": {
        "description": "The revision, or made of the answer.",
        "schema": {"type": "string"},
    },
    "Deprecation": {"description": "Since when, RFC 9745.", "schema": {"type": "string"}},
    "Sunset": {"description": "The day it goes, RFC 8594.", "schema": {"type": "string"}},
    "Location": {"description": "The address of what was made.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "Idempotent-Replayed": {
        "description": "`true` where an earlier answer is given again.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address; `operation` is None where nothing was said of it."""

    path: str
    name: str
    method: str
    view: type[APIView]
    parameters: tuple[tuple[str, str], ...]
    operation: Operation | None

    @property
    def id(self) -> str:
        """A name for generated clients: `get_template`, `post_template_copies`."""
        return f"{self.method.lower()}_{self.name.replace('-', '_')}"

    @property
    def tag(self) -> str:
        """What it is about: the first word of its address."""
        return self.path.removeprefix("/api").split("/")[1] if self.path != "/api" else "api"

    @property
    def is_public(self) -> bool:
        """Whether it needs neither a token nor a session."""
        return not self.view.permission_classes

    @property
    def changes(self) -> bool:
        """Whether it takes an idempotency key."""
        return self.method != "GET" and not self.is_public


def endpoints() -> list[Endpoint]:
    """Every method of every named address, sorted by address."""
    found = [endpoint for route, pattern in addresses() for endpoint in _of(route, pattern)]
    return sorted(found, key=lambda one: (one.path, METHODS.index(one.method.lower())))


def _of(route: str, pattern: URLPattern) -> Iterator[Endpoint]:
    view = pattern.callback.cls  # type: ignore[attr-defined]  # set by DRF's as_view()
    parameters = tuple((one["name"], one["kind"]) for one in _PARAMETER.finditer(route))
    name = (pattern.name or "").removeprefix("api-")
    for method in METHODS:
        if hasattr(view, method):
            yield Endpoint(
                camel(route), name, method.upper(), view, parameters, operation_of(view, method)
            )


@functools.cache
def document() -> Schema:
    """The whole document; it does not change while the process runs."""
    found = endpoints()
    schemas = _Schemas(found)
    paths: dict[str, Schema] = {}
    for one in found:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Craftify Email",
            "version": VERSION,
            "description": (
                "Everything that a page can do with templates and reviews. Every answer has the "
                "same envelope; `error.code` is stable."
            ),
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": {**schemas.definitions, "Pagination": _PAGINATION},
            "headers": _HEADERS,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "craftify_session"},
            },
        },
    }


class _Schemas:
    """The types of all endpoints as JSON Schema, each once, under its own name."""

    def __init__(self, found: Iterable[Endpoint]) -> None:
        wanted: dict[tuple[int, Mode], tuple[int, Mode, TypeAdapter[Any]]] = {}
        for one in found:
            said = one.operation
            if not said:
                continue
            if said.answer is not None:
                self._want(wanted, said.answer, "serialization")
            for part in (said.body, said.query, Paging):
                if part is not None:
                    self._want(wanted, part, "validation")
        made, rest = TypeAdapter.json_schemas(wanted.values(), ref_template=_REF)
        self._found = {key: _renamed(schema) for key, schema in made.items()}
        self.definitions: dict[str, Schema] = {
            _plain(name): {**_renamed(schema), "title": _plain(name)}
            for name, schema in rest.get("$defs", {}).items()
        }
        for schema in self.definitions.values():
            _close(schema)

    @staticmethod
    def _want(wanted: dict[Any, Any], kind: Any, mode: Mode) -> None:
        wanted[id(kind), mode] = (id(kind), mode, TypeAdapter(kind))

    def of(self, kind: Any, mode: Mode) -> Schema:
        """A reference to the schema of a type."""
        return dict(self._found[id(kind), mode])

    def properties(self, kind: Any) -> tuple[dict[str, Schema], list[str]]:
        """The schemas of a TypedDict's entries, and which are required."""
        schema = self.of(kind, "validation")
        if "$ref" in schema:
            schema = self.definitions[schema["$ref"].rpartition("/")[2]]
        return schema.get("properties", {}), schema.get("required", [])


def _plain(name: str) -> str:
    """Types of the same name, which pydantic tells apart by their modules: `WebhooksFormat`."""
    *modules, last = name.split("__")
    if not modules:
        return name
    inner = len(modules) > 1 and modules[0] == "accounts" and modules[1] not in {"api", "domain"}
    place = modules[1] if inner else modules[0]
    return place.removesuffix("_app").capitalize() + last


def _renamed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_renamed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(target := schema.get("$ref"), str):
        return {**schema, "$ref": _REF.format(model=_plain(target.rpartition("/")[2]))}
    return {name: _renamed(one) for name, one in schema.items()}


def _close(schema: Schema) -> None:
    """An object with named entries has no others."""
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        schema["additionalProperties"] = False


def _operation(one: Endpoint, schemas: _Schemas) -> Schema:
    said = one.operation
    method = getattr(one.view, one.method.lower())
    about = (one.view.__doc__ or "").strip()
    described: Schema = {
        "operationId": one.id,
        "tags": [one.tag],
        "summary": (method.__doc__ or about).strip().split("\n")[0],
        "description": about,
        "parameters": [*_path(one), *_query(one, schemas), *_headers(one)],
        "responses": _responses(one, schemas),
    }
    if one.is_public:
        described["security"] = []
    if said and said.deprecated:
        described["deprecated"] = True
    if said and said.needs:
        described["x-permission"] = str(said.needs)
    if said and (said.scope or said.needs):
        described["x-scope"] = str(said.scope or said.needs)
    if said and said.body is not None:
        described["requestBody"] = {
            "required": said.body_required,
            "content": {JSON: {"schema": schemas.of(said.body, "validation")}},
        }
    elif not said and one.method != "GET":
        described["requestBody"] = {"content": {JSON: {"schema": {"type": "object"}}}}
    return described


def _path(one: Endpoint) -> list[Schema]:
    kinds: dict[str, Schema] = {
        "int": {"type": "integer", "minimum": 0, "maximum": 2**31},
    }
    return [
        {
            "name": camel(f"<{kind}:{name}>")[2:-1],
            "in": "path",
            "required": True,
            "schema": kinds.get(kind, {"type": "string", "minLength": 1}),
        }
        for name, kind in one.parameters
    ]


def _query(one: Endpoint, schemas: _Schemas) -> list[Schema]:
    said = one.operation
    if not said:
        return []
    found: list[Schema] = []
    for kind in (said.query, Paging if said.paged else None):
        if kind is None:
            continue
        properties, required = schemas.properties(kind)
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": schema}
            for name, schema in properties.items()
        ]
    if one.method == "GET" and said.fields:
        names = "|".join(said.fields)
        pattern = rf"^({names})(,({names}))*$"
        found.append(
            {
                "name": "fields",
                "in": "query",
                "description": "Only these members of `data`, with commas between them.",
                "schema": {"type": "string", "pattern": pattern},
                "example": ",".join(said.fields[:2]),
            }
        )
    return found


def _headers(one: Endpoint) -> list[Schema]:
    found: list[Schema] = []
    if one.changes:
        schema = {"type": "string", "pattern": "^[!-~]+$", "maxLength": LONGEST_KEY}
        found.append({"name": "Idempotency-Key", "in": "header", "schema": schema})
    if is_matched(one.view, one.method):
        schema = {"type": "string", "examples": ['"3"']}
        found.append({"name": "If-Match", "in": "header", "schema": schema})
    return found


def _responses(one: Endpoint, schemas: _Schemas) -> Schema:
    said = one.operation
    found: dict[str, Schema] = {}
    if said:
        found[str(said.status)] = _success(one, said, schemas)
        if one.method == "GET" and is_tagged(one.view, one.method):
            found["304"] = {"description": "It is as `If-None-Match` says."}
    else:
        for status in (200, 201, 202, 204):
            found[str(status)] = {"description": "Done."}
    for status, codes in sorted(_refused(one).items()):
        found[str(status)] = _refusal(status, codes if said else None)
    return found


def _success(one: Endpoint, said: Operation, schemas: _Schemas) -> Schema:
    names = ["ETag"] if is_tagged(one.view, one.method) else []
    names += ["Deprecation", "Sunset"] if said.deprecated else []
    names += ["Location"] if said.status == 201 and said.etag else []
    names += ["Idempotent-Replayed"] if one.changes else []
    described: Schema = {"description": "Done."}
    if names:
        described["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    if said.file:
        schema: Schema = {"type": "string", "format": "binary"}
        described["content"] = {
            said.file: {"schema": {"type": "object"} if said.file == JSON else schema}
        }
    elif said.answer is not None:
        data = schemas.of(said.answer, "serialization")
        if said.many or said.paged:
            data = {"type": "array", "items": data}
        envelope: Schema = {
            "type": "object",
            "additionalProperties": False,
            "required": ["success", "data", *(["pagination"] if said.paged else [])],
            "properties": {"success": {"const": True}, "data": data},
        }
        if said.paged:
            envelope["properties"]["pagination"] = {"$ref": _REF.format(model="Pagination")}
        described["content"] = {JSON: {"schema": envelope}}
    return described


def _refusal(status: int, codes: Iterable[str] | None) -> Schema:
    code: Schema = {"type": "string"}
    if codes is not None:
        code["enum"] = sorted(codes)
    members = ("code", "message", "details", "requestId", "timestamp")
    error: Schema = {
        "type": "object",
        "additionalProperties": False,
        "required": list(members),
        "properties": {
            "code": code,
            "message": {"type": "string"},
            "details": {"type": "object"},
            "requestId": {"type": "string"},
            "timestamp": {"type": "string", "format": "date-time"},
        },
    }
    described: Schema = {
        "description": "Refused: " + (", ".join(sorted(codes)) if codes else "see the code") + ".",
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["success", "error"],
                    "properties": {"success": {"const": False}, "error": error},
                }
            }
        },
    }
    if status in {429, 503} or "in_progress" in (codes or ()):
        described["headers"] = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    return described


def _refused(one: Endpoint) -> dict[int, set[str]]:
    """The codes of each status: those that any endpoint of this kind gives, and its own."""
    said = one.operation or Operation()
    given: set[type[errors.CraftifyError]] = {
        errors.Invalid,
        errors.TooManyRequests,
        errors.Unavailable,
        *said.refuses,
    }
    if not one.is_public:
        given |= {*refusals.kinds(errors.Unauthenticated), errors.Unauthenticated}
        given |= {errors.Forbidden}
    if one.parameters:
        given |= {errors.NotFound}
    if one.method != "GET":
        given |= {MalformedJson, InvalidUtf8, AmbiguousJson}
        given |= {errors.UnsupportedType, errors.TooLarge}
    if one.changes:
        given |= {CsrfFailed, InProgress, AlreadyDone, KeyReused}
    if is_matched(one.view, one.method) or not one.operation:
        given |= {errors.PreconditionFailed}
    found: dict[int, set[str]] = {}
    for kind in given:
        found.setdefault(status_of(kind("")), set()).add(kind.default_code)
    return found
