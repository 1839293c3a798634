"""Addresses of accounts in the API."""

from accounts.api.views import Me, Refresh, Token
from craftify.api.endpoints import endpoint

urlpatterns = [
    *endpoint("/auth/token", Token, "token"),
    *endpoint("/auth/token/refresh", Refresh, "token-refresh"),
    *endpoint("/users/me", Me, "me"),
]
