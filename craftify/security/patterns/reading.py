"""Text as an attacked parser would read it, and the kinds of attacks that are in it."""

import html
import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from craftify.security.patterns.rules import COMPILED

_SHORT = 300  # characters of a text that is worth remembering
LONGEST = 2_000  # characters of one text that are read; an attack that begins behind them is missed
# A text without any of these is no attack: ids, words, numbers and dates end here.
_SUSPICIOUS = re.compile(
    r"[<>'\"`(){}$;|&%\\#*]|\.\.|//|\.[a-z]|=\S|\s=|--|/\.|[a-z]/[a-z]|[^\x00-\x7f]{3}|_prot|jndi|wp-|-st"
    r"|select|union|delete from|insert into|update|drop|truncate|or not|powershell",
    re.IGNORECASE,
)
_ESCAPES = re.compile(r"\\(?:u\{?0{0,4}|x)([0-9a-f]{2})\}?", re.IGNORECASE)
_UTF7 = re.compile(r"\+ad([w4])-", re.IGNORECASE)
_COMMENTS = re.compile(r"/\*[^!*][^*]{0,40}\*/|/\*\*/")
_SPACES = re.compile(r"[ \t\f\v\xa0\u2028\u2029]+")
_NOTHING = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\ufeff\xad]")


def kinds_in(text: str) -> frozenset[str]:
    """Which kinds of attacks a text looks like: of `rules.RULES`, most often none."""
    return _kinds_in(text) if len(text) <= _SHORT else _kinds_in.__wrapped__(text[:LONGEST])


# The same browsers ask for the same addresses, over and over.
@lru_cache(maxsize=2_048)
def _kinds_in(cut: str) -> frozenset[str]:
    if not _SUSPICIOUS.search(cut):
        return frozenset()
    read = plain(cut)
    return frozenset(kind for kind, pattern in COMPILED.items() if pattern.search(read))


def plain(text: str) -> str:
    """The text decoded (twice, for those who decode twice), in lower case, with single spaces."""
    for _ in range(2):
        if "%" in text:
            text = unquote(text, errors="replace")
        if "&" in text:
            text = html.unescape(text)
        if "\\" in text:
            text = _ESCAPES.sub(lambda one: chr(int(one[1], 16)), text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = _UTF7.sub(lambda one: "<" if one[1] in "wW" else ">", text)
    text = _SPACES.sub(" ", _COMMENTS.sub(" ", _NOTHING.sub("", text)))
    return text[: 2 * LONGEST].lower()
