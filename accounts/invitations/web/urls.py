"""Addresses of the invitations' pages, and of what they send."""

from django.urls import path

from accounts.invitations.web import accepting, managing

app_name = "invitations"
_ONE = "settings/invitations/<str:invitation_id>"

urlpatterns = [
    path("settings/invitations", managing.invitations, name="list"),
    path(f"{_ONE}/letters", managing.resend, name="resend"),
    path(f"{_ONE}/revocation", managing.revoke, name="revoke"),
    path("invitation/<str:token>", accepting.link, name="link"),
    path("invitation", accepting.accept, name="accept"),
]
