"""The rules of approvals, and delegations, as clients read and write them."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError, WithJsonSchema
from rest_framework.request import Request

from approvals.api import schemas
from approvals.domain import Explanation, Policy
from approvals.domain.delegation import Delegation
from approvals.store.policies import plain
from craftify import clock
from craftify.api.fields import body
from craftify.errors import Invalid

_POLICY = TypeAdapter(Policy)
_BY_CATEGORY = "categoryOwners"  # its keys are categories, and not names of ours
_KNOWN = (
    "definitions", "separationOfDuties", "carryOver", "calendar", _BY_CATEGORY,
)  # fmt: skip


def policy(one: Policy) -> dict[str, object]:
    """The rules with camelCase names."""
    shown: dict[str, object] = _renamed(plain(one), _camel)
    return {"revision": one.revision, **shown}


def given_policy(request: Request, organization_id: str) -> Policy:
    """The rules that a client sends, whole.

    Raises:
        Invalid: a field is unknown or not what it must be; `details["field"]` is its path.
    """
    body(request, known=_KNOWN, required=("definitions",))
    given = dict(request.data)
    try:
        made = _POLICY.validate_python(
            {**_renamed(given, _snake), "organization_id": organization_id}, strict=False
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(_camel(str(part)) for part in first["loc"])
        raise Invalid(f"“{place}”: {first['msg']}.", field=place) from None
    _refuse_unknown(given, policy(made), "")
    return made


def explanation(one: Explanation) -> schemas.Plan:
    """What would happen to a template, and why."""
    return {
        "definitionId": one.definition.id,
        "definition": one.definition.name,
        "because": one.because,
        "refusal": one.refusal or None,
        "steps": [
            {
                "name": step.name,
                "who": step.who,
                "people": list(step.people),
                "dueAt": clock.stamp(step.due_at) if step.due_at else None,
                "skipped": step.skipped or None,
            }
            for step in one.steps
        ],
    }


def delegation(one: Delegation) -> schemas.Delegation:
    """Who decides for whom, and how long."""
    return {
        "id": one.id,
        "from": one.from_id,
        "to": one.to_id,
        "startsAt": clock.stamp(one.starts_at),
        "endsAt": clock.stamp(one.ends_at),
        "createdAt": clock.stamp(one.created_at),
    }


def given_delegation(request: Request) -> dict[str, Any]:
    """The arguments of `actions.delegate_seats`."""
    fields = body(
        request,
        known=("to", "startsAt", "endsAt", "from"),
        required=("to", "startsAt", "endsAt"),
    )
    return {
        "to": fields.text("to"),
        "starts_at": _instant(fields.text("startsAt"), "startsAt"),
        "ends_at": _instant(fields.text("endsAt"), "endsAt"),
        "whose": fields.text("from"),
    }


def _instant(text: str | None, field: str) -> datetime:
    try:
        found = clock.parse(text or "")
    except ValueError:
        found = None
    if not found or not found.tzinfo:
        raise Invalid(f"“{field}” must be an instant such as 2026-11-23T09:00:00Z.", field=field)
    return found


def _renamed(value: Any, rename: Any, *, keys: bool = True) -> Any:
    if isinstance(value, Mapping):
        return {
            rename(name) if keys else name: _renamed(
                one, rename, keys=name not in {_BY_CATEGORY, _snake(_BY_CATEGORY)}
            )
            for name, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_renamed(one, rename) for one in value]
    return value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(one.capitalize() for one in others)


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name)


def _schema(*left_out: str) -> dict[str, Any]:
    """The rules as JSON Schema, whole, with camelCase names."""
    found = _POLICY.json_schema(mode="serialization")
    parts = found.pop("$defs", {})

    def inlined(schema: Any) -> Any:
        if isinstance(schema, list):
            return [inlined(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return inlined(parts[schema["$ref"].rpartition("/")[2]])
        left = {"required", "default", "properties", "title"}
        shown = {name: inlined(one) for name, one in schema.items() if name not in left}
        if isinstance(properties := schema.get("properties"), dict):
            shown["properties"] = {_camel(name): inlined(one) for name, one in properties.items()}
        return shown

    schema: dict[str, Any] = inlined(found)
    for name in left_out:
        del schema["properties"][name]
    return {**schema, "title": "Rules", "required": ["definitions"]}


Rules = Annotated[dict[str, Any], WithJsonSchema(_schema("organizationId"))]
RulesPut = Annotated[dict[str, Any], WithJsonSchema(_schema("organizationId", "revision"))]


def _refuse_unknown(given: Any, known: Any, path: str) -> None:
    """Refuse names that the rules do not have: nothing is dropped in silence."""
    if isinstance(given, Mapping) and isinstance(known, Mapping):
        for name, value in given.items():
            if name not in known:
                raise Invalid(f"“{path}{name}” is not known here.", field=f"{path}{name}")
            _refuse_unknown(value, known[name], f"{path}{name}.")
    elif isinstance(given, list) and isinstance(known, list):
        for number, (one, other) in enumerate(zip(given, known, strict=False)):
            _refuse_unknown(one, other, f"{path}{number}.")
