"""The digest that an approval signs (APP-4), so that anyone can recompute it.

It is the SHA-256, in hex, of this JSON in UTF-8, keys sorted, no spaces, nothing escaped that
JSON does not require:

    {"assets": […sorted…], "format": "mjml", "html": H, "preheader": "…", "scheme": 1,
     "source": H, "subject": "…", "text": H, "variables": […sorted…]}

where H is the SHA-256, in hex, of the text in UTF-8, and `assets` are the digests of the
files the email shows. In a shell, for one part: `printf %s "$SOURCE" | sha256sum`.
"""

import hashlib
import json
from collections.abc import Iterable

SCHEME = 1


def content_digest(
    *,
    format: str,
    subject: str,
    preheader: str,
    source: str,
    html: str,
    text: str,
    variables: Iterable[str],
    assets: Iterable[str] = (),
) -> str:
    """64 hex digits. Any difference in any part changes them; the order of names does not."""
    content = {
        "scheme": SCHEME,
        "format": str(format),
        "subject": subject,
        "preheader": preheader,
        "source": _sha256(source),
        "html": _sha256(html),
        "text": _sha256(text),
        "variables": sorted(set(variables)),
        "assets": sorted(set(assets)),
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return _sha256(canonical)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
