"""Addresses of signing in, in the API."""

from accounts.signin.api.views import Password, Reset, ResetLetter, Session, Sessions, SignOuts
from craftify.api.endpoints import endpoint

_ME = "/users/me"

urlpatterns = [
    *endpoint(f"{_ME}/sessions", Sessions, "sessions"),
    *endpoint(f"{_ME}/sessions/<str:session_id>", Session, "session"),
    *endpoint(f"{_ME}/sign-outs", SignOuts, "sign-outs"),
    *endpoint(f"{_ME}/password", Password, "password"),
    *endpoint("/auth/password-letters", ResetLetter, "password-letters"),
    *endpoint("/auth/password-resets", Reset, "password-resets"),
]
