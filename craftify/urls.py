"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.web.urls")),
    path("", include("templates_app.web.urls")),
    path("", include("approvals.web.urls")),
    path("", include("craftify.observability.urls")),
    path("api", include("craftify.api.urls")),
]
