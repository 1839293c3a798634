"""What clients send about reviews."""

from typing import Any

from rest_framework.request import Request

from approvals.domain import DecisionKind, WorkflowStatus
from craftify.api.fields import body, query
from templates_app.destinations import Destination
from templates_app.exports import ExportFormat


def listing(request: Request) -> dict[str, Any]:
    """The arguments of `queries.workflows`."""
    fields = query(request, known=("status", "templateId", "cursor", "page", "limit"))
    return {
        "status": fields.choice("status", WorkflowStatus),
        "template_id": fields.text("templateId"),
        "cursor": fields.text("cursor"),
        **fields.page(),
    }


def note(request: Request) -> str:
    """The author's words to the approvers."""
    return body(request, known=("note",)).text("note") or ""


def decision(request: Request) -> dict[str, Any]:
    """The arguments of `actions.decide`."""
    fields = body(request, known=("decision", "comment", "digest"), required=("decision",))
    return {
        "kind": fields.choice("decision", DecisionKind),
        "comment": fields.text("comment") or "",
        "digest": fields.text("digest"),
    }


def handing_over(request: Request) -> dict[str, Any]:
    """The arguments of `actions.reassign`, or without a seat those of `actions.delegate`."""
    fields = body(request, known=("seat", "to"), required=("to",))
    seat = fields.text("seat")
    return {"to": fields.text("to"), **({"seat": seat} if seat else {})}


def override(request: Request) -> dict[str, Any]:
    """The arguments of `actions.request_override`."""
    fields = body(request, known=("reason", "digest"), required=("reason", "digest"))
    return {"reason": fields.text("reason"), "digest": fields.text("digest")}


def confirmation(request: Request) -> dict[str, Any]:
    """The arguments of `actions.confirm_override`."""
    fields = body(request, known=("digest",), required=("digest",))
    return {"digest": fields.text("digest")}


def export(request: Request) -> dict[str, Any]:
    """The arguments of `actions.release`."""
    fields = query(request, known=("format", "version"), required=("format",))
    return {"format": fields.choice("format", ExportFormat), "number": fields.whole("version")}


def push(request: Request) -> dict[str, Any]:
    """The arguments of `actions.push`."""
    fields = body(request, known=("destination", "version"), required=("destination",))
    return {
        "destination": fields.choice("destination", Destination),
        "number": fields.whole("version"),
    }


def rendering(request: Request) -> dict[str, Any]:
    """The arguments of `actions.render`."""
    fields = body(request, known=("data", "version"), required=("data",))
    return {"data": fields.object("data"), "number": fields.whole("version")}
