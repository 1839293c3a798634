"""Everything that can be done with being signed in: the folder is the list."""

from accounts.signin.actions.email import ask_for_email, confirm_email
from accounts.signin.actions.families import begin_family, end_family, renew_family
from accounts.signin.actions.passwords import ask_for_reset, change_password, reset_password
from accounts.signin.actions.second_factor import (
    begin_factor,
    confirm_factor,
    demand_code,
    remove_factor,
    remove_factor_of,
    renew_recovery_codes,
)
from accounts.signin.actions.sessions import end_session, sign_out_everywhere

__all__ = [
    "ask_for_email",
    "ask_for_reset",
    "begin_factor",
    "begin_family",
    "change_password",
    "confirm_email",
    "confirm_factor",
    "demand_code",
    "end_family",
    "end_session",
    "remove_factor",
    "remove_factor_of",
    "renew_family",
    "renew_recovery_codes",
    "reset_password",
    "sign_out_everywhere",
]
