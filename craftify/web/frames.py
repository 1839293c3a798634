"""Emails are shown in sandboxed frames, served by address under their own policy (SEC-9).

A `srcdoc` frame would inherit the page's strict policy and show the email unstyled.
"""

from django.http import HttpResponse

_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src {images}; "
    "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
# A link would put an error page in the place of the email, since nothing else may be framed. In a
# new window, which the sandbox does not allow, it does nothing. At the end it changes no layout.
_HARMLESS_LINKS = '<base target="_blank">'


def frame_response(
    html: str, *, remote_images: bool = False, cache_seconds: int = 0
) -> HttpResponse:
    """An email for an `<iframe sandbox="">`: no script, no form, no request to another host.

    `remote_images` allows images from anywhere, when the reader asked for them.
    """
    response = HttpResponse(html + _HARMLESS_LINKS)
    images = "'self' data: https: http:" if remote_images else "'self' data:"
    response.headers["Content-Security-Policy"] = _POLICY.format(images=images)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = (
        f"private, max-age={cache_seconds}, immutable" if cache_seconds else "no-store"
    )
    return response
