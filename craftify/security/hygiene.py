"""Requests that no view should have to think about are answered before one sees them (SEC-5, 6)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from craftify.errors import CraftifyError, Invalid, NotFound, TooLarge
from craftify.onehop import TOO_LARGE
from craftify.origin import Identity, identity
from craftify.security.limits import REFUSED, SENDER
from craftify.web.errors import answer

# An address holds ids, which become keys of the store, and DynamoDB's sort keys end at 1,024 bytes.
LONGEST_PATH = 1_000
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class HygieneMiddleware:
    """Refuses bodies over the limit, text that is not UTF-8, NUL bytes and repeated parameters.

    A form's field that is meant to be one value and comes twice is the last one; fields that may
    have several say so where they are read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            scope = getattr(request, "scope", {})
            if refused := scope.get(REFUSED):
                identity.set(Identity(user_id=scope[SENDER]))
                raise refused
            _refuse_size(request)
            _refuse_address(request)
            _refuse_fields(request)
        except CraftifyError as error:
            return answer(request, error)
        return self.get_response(request)


def _refuse_size(request: HttpRequest) -> None:
    limit = settings.CRAFTIFY.max_request_bytes
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise Invalid("“Content-Length” is no number. Say how many bytes follow.")
    cut_off = getattr(request, "scope", {}).get(TOO_LARGE)
    if cut_off or int(length) > limit:
        raise TooLarge(
            f"This request has more than {limit // 2**20} MB, the most that is taken here. "
            "Send less.",
            limit=limit,
        )


def _refuse_address(request: HttpRequest) -> None:
    if len(request.path.encode()) > LONGEST_PATH:
        raise NotFound("There is nothing at this address.")
    if "\0" in request.path:
        raise Invalid("The address holds a NUL character. Take it out.")
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise Invalid(
                f"The parameter “{name[:60]}” was given {len(values)} times. Give it once.",
                parameter=name[:60],
            )
        if "\0" in name or "\0" in values[0] or "�" in values[0]:
            raise Invalid(
                f"The parameter “{name[:60]}” is not text in UTF-8. Encode it as UTF-8.",
                parameter=name[:60],
            )


def _refuse_fields(request: HttpRequest) -> None:
    """Look at a page's form; the API takes none, and says so by itself."""
    if request.content_type not in _FORMS or request.path.startswith("/api/"):
        return
    texts = [(name, value) for name, values in request.POST.lists() for value in values]
    texts += [(name, one.name or "") for name, files in request.FILES.lists() for one in files]
    for name, value in texts:
        if "\0" in name or "\0" in value:
            raise Invalid(
                f"The field “{name[:60].replace(chr(0), '')}” holds a NUL character. Take it out.",
                field=name[:60].replace("\0", ""),
            )
