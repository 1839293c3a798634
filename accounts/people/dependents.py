"""What layers above depend on people for; `settings.PEOPLE_DEPENDENTS` names who answers."""

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from accounts.people.domain import Roster
from craftify.dynamo.transact import Write


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Something that waits for one member: its name, and the page where it is given on."""

    id: str
    name: str
    address: str


class Dependent(Protocol):
    """What a module that is named in the settings has."""

    def broken_by(self, write: Write | None, before: Roster, after: Roster) -> tuple[str, ...]:
        """Sentences on what worked with `before` and would not with `after`.

        What was read for the answer is held in `write`: if it changed, the commit races.
        """

    def open_work(self, organization_id: str, user_id: str) -> tuple[OpenWork, ...]:
        """What waits for the member."""


def broken_by(write: Write | None, before: Roster, after: Roster) -> tuple[str, ...]:
    """What would not work any more, of all dependents."""
    return tuple(
        sentence for one in _dependents() for sentence in one.broken_by(write, before, after)
    )


def open_work(organization_id: str, user_id: str) -> tuple[OpenWork, ...]:
    """What waits for somebody, of all dependents."""
    return tuple(work for one in _dependents() for work in one.open_work(organization_id, user_id))


def _dependents() -> list[Dependent]:
    return [cast("Dependent", import_module(name)) for name in settings.PEOPLE_DEPENDENTS]
