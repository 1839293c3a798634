"""What no log line may say (LOG-6): email addresses, tokens, the secrets of links."""

import re
from typing import Any

HIDDEN = "[hidden]"
# Pages whose address ends in a secret that a letter holds (held to the URLconf by a test).
SECRET_PLACES = ("invitation", "reset-password", "confirm-email", "sign-up")

_EMAIL = re.compile(r"[^\s@<>\"'(),;:/\\\[\]]{1,64}(?:@|%40)[\w-]+(?:\.[\w-]+)+")
# A JSON Web Token, what follows “Bearer”, a webhook's secret, an API key.
_TOKEN = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=Bearer )[\w.~+/=-]+|\b(?:whsec|cfk)_[\w-]+")
# 32 random bytes in base64.
_RANDOM = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{43,}")
_LINK = re.compile(rf"/({'|'.join(SECRET_PLACES)})/[^\s/?\"']+")


def hidden(text: str) -> str:
    """The text without what is nobody's business; it looks for a word first, for speed."""
    if "@" in text or "%40" in text:
        text = _EMAIL.sub(HIDDEN, text)
    if "/" in text:
        text = _LINK.sub(rf"/\1/{HIDDEN}", text)
    if "eyJ" in text or "Bearer " in text or "whsec_" in text or "cfk_" in text:
        text = _TOKEN.sub(HIDDEN, text)
    return _RANDOM.sub(HIDDEN, text) if len(text) >= 43 else text


def hidden_inside(value: Any) -> Any:
    """A field of a log line, ready for JSON, with every text inside it hidden."""
    if isinstance(value, str):
        return hidden(value)
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, dict):
        return {str(name): hidden_inside(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [hidden_inside(one) for one in value]
    return hidden(str(value))
