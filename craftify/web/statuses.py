"""The HTTP status of each kind of refusal: the one table that both translators read."""

from django.http import HttpResponseBase

from craftify import errors

STATUSES: dict[type[errors.CraftifyError], int] = {
    errors.Invalid: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.MethodNotAllowed: 405,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.TooLarge: 413,
    errors.UnsupportedType: 415,
    errors.Unprocessable: 422,
    errors.TooManyRequests: 429,
    errors.Unavailable: 503,
}


def headers_of(error: errors.CraftifyError) -> dict[str, str]:
    """When to try again, and which limit was reached."""
    seconds, limit = error.details.get("retryAfter"), error.details.get("limit")
    if seconds is None:
        return {}
    headers = {"Retry-After": str(seconds)}
    if limit is not None:
        headers |= {"RateLimit-Limit": str(limit), "RateLimit-Remaining": "0"}
        headers["RateLimit-Reset"] = str(seconds)
    return headers


def status_of(error: errors.CraftifyError) -> int:
    """The status of the error's kind; 500 for one that has none, which is a mistake of ours."""
    kinds = (STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    return next(kinds, 500)


def tell_when(response: HttpResponseBase, error: errors.CraftifyError | None) -> None:
    """Set the headers of a refusal, if there was one."""
    for name, value in (headers_of(error) if error else {}).items():
        response.headers[name] = value
