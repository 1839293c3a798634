"""The headers that Django's SecurityMiddleware and django-csp do not set (SEC-1)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

REPORTS = "/reports/policy"  # where browsers tell of breaches (`craftify.security.reports`)
# What a page asks the browser for: to write to the clipboard, and nothing else that is powerful.
_UNUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "keyboard-map",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
_ALWAYS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Reporting-Endpoints": f'policy="{REPORTS}"',
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    # What is meant to be kept says so itself. Nothing is kept by a proxy, or without asking again.
    "Cache-Control": "private, no-cache",
}


class HeadersMiddleware:
    """Adds each header that the view did not set itself (the preview frames set their own)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        return response
