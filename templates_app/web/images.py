"""Images that an email wants from other hosts. Pure."""

import re

# No pattern may look from each of many places to the same far end: the whole process waits for
# it. So tags are cut out first, none inside another, and blanks are matched in one place only.
_IMG = re.compile(r"<img\b[^>]*", re.IGNORECASE)
_SRC = re.compile(r"""\bsrc\s*=\s*(?:["']\s*)?https?:""", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"""(?:\bbackground\s*=|url\()\s*(?:["']\s*)?https?:""",
    re.IGNORECASE,
)


def has_remote_images(html: str) -> bool:
    """Whether a frame leaves images out unless it is asked for them."""
    tags = (tag[0] for tag in _IMG.finditer(html))
    return _BACKGROUND.search(html) is not None or any(map(_SRC.search, tags))
