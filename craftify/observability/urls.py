"""The addresses for probes."""

from django.urls import path

from craftify.observability import exposed, health

urlpatterns = [
    path("metrics", exposed.exposed, name="metrics"),
    path("health", health.health, name="health"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]
