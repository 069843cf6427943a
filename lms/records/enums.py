"""What can have come of an activity for a person."""

from enum import StrEnum


class OutcomeState(StrEnum):
    """States of attendance, reading and quizzes in the learner record."""

    PRESENT = "present"
    LATE = "late"
    PARTIAL = "partial"
    EXCUSED = "excused"
    MAKE_UP = "make-up"
    EXEMPT = "exempt"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    """No data, and that is ours to answer for; never turned into absent by itself."""
    PROVISIONAL = "provisional"
    """Came without being on the list; the organisers have yet to decide."""
    READ = "read"
    PASSED = "passed"
    FAILED = "failed"
    VOID = "void"
    """What was posted before does not count; nothing takes its place."""

    @property
    def counts_as_attended(self) -> bool:
        """Whether a study session in this state counts as attended."""
        return self in (OutcomeState.PRESENT, OutcomeState.LATE, OutcomeState.MAKE_UP)
