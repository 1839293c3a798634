"""Where a form leads when it was done, with and without HTMX."""

from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.web.request import PageRequest


def go(request: PageRequest, page: str) -> HttpResponse:
    """To another page."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return redirect(page)
