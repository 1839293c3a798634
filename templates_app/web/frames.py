"""The frames that emails are shown in, each an address of its own (SEC-9).

A refusal is a sentence inside the frame, because an error page may not be framed.
"""

import functools
from collections.abc import Callable

from django.http import HttpResponse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from accounts.web.request import PageRequest
from craftify.errors import CraftifyError, NotFound
from craftify.web.frames import Images, frame_response
from craftify.web.statuses import status_of
from templates_app import preview as previewing
from templates_app import queries
from templates_app.looks import Data, looked_at, marked_look
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
from templates_app.web import previews

_YEAR = 365 * 24 * 3600
_BROKEN = "This source has errors, so there is nothing to show yet."
_SENTENCE = (
    '<!doctype html><html lang="en"><title>No email</title><body style="display:grid;'
    "place-items:center;min-height:90vh;margin:0;padding:0 15%;text-align:center;"
    'font:20px/1.4 Georgia,serif;color:#5f5a52;background:#fbfaf7"><p>{}</p>'
)
# The page above may not look into the frame, but it may send it to an anchor: 51 of them, from
# #at-0 to #at-100, let the preview follow the cursor of the code.
_MARKS = "<style>html{position:relative}</style>" + "".join(
    f'<a id="at-{percent}" style="position:absolute;top:{percent}%;scroll-margin-top:35vh"></a>'
    for percent in range(0, 101, 2)
)

View = Callable[..., HttpResponse]


def _framed(view: View) -> View:
    @functools.wraps(view)
    def answer(request: PageRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except CraftifyError as refusal:
            response = frame_response(_SENTENCE.format(escape(refusal.sentence)))
            response.status_code = status_of(refusal)
            return response

    return require_safe(answer)


@_framed
def miniature(request: PageRequest, template_id: str, fingerprint: str) -> HttpResponse:
    """The draft with its sample data; kept by the browser until the fingerprint changes."""
    template = queries.template(request.member, template_id)
    shown = previewing.preview_template(template)
    is_current = bool(shown.html) and fingerprint == template.fingerprint
    return frame_response(
        shown.html or _SENTENCE.format(_BROKEN),
        images=_images(request),
        cache_seconds=_YEAR if is_current else 0,
    )


@_framed
def version(request: PageRequest, template_id: str, number: int) -> HttpResponse:
    """A version; it never changes. `data` and `images` say how it is looked at.

    With `read` the page around it may look into it. Only a frame is: on its own, in a tab, the
    email would be a document of this product.
    """
    found = queries.version(request.member, template_id, number)
    response = frame_response(
        looked_at(found, _data(request)).html,
        images=_images(request),
        readable=request.GET.get("read") == "1" and _framed_here(request),
        cache_seconds=_YEAR,
    )
    response.headers["Vary"] = "Sec-Fetch-Dest"
    return response


@_framed
def marks(request: PageRequest, template_id: str, number: int) -> HttpResponse:
    """The same with the blocks named in it, never to be seen and without any image.

    The review page finds the blocks of the email in the frame by it (docs/review-page.md).
    """
    found = queries.version(request.member, template_id, number)
    return frame_response(
        marked_look(found, _data(request)), images=Images.NONE, readable=_framed_here(request)
    )


@_framed
def preview(request: PageRequest, template_id: str, key: str) -> HttpResponse:
    """What is being typed, as the answer of `editor.preview` named it."""
    queries.template(request.member, template_id)
    html = previews.kept(request.member, template_id, key)
    if html is None:
        raise NotFound("This preview is no longer kept. Change something to see a new one.")
    return frame_response(_marked(html), images=_images(request))


@_framed
def starter(request: PageRequest, slug: str) -> HttpResponse:
    """One of our starter emails with its sample data."""
    found = next((one for one in all_starters() if one.slug == slug), None)
    if not found:
        raise NotFound("There is no such starter.")
    shown = previewing.preview(
        source=found.source,
        format=Format.MJML,
        subject=found.subject,
        preheader=found.preheader,
        data=found.sample,
    )
    return frame_response(shown.html, cache_seconds=3600)


def _framed_here(request: PageRequest) -> bool:
    """Whether a frame asks; old browsers do not say."""
    return request.headers.get("Sec-Fetch-Dest", "iframe") == "iframe"


def _images(request: PageRequest) -> Images:
    wanted = request.GET.get("images", "")
    return Images(wanted) if wanted in list(Images) else Images.OWN


def _data(request: PageRequest) -> Data:
    wanted = request.GET.get("data", "")
    return Data(wanted) if wanted in list(Data) else Data.SAMPLE


def _marked(html: str) -> str:
    end = html.rfind("</body>")
    return html[:end] + _MARKS + html[end:] if end >= 0 else html + _MARKS
