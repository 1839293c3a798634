"""Who is at which place, as all processes together see it. Pure.

Each process tells who is at a place there, when that changes and again and again; one that was not
heard for a while died, and its people with it.
"""

from collections.abc import Iterable

from craftify.live.frames import Person

SILENCE = 60.0  # seconds after which a process is taken for dead


class Presence:
    """What each process last said of each place."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, tuple[tuple[Person, ...], float]]] = {}

    def hear(self, place: str, process: str, people: Iterable[Person], now: float) -> bool:
        """Take what a process says; whether that changes who is at the place."""
        before = self.people(place)
        here = tuple(people)
        said = self._said.setdefault(place, {})
        if here:
            said[process] = (here, now)
        else:
            said.pop(process, None)
        if not said:
            del self._said[place]
        return self.people(place) != before

    def people(self, place: str) -> list[Person]:
        """Everybody at a place, once, by name."""
        said = self._said.get(place, {}).values()
        everybody = {person["id"]: person for people, _ in said for person in people}
        return sorted(everybody.values(), key=lambda person: (person["name"], person["id"]))

    def forget(self, now: float) -> set[str]:
        """Leave out who was not heard for a minute; gives the places that this changes."""
        late = [
            (place, process)
            for place, said in self._said.items()
            for process, (_, heard) in said.items()
            if now - heard > SILENCE
        ]
        return {place for place, process in late if self.hear(place, process, (), now)}
