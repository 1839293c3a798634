"""Addresses of signing in, in the API."""

from accounts.signin.api.factors import Confirmation, RecoveryCodes, Removal, SecondFactor
from accounts.signin.api.views import (
    EmailChange,
    EmailConfirmation,
    Password,
    Reset,
    ResetLetter,
    Session,
    Sessions,
    SignOuts,
)
from craftify.api.endpoints import endpoint

_ME = "/users/me"

urlpatterns = [
    *endpoint(f"{_ME}/sessions", Sessions, "sessions"),
    *endpoint(f"{_ME}/sessions/<str:session_id>", Session, "session"),
    *endpoint(f"{_ME}/sign-outs", SignOuts, "sign-outs"),
    *endpoint(f"{_ME}/password", Password, "password"),
    *endpoint(f"{_ME}/second-factor", SecondFactor, "second-factor"),
    *endpoint(f"{_ME}/second-factor/confirmation", Confirmation, "second-factor-confirmation"),
    *endpoint(f"{_ME}/second-factor/recovery-codes", RecoveryCodes, "recovery-codes"),
    *endpoint(f"{_ME}/second-factor/removal", Removal, "second-factor-removal"),
    *endpoint(f"{_ME}/email-changes", EmailChange, "email-changes"),
    *endpoint("/auth/email-confirmations", EmailConfirmation, "email-confirmations"),
    *endpoint("/auth/password-letters", ResetLetter, "password-letters"),
    *endpoint("/auth/password-resets", Reset, "password-resets"),
]
