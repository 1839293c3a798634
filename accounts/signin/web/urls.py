"""Addresses of the pages about signing in."""

from django.urls import path

from accounts.signin.web import forgotten, security

app_name = "signin"
_HERE = "settings/security"

urlpatterns = [
    path(_HERE, security.security, name="security"),
    path(f"{_HERE}/password", security.password, name="password"),
    path(f"{_HERE}/sessions/<str:session_id>/end", security.end, name="end-session"),
    path(f"{_HERE}/sign-outs", security.everywhere, name="everywhere"),
    path("forgot-password", forgotten.forgot, name="forgot"),
    path("reset-password/<str:secret>", forgotten.link, name="reset-link"),
    path("reset-password", forgotten.reset, name="reset"),
]
