"""Addresses of the pages of organizations."""

from django.urls import path

from accounts.organizations.web import founding, settings

app_name = "organizations"

urlpatterns = [
    path("settings/organization", settings.organization, name="settings"),
    path("sign-up", founding.sign_up, name="sign-up"),
    path("sign-up/<str:secret>", founding.link, name="sign-up-link"),
    path("found", founding.found, name="found"),
]
