"""Images that an email wants from other hosts. Pure."""

import re

_REMOTE = re.compile(
    r"""(?:<img\b[^>]*?\bsrc|\bbackground)\s*=\s*["']?\s*https?:|url\(\s*["']?\s*https?:""",
    re.IGNORECASE,
)


def has_remote_images(html: str) -> bool:
    """Whether a frame leaves images out unless it is asked for them."""
    return _REMOTE.search(html) is not None
