"""What clients send about threads and comments."""

from typing import Any

from rest_framework.request import Request

from approvals.comments.domain import Anchor, Spot, ThreadStatus
from craftify.api.fields import Fields, body
from craftify.errors import Invalid

_SAID = ("words", "mentions", "attachments", "id")


def thread(request: Request) -> dict[str, Any]:
    """The arguments of `actions.start`."""
    fields = body(request, known=(*_SAID, "anchor", "blocking"))
    given = fields.object("anchor")
    return {
        **_said(fields),
        "anchor": None if given is None else _anchor(Fields(given, _PLACE)),
        "blocking": fields.flag("blocking") or False,
    }


def comment(request: Request) -> dict[str, Any]:
    """The arguments of `actions.reply`."""
    return _said(body(request, known=_SAID))


def words(request: Request) -> str:
    """The argument of `actions.edit`."""
    return body(request, known=("words",), required=("words",)).text("words") or ""


def reaction(request: Request) -> str:
    """The argument of `actions.react`."""
    return body(request, known=("reaction",), required=("reaction",)).text("reaction") or ""


def change(request: Request) -> tuple[ThreadStatus | None, bool | None]:
    """What becomes of a thread: its status, and whether it blocks.

    Raises:
        Invalid: neither is given, or both are.
    """
    fields = body(request, known=("status", "blocking"))
    found = fields.choice("status", ThreadStatus), fields.flag("blocking")
    if (found[0] is None) == (found[1] is None):
        raise Invalid("Give either “status” or “blocking”.")
    return found


def file(request: Request) -> dict[str, Any]:
    """The arguments of `files.upload`: the bytes come in base 64."""
    fields = body(request, known=("filename", "data"), required=("filename", "data"))
    return {"filename": fields.text("filename"), "data": fields.base64("data")}


_PLACE = ("spot", "blockId", "quote", "prefix", "suffix")


def _said(fields: Fields) -> dict[str, Any]:
    return {
        "words": fields.text("words") or "",
        "mentions": fields.texts("mentions") or (),
        "attachments": fields.texts("attachments") or (),
        "id": fields.text("id"),
    }


def _anchor(fields: Fields) -> Anchor:
    return Anchor(
        spot=fields.choice("spot", Spot) or Spot.WHOLE,
        block_id=fields.text("blockId") or "",
        quote=fields.text("quote") or "",
        prefix=fields.text("prefix") or "",
        suffix=fields.text("suffix") or "",
    )
