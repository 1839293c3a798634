"""Addresses of accounts in the API."""

from accounts.api.views import Me, Refresh, Revocation, Token
from craftify.api.endpoints import endpoint

urlpatterns = [
    *endpoint("/auth/token", Token, "token"),
    *endpoint("/auth/token/refresh", Refresh, "token-refresh"),
    *endpoint("/auth/token/revocation", Revocation, "token-revocation"),
    *endpoint("/users/me", Me, "me"),
]
