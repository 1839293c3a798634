"""Everything that can be done with reviews: the folder is the list."""

from approvals.actions.decide import decide
from approvals.actions.release import release
from approvals.actions.submit import submit
from approvals.actions.withdraw import withdraw

__all__ = ["decide", "release", "submit", "withdraw"]
