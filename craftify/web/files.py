"""Files that leave."""

from django.http import HttpResponse


def attachment(filename: str, media_type: str, body: bytes, *, etag: str = "") -> HttpResponse:
    """A download; `filename` is ASCII without quotes. No cache keeps it."""
    headers = {
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Cache-Control": "private, no-store",
    }
    if etag:
        headers["ETag"] = etag
    return HttpResponse(body, content_type=media_type, headers=headers)
