"""What a new password must be: `settings.AUTH_PASSWORD_VALIDATORS`, in sentences."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.domain import User
from accounts.models import AuthUser
from craftify.errors import Invalid

MAX_LENGTH = 500  # characters; Argon2 takes more, nobody types more


class WeakPassword(Invalid):
    """A password that is guessed sooner than others."""


def hashed(password: str, user: User, *, field: str) -> str:
    """The hash of a new password.

    Raises:
        WeakPassword: too short, too long, too common, or too much like the user's name or address.
    """
    if len(password) > MAX_LENGTH:
        raise WeakPassword(f"A password has at most {MAX_LENGTH} characters.", field=field)
    known = AuthUser.of(user, "")
    vars(known).update(first_name=user.first_name, last_name=user.last_name)
    try:
        validate_password(password, known)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages), field=field) from None
    return make_password(password)
