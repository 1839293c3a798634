"""Optimistic concurrency by HTTP's own means (RFC 9110, section 13)."""

import hashlib

import orjson
from rest_framework.request import Request

from craftify.errors import PreconditionFailed


def etag(value: object) -> str:
    """A strong entity tag."""
    return f'"{value}"'


def content_etag(data: object) -> str:
    """The entity tag of an answer that has no revision: another content, another tag."""
    return etag(hashlib.blake2b(orjson.dumps(data), digest_size=12).hexdigest())


def refuse_other(request: Request, current: str) -> None:
    """Refuse a request that is meant for another revision.

    Raises:
        PreconditionFailed: `If-Match` does not name `current`.
    """
    named = {tag.strip() for tag in request.headers.get("If-Match", "*").split(",")}
    if not named & {"*", current}:
        raise PreconditionFailed(
            f"This is at revision {current} and “If-Match” names another, so nothing was changed. "
            "Fetch it again, then repeat.",
            etag=current,
        )
