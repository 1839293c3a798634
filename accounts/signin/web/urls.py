"""Addresses of the pages about signing in."""

from django.urls import path

from accounts.signin.web import address, forgotten, second_step, security

app_name = "signin"
_HERE = "settings/security"

urlpatterns = [
    path(_HERE, security.security, name="security"),
    path(f"{_HERE}/password", security.password, name="password"),
    path(f"{_HERE}/sessions/<str:session_id>/end", security.end, name="end-session"),
    path(f"{_HERE}/sign-outs", security.everywhere, name="everywhere"),
    path(f"{_HERE}/second-step", second_step.begin, name="second-step"),
    path(f"{_HERE}/second-step/confirmation", second_step.confirm, name="confirm-second-step"),
    path(f"{_HERE}/second-step/recovery-codes", second_step.recovery_codes, name="recovery-codes"),
    path(f"{_HERE}/second-step/removal", second_step.remove, name="remove-second-step"),
    path(f"{_HERE}/address", address.ask, name="ask-email"),
    path("confirm-email/<str:secret>", address.link, name="email-link"),
    path("confirm-email", address.confirm, name="confirm-email"),
    path("forgot-password", forgotten.forgot, name="forgot"),
    path("reset-password/<str:secret>", forgotten.link, name="reset-link"),
    path("reset-password", forgotten.reset, name="reset"),
]
