"""Words of a quiz's settings."""

from enum import StrEnum


class CountingAttempt(StrEnum):
    """Which finished attempt decides."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"


class ReviewPolicy(StrEnum):
    """When explanations and keys are shown to those who took the quiz."""

    AFTER_ATTEMPT = "after attempt"
    AFTER_CLOSE = "after close"
    NEVER = "never"
