"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

from craftify.api.docs import docs

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.web.urls")),
    path("", include("accounts.signin.web.urls")),
    path("", include("templates_app.web.urls")),
    path("", include("approvals.web.urls")),
    path("", include("craftify.observability.urls")),
    path("", include("craftify.security.urls")),
    path("", include("accounts.webhooks.web.urls")),
    path("", include("accounts.undelivered.web.urls")),
    path("settings/audit", include("accounts.audit.web.urls")),
    path("", include("accounts.security_events.web.urls")),
    path("", include("accounts.notifications.web.urls")),
    path("", include("accounts.people.web.urls")),
    path("", include("accounts.invitations.web.urls")),
    path("", include("accounts.teams.web.urls")),
    path("", include("accounts.roles.web.urls")),
    path("", include("accounts.brand.web.urls")),
    path("", include("accounts.keys.web.urls")),
    path("", include("accounts.organizations.web.urls")),
    path("api", include("templates_app.api.urls")),
    path("api", include("accounts.audit.api.urls")),
    path("api", include("accounts.security_events.api.urls")),
    path("api-docs", docs, name="docs"),
    path("api", include("accounts.undelivered.api.urls")),
    path("api", include("accounts.api.urls")),
    path("api", include("accounts.people.api.urls")),
    path("api", include("accounts.invitations.api.urls")),
    path("api", include("accounts.teams.api.urls")),
    path("api", include("accounts.roles.api.urls")),
    path("api", include("accounts.brand.api.urls")),
    path("api", include("accounts.keys.api.urls")),
    path("api", include("accounts.organizations.api.urls")),
    path("api", include("accounts.signin.api.urls")),
    path("api", include("accounts.notifications.api.urls")),
    path("api", include("accounts.webhooks.api.urls")),
    path("api", include("approvals.api.urls")),
    path("api", include("approvals.comments.api.urls")),
    path("api", include("craftify.api.urls")),
]
# Django tries one address after the other, and programs ask more often than people.
urlpatterns.sort(key=lambda one: str(one.pattern) != "api")

handler400 = "craftify.web.errors.bad_request"
handler403 = "craftify.web.errors.forbidden"
handler404 = "craftify.web.errors.not_found"
handler500 = "craftify.web.errors.server_error"
