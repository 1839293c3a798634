"""Secrets: which are too weak, and those that AWS Secrets Manager keeps (SEC-17)."""

import json
import math
from collections import Counter
from itertools import pairwise
from typing import Any

MIN_CHARACTERS = 32
# Random hexadecimal digits of that length have about 115 bits by this measure, words far fewer.
MIN_BITS = 96
_PLACEHOLDERS = (
    "changeme", "change-me", "change_me", "django-insecure", "example", "insecure",
    "only-for-development", "password", "placeholder", "your-secret", "your_secret",
)  # fmt: skip


class SecretsUnavailable(Exception):
    """The secrets could not be fetched; says why, and none of them."""


def weakness(secret: str) -> str:
    """Why a secret could be guessed, as the end of a sentence that begins with its name; nothing
    for a good one.
    """
    if len(secret) < MIN_CHARACTERS:
        return f"must have at least {MIN_CHARACTERS} random characters"
    if any(word in secret.lower() for word in _PLACEHOLDERS):
        return "is a placeholder: make a random one"
    if _bits(secret) < MIN_BITS or secret in (secret * 2)[1:-1] or _is_run(secret):
        return "repeats itself: make a random one"
    return ""


def _bits(secret: str) -> float:
    """What its characters tell, by how often each occurs (Shannon)."""
    total = len(secret)
    return -sum(count * math.log2(count / total) for count in Counter(secret).values())


def _is_run(secret: str) -> bool:
    """Whether most characters follow from the one before, as in `abcdefgh…`."""
    steps = Counter(ord(after) - ord(before) for before, after in pairwise(secret))
    return steps.most_common(1)[0][1] > len(secret) / 2


def fetched(name: str) -> dict[str, str]:
    """The settings that a secret of AWS Secrets Manager holds, a JSON object of texts.

    Region, credentials and, for an emulator, the endpoint are those of the usual AWS variables.

    Raises:
        SecretsUnavailable: it is not there, may not be read, or is no such object.
    """
    # Costs 0.3 s, for whoever uses it.
    import boto3  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        text = boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
        found: Any = json.loads(text)
    except ClientError as error:
        raise SecretsUnavailable(f"could not be read: {error.response['Error']['Code']}") from None
    except BotoCoreError as error:
        raise SecretsUnavailable(f"could not be read: {type(error).__name__}") from None
    except (KeyError, ValueError):
        raise SecretsUnavailable("does not hold JSON") from None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise SecretsUnavailable("must hold one JSON object whose values are texts")
    return found
