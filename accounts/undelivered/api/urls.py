"""Addresses of what could not be delivered in the API."""

from accounts.undelivered.api.views import Replays, Undelivered
from craftify.api.endpoints import endpoint

urlpatterns = [
    *endpoint("/undelivered", Undelivered, "undelivered"),
    *endpoint("/undelivered/replays", Replays, "undelivered-replays"),
]
