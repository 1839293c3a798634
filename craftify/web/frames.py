"""Emails are shown in sandboxed frames, served by address under their own policy (SEC-9).

A `srcdoc` frame would inherit the page's strict policy and show the email unstyled.
"""

import re
from enum import StrEnum

from django.http import HttpResponse

_POLICY = (
    "sandbox{origin}; default-src 'none'; style-src 'unsafe-inline'; img-src {images}; "
    "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
# A link would put an error page in the place of the email, since nothing else may be framed. In a
# new window, which the sandbox does not allow, it does nothing. At the end it changes no layout.
_HARMLESS_LINKS = '<base target="_blank">'
# What opens a connection before a policy is asked, and so tells another host that somebody reads
# the email: `<link rel="preconnect">`, and frames, whose hosts Chromium greets first and refuses
# then. Neither is of use here: stylesheets and frames of others are refused. A `<meta>` with a
# link's attributes is as void, stands where a link may stand, and does nothing.
_GREETINGS = re.compile(r"<(link|iframe|frame)(?=[\s/>])", re.IGNORECASE)


class Images(StrEnum):
    """Which images a frame loads: none of other hosts (`own`), all (`remote`), or none at all."""

    OWN = "own"
    REMOTE = "remote"
    NONE = "none"


_IMAGES = {
    Images.OWN: "'self' data:",
    Images.REMOTE: "'self' data: https: http:",
    Images.NONE: "'none'",
}


def frame_response(
    html: str,
    *,
    images: Images = Images.OWN,
    readable: bool = False,
    cache_seconds: int = 0,
) -> HttpResponse:
    """An email for an `<iframe sandbox>`: no script, no form, no request to another host.

    `readable` lets the page around the frame look into it (`allow-same-origin`), to draw over it;
    what runs, is sent or is navigated in it stays nothing.
    """
    response = HttpResponse(_GREETINGS.sub(_silent, html) + _HARMLESS_LINKS)
    origin = " allow-same-origin" if readable else ""
    policy = _POLICY.format(origin=origin, images=_IMAGES[images])
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-DNS-Prefetch-Control"] = "off"
    response.headers["Cache-Control"] = (
        f"private, max-age={cache_seconds}, immutable" if cache_seconds else "no-store"
    )
    return response


def _silent(tag: re.Match[str]) -> str:
    return "<meta" if tag[1].lower() == "link" else f"<x-{tag[1]}"
