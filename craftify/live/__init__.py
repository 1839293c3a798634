"""Events to open pages, and who looks at the same thing. See docs/live.md.

A message is `{"id", "type", "organizationId", "at", "told", "data"}`; pages re-fetch what it
touches under their own permissions, so a message carries names and ids, never content.
"""

from craftify.live.bus import deliver

__all__ = ["deliver"]
