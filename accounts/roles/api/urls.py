"""Addresses of roles in the API."""

from accounts.roles.api.views import OneRole, Roles
from craftify.api.endpoints import endpoint

urlpatterns = [
    *endpoint("/roles", Roles, "roles"),
    *endpoint("/roles/<str:role_id>", OneRole, "role"),
]
