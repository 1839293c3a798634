"""What a review refuses, by name; the sentences are where the rules are."""

from craftify.errors import Conflict, Forbidden, Invalid, Unprocessable


class AlreadyDecided(Conflict):
    """The review is closed: somebody was first."""


class AlreadyVoted(Conflict):
    """They decided at this step already; one person has one vote."""


class OwnWork(Forbidden):
    """Whoever wrote or edited a version may not decide about it."""


class NotAnApprover(Forbidden):
    """They hold no seat at the step that decides now."""


class DigestMismatch(Conflict):
    """What the approver saw is not what is in review."""


class Tampered(Conflict):
    """What is stored is not what was submitted or approved."""


class CommentNeeded(Invalid):
    """A rejection or a request for changes without a reason."""


class BlockingThreads(Conflict):
    """Somebody marked a comment as blocking, and it is not resolved."""


class NoApprover(Unprocessable):
    """A step would be left without enough people to decide it."""


class NoOverride(Conflict):
    """Nobody asked for an emergency release, or it was asked for too long ago."""


class PolicyRefused(Invalid):
    """The rules could leave a template without an approver; details list the problems."""


class StalePolicy(Conflict):
    """Somebody saved other rules in between."""
