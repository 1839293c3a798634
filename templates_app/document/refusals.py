"""Why an operation is not done: a name for programs and a sentence for people."""

from enum import StrEnum


class Reason(StrEnum):
    """What stood in the way."""

    BAD_VALUE = "bad-value"  # a value of the operation cannot be used
    BROKEN = "broken"  # the source would not be well formed
    CHANGED = "changed-since"  # another change stands on the same place
    GONE = "gone"  # a block that it names is not there
    IMAGE_SIZE = "image-size"
    LOCKED = "locked"
    NOT_HERE = "not-here"  # the operation does not fit this block
    PLACEMENT = "placement"  # a block may not stand where it would
    TOO_LONG = "too-long"
    UNKNOWN_VARIABLE = "unknown-variable"


class Refused(Exception):
    """Nothing was changed; `sentence` says why and what to do."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
