"""What nobody could deliver, in the words of a page. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime

REPLAYED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One thing that was given up: what it is, why (`reason`), and since when (`since`).

    `lane` and `id` name it within its organization; `at` is when it happened.
    """

    lane: str
    id: str
    kind: str
    type: str
    at: datetime
    attempts: int
    reason: str
    since: datetime

    @property
    def title(self) -> str:
        """What it is, in words: “Event: approval decided”, “Mail”."""
        words = re.sub(r"(?<!^)(?=[A-Z])", " ", self.type).lower()
        kind = self.kind.capitalize()
        return kind if self.type == self.kind else f"{kind}: {words}"
