"""The address of the page of security events."""

from django.urls import path

from accounts.security_events.web import views

app_name = "security-events"

urlpatterns = [path("settings/security-events", views.page, name="list")]
