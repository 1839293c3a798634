"""What of the security events is looked for, and how it reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LIMIT = 50
LOOKED_AT = 2_000  # events that one page may read to find what is looked for
KINDS = (
    ("signIn.refused", "Sign-in refused"),
    ("code.refused", "Code of the second factor refused"),
    ("token.refused", "Token or key refused"),
    ("token.reused", "Token used a second time"),
    ("permission.refused", "Permission refused"),
    ("thing.absent", "Something absent asked for"),
    ("form.refused", "Form without its token"),
    ("limit.reached", "Limit reached"),
    ("address.refused", "Network address refused"),
    ("pattern.found", "Pattern of an attack"),
    ("policy.violated", "Content policy violated"),
)
SEVERITIES = (("info", "Info"), ("warning", "Warning"), ("alarm", "Alarm"))
TITLES = dict(KINDS)


class Seen(Protocol):
    """What of a security event can be looked for."""

    @property
    def kind(self) -> str:
        """One of `KINDS`."""

    @property
    def severity(self) -> str:
        """One of `SEVERITIES`."""

    @property
    def user_id(self) -> str:
        """Whom it concerns, "" is nobody known."""

    @property
    def address(self) -> str:
        """The network address."""

    @property
    def first_at(self) -> datetime:
        """When it began."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; "" is anything. Times are ISO 8601 in UTC, of when it began."""

    kind: str = ""
    severity: str = ""
    person: str = ""
    address: str = ""
    since: str = ""
    until: str = ""

    def takes(self, event: Seen) -> bool:
        """Whether an event is one of these, wherever `since` and `until` are."""
        return (
            (not self.kind or event.kind == self.kind)
            and (not self.severity or event.severity == self.severity)
            and (not self.person or event.user_id == self.person)
            and (not self.address or event.address == self.address)
        )
