"""Everything that can be done with reviews and their rules: the folder is the list."""

from approvals.actions.decide import decide
from approvals.actions.escalate import escalate
from approvals.actions.hand_over import delegate, reassign
from approvals.actions.override import confirm_override, request_override
from approvals.actions.policy import delegate_seats, end_delegation, save_policy
from approvals.actions.push import push
from approvals.actions.release import release, render
from approvals.actions.submit import submit
from approvals.actions.withdraw import withdraw

__all__ = [
    "confirm_override",
    "decide",
    "delegate",
    "delegate_seats",
    "end_delegation",
    "escalate",
    "push",
    "reassign",
    "release",
    "render",
    "request_override",
    "save_policy",
    "submit",
    "withdraw",
]
