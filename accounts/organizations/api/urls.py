"""Addresses of organizations in the API."""

from accounts.organizations.api.views import Organization, Organizations, SignUps
from craftify.api.endpoints import endpoint

urlpatterns = [
    *endpoint("/organization", Organization, "organization"),
    *endpoint("/auth/sign-ups", SignUps, "sign-ups"),
    *endpoint("/auth/organizations", Organizations, "organizations"),
]
