"""What should happen to a submitted version, and what is happening to it. Pure."""

from approvals.domain.calendar import Calendar
from approvals.domain.deciding import (
    MAX_COMMENT,
    PAST_TENSE,
    VERBS,
    check_words,
    decide,
    escalate,
    expire,
    hand_over,
    refuse_closed,
    remind,
    seats_of,
    vacancy,
    with_blocking,
    with_vacancy,
    withdraw,
    without_escalation,
)
from approvals.domain.emergency import OVERRIDE_HOURS, confirm_override, request_override
from approvals.domain.explaining import Explanation, explain, why
from approvals.domain.people import Directory, Person, Seat, authors
from approvals.domain.policy import (
    DEFAULT_DEFINITION,
    Definition,
    Facts,
    Match,
    People,
    Policy,
    Quorum,
    QuorumKind,
    StepDefinition,
    definition_for,
)
from approvals.domain.refusals import (
    AlreadyDecided,
    AlreadyVoted,
    BlockingThreads,
    CommentNeeded,
    DigestMismatch,
    NoApprover,
    NoOverride,
    NotAnApprover,
    OwnWork,
    PolicyRefused,
    StalePolicy,
    Tampered,
)
from approvals.domain.rules import PolicyProblem, problems
from approvals.domain.starting import begin, carry_over, steps_of
from approvals.domain.states import (
    OPEN,
    TRANSITIONS,
    StepStatus,
    Transition,
    Verb,
    WorkflowStatus,
)
from approvals.domain.workflow import (
    Decision,
    DecisionKind,
    Override,
    Step,
    Verdict,
    Workflow,
)

__all__ = [
    "DEFAULT_DEFINITION", "MAX_COMMENT", "OPEN", "OVERRIDE_HOURS", "PAST_TENSE", "TRANSITIONS",
    "VERBS", "AlreadyDecided", "AlreadyVoted", "BlockingThreads", "Calendar", "CommentNeeded",
    "Decision", "DecisionKind", "Definition", "DigestMismatch", "Directory", "Explanation",
    "Facts", "Match", "NoApprover", "NoOverride", "NotAnApprover", "Override", "OwnWork",
    "People", "Person", "Policy", "PolicyProblem", "PolicyRefused", "Quorum", "QuorumKind",
    "Seat", "StalePolicy", "Step", "StepDefinition", "StepStatus", "Tampered", "Transition",
    "Verb", "Verdict", "Workflow", "WorkflowStatus", "authors", "begin", "carry_over",
    "check_words", "confirm_override", "decide", "definition_for", "escalate", "expire",
    "explain", "hand_over", "problems", "refuse_closed", "remind", "request_override",
    "seats_of", "steps_of", "vacancy", "why", "with_blocking", "with_vacancy", "withdraw",
    "without_escalation",
]  # fmt: skip
