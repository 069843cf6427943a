"""Words of the evidence ledger and of the verdict."""

from enum import StrEnum

RULE_VERSION = "2"
"""The verdict rule that new sessions are put under (`sessions.checkin.rules`)."""


class Level(StrEnum):
    """How much a sign of presence proves."""

    SAID = "E0"
    STATIC = "E1"
    """Printed code, or the six typed digits alone."""
    ROTATING_OFFLINE = "E2o"
    """Kept by a phone without network: proves "not before" and nothing more."""
    ROTATING = "E2"
    """Fresh when its address was first opened."""
    STRENGTHENED = "E3"
    """A rotating code and a second factor of place."""
    SEEN = "E4"
    """Staff saw the face."""

    @property
    def gives_credit(self) -> bool:
        """Whether a sign of this level alone makes a person present."""
        return self in _GIVING_CREDIT

    @property
    def strength(self) -> int:
        """Rank among the levels, the weakest first."""
        return _STRENGTH[self]


_STRENGTH = {level: rank for rank, level in enumerate(Level)}
_GIVING_CREDIT = frozenset({Level.ROTATING, Level.STRENGTHENED, Level.SEEN})


class EvidenceKind(StrEnum):
    """What kind of sign a row of the ledger is."""

    SELF = "self"
    """Checked in with one's own phone."""
    TICK = "tick"
    """Ticked on the list by staff."""
    SCAN = "scan"
    """Card scanned by staff."""
    PAPER = "paper"
    """Keyed in from the signed list."""
    EXCUSE = "excuse"
    """Staff states that the person is excused, exempt or made it up later."""
    CORRECTION = "correction"
    """Refers to an earlier row and voids it, or states what holds instead."""


class AttendanceState(StrEnum):
    """Verdict on one person at one study session; same words as the learner record."""

    PRESENT = "present"
    LATE = "late"
    PARTIAL = "partial"
    EXCUSED = "excused"
    MAKE_UP = "make-up"
    EXEMPT = "exempt"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    PROVISIONAL = "provisional"


class Flag(StrEnum):
    """What the secretary should look at; never a reason to refuse."""

    NOT_ON_LIST = "not-on-list"
    AWAITS_CONFIRMATION = "awaits-confirmation"
    SHARED_PHONE = "shared-phone"
    """Somebody else was checked in from the same phone before."""
    OTHER_VENUE = "other-venue"
    """Came to another venue than the summons names."""
    TWO_VENUES = "two-venues"
    OTHER_CONFERENCE = "other-conference"
    """Already recorded at a sitting of another conference at the same time."""
    CORRECTED = "corrected"


class Result(StrEnum):
    """What a person who tries to check in is shown: nine at most."""

    PRESENT = "present"
    ALREADY = "already"
    LATE = "late"
    PROVISIONAL = "provisional"
    CODE_CHANGED = "code changed"
    WRONG_PLACE = "wrong place"
    NOT_OPEN = "not open"
    SAVED_HERE = "saved here"
    REFUSED = "refused"
