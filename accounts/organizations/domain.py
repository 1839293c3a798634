"""What an organization is called, and what it demands. Pure."""

import json
from dataclasses import dataclass
from typing import Any

from accounts.domain import Organization
from craftify.errors import Conflict, Forbidden, Invalid

MAX_NAME, MAX_NETWORKS = 80, 50


class SignUpOff(Forbidden):
    """Whoever runs the product switched it off that anybody founds an organization."""


class SettingsChanged(Conflict):
    """Somebody else has saved the organization's settings in between."""


class LockedOut(Conflict):
    """The change would refuse whoever makes it."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """Who may found an organization of this name: whoever reads the mail of the address."""

    email: str
    name: str

    def __str__(self) -> str:
        return json.dumps([self.email, self.name])

    @classmethod
    def read(cls, text: str) -> "SignUp":
        """What `str` wrote."""
        return cls(*json.loads(text))


def named(name: str) -> str:
    """The name as it is kept.

    Raises:
        Invalid: it is empty, too long, or holds control characters.
    """
    words = " ".join(name.split())
    if not 1 <= len(words) <= MAX_NAME or not words.isprintable():
        raise Invalid(
            f"The name of an organization is one line of 1 to {MAX_NAME} characters.", field="name"
        )
    return words


def told(organization: Organization) -> dict[str, Any]:
    """The settings for the audit trail."""
    return {
        "name": organization.name,
        "requiresSecondFactor": organization.requires_second_factor,
        "networks": [str(one) for one in organization.networks],
    }
