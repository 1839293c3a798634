"""What every endpoint does around its own work: `endpoint(…)` puts it around each view."""

from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from craftify.api.etags import content_etag, refuse_other
from craftify.api.fields import FIELDS, Fields
from craftify.api.idempotency import store as keys
from craftify.api.idempotency.domain import Answer, Claim, Key, key_of
from craftify.api.operations import is_matched, is_tagged, operation_of
from craftify.api.renderer import JsonRenderer
from craftify.errors import Invalid

SAFE = ("GET", "HEAD", "OPTIONS")
KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotent-Replayed"
# Who may ask, and how often, is found out anew with each try.
_NOT_KEPT = frozenset({401, 429})
_KEPT_HEADERS = ("ETag", "Location", "Cache-Control")


class Replay(Exception):
    """The request was answered before. No error: this carries an answer past the view."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Framed(APIView):
    """The base of every endpoint's view."""

    _claim: Claim | None = None
    _fields: tuple[str, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer one request; a claim that came to nothing is given back."""
        if KEY_HEADER in request.headers:
            _ = request.body  # kept by Django; DRF's own stream can be read once
        with ExitStack() as self._held:
            try:
                response = super().dispatch(request, *args, **kwargs)
            except Exception:
                if self._claim:
                    keys.release(self._claim)
                raise
        if self._claim:
            _keep(self._claim, response)
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who it is and whether they may ask, then whether they asked this before.

        Raises:
            Replay: they did.
            InProgress, AlreadyDone, KeyReused, Invalid: as `idempotency.store.claim`.
            PreconditionFailed: as `_compare`.
        """
        super().initial(request, *args, **kwargs)
        self._choose(request)
        changes = request.method not in SAFE and hasattr(self, (request.method or "").lower())
        key = _key(request) if changes and self.permission_classes else None
        claimed = keys.claim(key) if key else None
        if isinstance(claimed, Answer):
            raise Replay(claimed)
        if claimed:
            self._claim = claimed
            self._held.enter_context(keys.holding(claimed))
        self._compare(request, *args, **kwargs)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Only the members that `fields` names; nothing at all where the client has it already."""
        if self._fields and isinstance(response, Response) and response.status_code < 300:
            response.data = {**response.data, "data": _only(response.data["data"], self._fields)}
        tag = self._tag(request, response)
        if request.method == "GET" and tag and tag in _tags(request.headers.get("If-None-Match")):
            response = Response(status=304, headers={"ETag": tag})
        said = operation_of(self, request.method or "")
        for name, value in said.deprecated.headers().items() if said and said.deprecated else ():
            response.headers[name] = value
        return super().finalize_response(request, response, *args, **kwargs)

    def _choose(self, request: Request) -> None:
        """Refuse parameters that this endpoint does not know, and members that it does not answer.

        Raises:
            Invalid: with the name of the first.
        """
        said = operation_of(self, request.method or "")
        if not said:
            return
        known = said.parameters
        if request.method == "GET" and said.fields:
            known = (*known, FIELDS)
        given = Fields(request.query_params.dict(), known)
        if FIELDS in request.query_params:
            self._fields = tuple((given.text(FIELDS) or "").split(","))
        for name in self._fields:
            if name not in said.fields:
                raise Invalid(
                    f"“{name[:60]}” is no member of this answer. Known: {', '.join(said.fields)}.",
                    field=FIELDS,
                )

    def _tag(self, request: Request, response: Response) -> str | None:
        """The entity tag of an answer: its own, or one made of what it says to programs."""
        tag: str | None = response.headers.get("ETag")
        is_json = getattr(request, "accepted_media_type", "") == JsonRenderer.media_type
        is_answer = request.method == "GET" and response.status_code == 200 and is_json
        if not tag and is_answer and is_tagged(self, "GET"):
            tag = response.headers["ETag"] = content_etag(response.data)
        return tag

    def _compare(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a change of what is not any more as the client saw it.

        Where there is a revision, the view compares that, and its write is refused as well when it
        changes in between; here it is what `GET` answers, a moment before the change.

        Raises:
            PreconditionFailed: `If-Match` names another content.
        """
        method = request.method or ""
        said = operation_of(self, method)
        if "If-Match" not in request.headers or not is_matched(self, method):
            return
        if said and not said.if_match:
            shown = self.get(request, *args, **kwargs)  # type: ignore[attr-defined]  # is_matched
            refuse_other(request, shown.headers.get("ETag") or content_etag(shown.data))

    def handle_exception(self, error: Exception) -> Response:
        """A refusal as an answer; and an answer that was given before."""
        if isinstance(error, Replay):
            headers = {**error.answer.headers, REPLAYED_HEADER: "true"}
            return Response(error.answer.data, status=error.answer.status, headers=headers)
        return super().handle_exception(error)


def _key(request: Request) -> Key | None:
    """The key of a request that has one, with everything that makes it this request."""
    if KEY_HEADER not in request.headers:
        return None
    member = request.member  # type: ignore[attr-defined]  # see accounts.api.request
    return key_of(
        f"{member.organization_id}#{member.id}",
        request.headers[KEY_HEADER],
        settings.SECRET_KEY,
        f"{request.method} {request.get_full_path()}".encode(),
        request.headers.get("If-Match", "").encode(),
        request._request.body,  # noqa: SLF001 (what `dispatch` had Django keep)
    )


def _keep(claim: Claim, response: HttpResponseBase) -> None:
    is_final = response.status_code < 500 and response.status_code not in _NOT_KEPT
    if not is_final or not isinstance(response, Response):
        keys.release(claim)
        return
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    keys.keep(claim, Answer(response.status_code, headers, response.data))


def _only(data: Any, names: tuple[str, ...]) -> Any:
    if isinstance(data, list):
        return [_only(one, names) for one in data]
    return {name: data[name] for name in data if name in names}


def _tags(header: str | None) -> frozenset[str]:
    """The entity tags of an `If-None-Match`, compared without regard to weakness (RFC 9110)."""
    return frozenset(one.strip().removeprefix("W/") for one in (header or "").split(","))
