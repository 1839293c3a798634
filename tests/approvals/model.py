"""What approvals promise, said a second time and as simply as possible.

`Model` knows nothing of the product's code: sets of names and a few `if`s. A review has the steps
of `PLAN`; each is a set of people and how many of them must agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PEOPLE = ("ada", "max", "eve", "ann", "bob", "vic")
ADMINS = {"ada", "vic"}
DECIDERS = {"ada", "max", "ann", "bob", "vic"}
WRITERS = {"ada", "max", "eve", "vic"}
MANAGERS = {"ada", "max", "vic"}


@dataclass
class Review:
    """One review; `votes` are of the open step, by person the seats they decided for.

    A step needs so many votes, each for one seat (somebody's own before another), or with 0 that
    all seats are decided for.
    """

    author: str
    barred: set[str]
    seats: list[list[str]]
    needs: list[int]
    number: int
    step: int = 0
    votes: dict[str, set[str]] = field(default_factory=dict)
    status: str = "pending"
    asked_override: str = ""
    events: int = 1

    @property
    def asked(self) -> list[str]:
        """The undecided seats of the open step."""
        decided = set().union(*self.votes.values())
        return [seat for seat in self.seats[self.step] if seat not in decided]

    def open_seats(
        self, person: str, delegations: Mapping[str, set[str]], gone: set[str]
    ) -> set[str]:
        """The undecided seats of the open step that somebody's vote fills."""
        if person in self.barred or person in self.votes:
            return set()
        givers = {giver for giver, takers in delegations.items() if person in takers}
        mine = {person} | (givers - gone)
        fills = [seat for seat in self.asked if seat in mine]
        if self.needs[self.step] == 0:
            return set(fills)
        return {person} if person in fills else set(fills[:1])

    def approve(self, person: str, seats: set[str]) -> None:
        """One vote; enough of them end the step, and the last step ends the review."""
        self.votes[person] = seats
        need = self.needs[self.step]
        covered = set().union(*self.votes.values())
        everybody = set(self.seats[self.step]) <= covered
        if not (everybody if need == 0 else len(self.votes) >= need):
            return
        if self.step == len(self.seats) - 1:
            self.status = "approved"
        else:
            self.step, self.votes = self.step + 1, {}


@dataclass
class Template:
    """One template: what it says, what of it was approved, and who wrote since."""

    text: int = 0
    status: str = "draft"
    editors: set[str] = field(default_factory=set)
    approved_text: int | None = None
    submitted_text: int = 0
    versions: int = 0
    reviews: list[Review] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)  # who began each open thread that blocks

    @property
    def review(self) -> Review | None:
        """The open one."""
        last = self.reviews[-1] if self.reviews else None
        return last if last and last.status == "pending" else None

    def close(self, status: str) -> None:
        """What a closed review makes of its template."""
        self.reviews[-1].status = status
        names = {"approved": "approved", "changes_requested": "changes_requested"}
        self.status = names.get(status, "draft")
        if status == "approved":
            self.approved_text, self.editors = self.submitted_text, set()
