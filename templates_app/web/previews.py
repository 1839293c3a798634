"""Unsaved previews, kept for the moment between asking for one and its frame fetching it.

At most 16 for each member and template, so that typing for hours fills no memory. The name holds
the organization and the member: a key that leaked shows nothing to anybody else.
"""

import hashlib
import zlib

from django.core.cache import cache

from accounts.domain import Member

_SECONDS = 600


def keep(actor: Member, template_id: str, html: str) -> str:
    """Keep a merged email and return its key, which changes with it."""
    key = hashlib.sha256(html.encode()).hexdigest()[:32]
    packed = zlib.compress(html.encode(), level=1)
    cache.set(_name(actor, template_id, key), (key, packed), _SECONDS)
    return key


def kept(actor: Member, template_id: str, key: str) -> str | None:
    """The email of a key, or None when it is no longer (or never was) kept."""
    found = cache.get(_name(actor, template_id, key))
    return zlib.decompress(found[1]).decode() if found and found[0] == key else None


def _name(actor: Member, template_id: str, key: str) -> str:
    slot = key[:1] if key[:1] in set("0123456789abcdef") else "none"
    return f"preview:{actor.organization_id}:{actor.id}:{template_id}:{slot}"
