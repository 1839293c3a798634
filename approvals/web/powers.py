"""What a member may do with an open review besides deciding; no request and no store in here."""

from dataclasses import dataclass

from accounts.domain import Member, Permission
from approvals.access import manages
from approvals.domain import Seat, Workflow


@dataclass(frozen=True, slots=True)
class Powers:
    """One review and one member; `members` are those whom a seat could be given to."""

    member: Member
    review: Workflow
    members: tuple[Member, ...]

    @property
    def candidates(self) -> tuple[Member, ...]:
        """Who could take a seat: may decide, had no part in the version, has no seat yet."""
        taken = {seat.user_id for seat in self.review.step.approvers}
        return tuple(
            one
            for one in self.members
            if one.may(Permission.APPROVALS_DECIDE)
            and one.id not in taken
            and one.id not in self.review.authors
        )

    @property
    def asked(self) -> tuple[Seat, ...]:
        """The seats that are waited for."""
        return self.review.step.asked if self.review.is_open else ()

    @property
    def delegates(self) -> bool:
        """Whether the member may hand their own seat over."""
        mine = self.member.id in {seat.user_id for seat in self.asked}
        return mine and bool(self.candidates)

    @property
    def reassigns(self) -> bool:
        """Whether the member may put somebody into another's seat."""
        return bool(self.asked and self.candidates) and manages(self.member)

    @property
    def escalates(self) -> bool:
        """Whether the member may ask the step's stand-ins."""
        present = {seat.user_id for seat in self.review.step.approvers}
        left = any(seat.user_id not in present for seat in self.review.step.stand_ins)
        mine = self.review.created_by == self.member.id
        return self.review.is_open and left and (mine or manages(self.member))

    @property
    def overrides(self) -> bool:
        """Whether the member may ask for an emergency release."""
        return self.review.is_open and self.member.may(Permission.APPROVALS_OVERRIDE)

    @property
    def confirms(self) -> bool:
        """Whether the member is the second one who may confirm an emergency release."""
        asked = self.review.override
        return (
            self.overrides
            and asked is not None
            and self.member.id not in {asked.requested_by, *self.review.authors}
        )

    @property
    def any(self) -> bool:
        """Whether there is anything to choose."""
        return self.delegates or self.reassigns or self.escalates or self.overrides
