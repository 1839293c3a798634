"""The digest that an approval signs (APP-4), so that anyone can recompute it.

It is the SHA-256, in hex, of this JSON in UTF-8, keys sorted, no spaces, nothing escaped that
JSON does not require:

    {"assets": […sorted…], "format": "mjml", "html": H, "modules": […sorted…], "preheader": "…",
     "scheme": 2, "source": H, "subject": "…", "text": H, "variables": {"name": "kind", …}}

where H is the SHA-256, in hex, of the text in UTF-8, and `assets` and `modules` are the digests of
the files that the email shows and of the synced modules in it. Scheme 1, of versions from before,
has no `modules`, and the sorted names of the variables in the place of their kinds. In a shell, for
one part: `printf %s "$SOURCE" | sha256sum`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping

SCHEME = 2


def content_digest(
    *,
    format: str,
    subject: str,
    preheader: str,
    source: str,
    html: str,
    text: str,
    variables: Mapping[str, str],
    assets: Iterable[str] = (),
    modules: Iterable[str] = (),
    scheme: int = SCHEME,
) -> str:
    """64 hex digits. Any difference in any part changes them; the order of names does not.

    `variables` are kinds by name.
    """
    content: dict[str, object] = {
        "scheme": scheme,
        "format": str(format),
        "subject": subject,
        "preheader": preheader,
        "source": _sha256(source),
        "html": _sha256(html),
        "text": _sha256(text),
        "variables": sorted(variables),
        "assets": sorted(set(assets)),
    }
    if scheme >= 2:
        content |= {"variables": dict(variables), "modules": sorted(set(modules))}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return _sha256(canonical)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
