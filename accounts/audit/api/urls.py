"""Addresses of the audit trail in the API."""

from accounts.audit.api.views import Events, Export, Verification
from craftify.api.endpoints import endpoint

urlpatterns = [
    *endpoint("/audit/events", Events, "audit-events"),
    *endpoint("/audit/verification", Verification, "audit-verification"),
    *endpoint("/audit/export", Export, "audit-export"),
]
