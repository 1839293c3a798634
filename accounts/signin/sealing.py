"""Secrets at rest: sealed, or as keyed digests. The keys come from the product's secret key."""

import base64
import secrets

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def sealed(secret: bytes) -> str:
    """A secret that must be read again (AES-128-CBC and HMAC-SHA-256, by Fernet)."""
    return _seal().encrypt(secret).decode()


def opened(text: str) -> bytes:
    """The inverse of `sealed`, with this secret key or a former one (`SECRET_KEY_FALLBACKS`).

    Raises:
        cryptography.fernet.InvalidToken: it was sealed with another key.
    """
    return _seal().decrypt(text.encode())


def new_recovery_codes() -> list[str]:
    """Ten codes of 49 random bits, for people to write down."""
    return ["-".join(_letters(5) for _ in range(2)) for _ in range(10)]


def keyed(code: str) -> str:
    """What is kept of a recovery code: without the secret key it cannot be guessed at home."""
    return salted_hmac("accounts.signin.recovery", code, algorithm="sha256").hexdigest()


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))


def _seal() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(key))) for key in keys])


def _key(secret_key: str) -> bytes:
    salted = salted_hmac("accounts.signin.sealing", "", secret=secret_key, algorithm="sha256")
    return base64.urlsafe_b64encode(salted.digest())
