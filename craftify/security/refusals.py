"""Which refusals are security events; called where a refusal becomes an answer."""

from craftify.errors import CraftifyError, Forbidden, NotFound, TooManyRequests
from craftify.origin import NOBODY, identity
from craftify.security.events import Kind, security_event

_PERMISSIONS = frozenset({"forbidden", "more_than_yours", "out_of_scope"})
_KINDS = {
    "bad_credentials": Kind.SIGN_IN_REFUSED,
    "code_wrong": Kind.CODE_REFUSED,
    "token_invalid": Kind.TOKEN_REFUSED,
    "access_ended": Kind.TOKEN_REFUSED,
    "key_invalid": Kind.TOKEN_REFUSED,
    "key_elsewhere": Kind.ADDRESS_REFUSED,
    "network_refused": Kind.ADDRESS_REFUSED,
    "token_reused": Kind.TOKEN_REUSED,
    "csrf_failed": Kind.FORM_REFUSED,
}


def note(error: CraftifyError) -> None:
    """Record the refusal if it is one that an administrator should know of.

    Refusals of the work itself (somebody else decides this, a review is closed) are none. What is
    absent counts only for members: an address that nobody signed in asks for is the web's noise.
    """
    if error.code in _KINDS:
        security_event(_KINDS[error.code], about=error.code)
    elif isinstance(error, Forbidden) and error.code in _PERMISSIONS:
        security_event(
            Kind.PERMISSION_REFUSED, about=str(error.details.get("permission", error.code))
        )
    elif isinstance(error, TooManyRequests):
        security_event(Kind.LIMIT_REACHED, about=error.code)
    elif isinstance(error, NotFound) and identity.get() != NOBODY:
        security_event(Kind.THING_ABSENT)
