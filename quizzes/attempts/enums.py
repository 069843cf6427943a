"""Words of taking a quiz."""

from enum import StrEnum


class AnswerFate(StrEnum):
    """What became of an answer that was sent."""

    SAVED = "saved"
    STALE = "stale"
    """A newer answer to this question is stored already."""
    LATE = "late"
    """Received after the deadline and the grace."""
    FINISHED = "finished"
    """The attempt had been handed in before."""
