"""Templates as the API shows them."""

from collections.abc import Iterable
from datetime import datetime

from craftify import clock
from templates_app.domain import Card, Template, Version, VersionInfo
from templates_app.preview import Preview
from templates_app.rendering.problems import Problem
from templates_app.rendering.variables import Variable, variables


def card(one: Card) -> dict[str, object]:
    """A template in a list: everything but what is long."""
    return {
        "id": one.id,
        "organizationId": one.organization_id,
        "name": one.name,
        "description": one.description,
        "subject": one.subject,
        "preheader": one.preheader,
        "format": one.format,
        "category": one.category,
        "tags": one.tags,
        "status": one.status,
        "revision": one.revision,
        "version": one.version,
        "approvedVersion": one.approved_version,
        "approvedBy": one.approved_by,
        "approvedAt": _when(one.approved_at),
        "createdBy": one.created_by,
        "updatedBy": one.updated_by,
        "createdAt": clock.stamp(one.created_at),
        "updatedAt": clock.stamp(one.updated_at),
    }


def template(one: Template) -> dict[str, object]:
    """A template with its draft."""
    used = variables(one.source, one.subject, one.preheader)
    return card(one) | {
        "source": one.source,
        "sample": one.sample,
        "variables": [_variable(variable) for variable in used],
        "approvalId": one.review_id,
    }


def version_info(one: VersionInfo) -> dict[str, object]:
    """A version in a list."""
    return {
        "templateId": one.template_id,
        "number": one.number,
        "name": one.name,
        "digest": one.digest,
        "format": one.format,
        "subject": one.subject,
        "preheader": one.preheader,
        "variables": one.variables,
        "createdBy": one.created_by,
        "createdAt": clock.stamp(one.created_at),
    }


def version(one: Version) -> dict[str, object]:
    """A version with its source, its compiled HTML and its text, merge tags in place."""
    return version_info(one) | {
        "sample": one.sample,
        "source": one.source,
        "html": one.html,
        "text": one.text,
    }


def preview(one: Preview) -> dict[str, object]:
    """A merged email."""
    return {
        "subject": one.subject,
        "preheader": one.preheader,
        "html": one.html,
        "text": one.text,
        "size": one.size,
        "missing": one.missing,
        "variables": [_variable(variable) for variable in one.variables],
        "problems": problems(one.problems),
    }


def problems(found: Iterable[Problem]) -> list[dict[str, object]]:
    """What there is to say about a source, each with its place."""
    return [
        {
            "message": one.message,
            "line": one.line,
            "column": one.column,
            "severity": one.severity,
            "code": one.code,
        }
        for one in found
    ]


def _variable(one: Variable) -> dict[str, object]:
    return {"name": one.name, "kind": one.kind, "lines": one.lines}


def _when(instant: datetime | None) -> str | None:
    return clock.stamp(instant) if instant else None
