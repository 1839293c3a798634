"""Templates as the API shows them."""

from collections.abc import Iterable
from datetime import datetime

from craftify import clock
from craftify.web.statuses import status_of
from templates_app.actions.bulk import Result
from templates_app.api import schemas
from templates_app.domain import Card, Template, Version, VersionInfo
from templates_app.preview import Preview
from templates_app.queries import Facets
from templates_app.rendering.problems import Problem
from templates_app.rendering.variables import Variable, variables
from templates_app.starters import Starter


def card(one: Card) -> schemas.TemplateCard:
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


def template(one: Template) -> schemas.Template:
    """A template with its draft."""
    used = variables(one.source, one.subject, one.preheader)
    return {
        **card(one),
        "source": one.source,
        "sample": dict(one.sample),
        "variables": [_variable(variable) for variable in used],
        "approvalId": one.review_id,
    }


def version_info(one: VersionInfo) -> schemas.VersionInfo:
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


def version(one: Version) -> schemas.Version:
    """A version with its source, its compiled HTML and its text, merge tags in place."""
    return {
        **version_info(one),
        "sample": dict(one.sample),
        "source": one.source,
        "html": one.html,
        "text": one.text,
    }


def preview(one: Preview) -> schemas.Preview:
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


def problems(found: Iterable[Problem]) -> list[schemas.SourceProblem]:
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


def starter_card(one: Starter) -> schemas.StarterCard:
    """A starter in the list."""
    return {
        "id": one.slug,
        "name": one.name,
        "description": one.description,
        "subject": one.subject,
        "preheader": one.preheader,
        "category": one.category,
        "tags": one.tags,
    }


def starter(one: Starter) -> schemas.Starter:
    """A starter with everything that a template can be made of."""
    return {**starter_card(one), "source": one.source, "sample": dict(one.sample)}


def facets(one: Facets) -> schemas.Facets:
    """The counts beside the library."""
    return {
        "total": one.total,
        "byStatus": dict(one.by_status),
        "categories": dict(one.categories),
        "tags": dict(one.tags),
    }


def bulk_result(one: Result) -> schemas.BulkResult:
    """What became of one of many; the status is what its own request would have answered."""
    refusal = one.refusal
    if refusal is None:
        return {"id": one.id, "status": 200, "error": None}
    error: schemas.BulkError = {
        "code": refusal.code,
        "message": refusal.sentence,
        "details": refusal.details,
    }
    return {"id": one.id, "status": status_of(refusal), "error": error}


def _variable(one: Variable) -> schemas.Variable:
    return {"name": one.name, "kind": one.kind, "lines": one.lines}


def _when(instant: datetime | None) -> str | None:
    return clock.stamp(instant) if instant else None
