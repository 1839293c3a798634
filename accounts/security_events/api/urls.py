"""The address of security events in the API."""

from accounts.security_events.api.views import SecurityEvents
from craftify.api.endpoints import endpoint

urlpatterns = [*endpoint("/security-events", SecurityEvents, "security-events")]
