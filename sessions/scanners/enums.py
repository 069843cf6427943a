"""Words of a scanner: what came of one scan."""

from enum import StrEnum


class ScanResult(StrEnum):
    """What a scanner was told about one scan; refusals are kept like acceptances."""

    PRESENT = "present"
    LATE = "late"
    ALREADY = "already"
    """In already: the first record counts."""
    PROVISIONAL = "provisional"
    """A walk-in, or a scan that staff must confirm."""
    WRONG_VENUE = "wrong venue"
    """Accepted here, expected elsewhere: recorded and flagged."""
    UNKNOWN_CARD = "unknown card"
    REVOKED_CARD = "revoked card"
    """An invitation's former code, or of somebody no longer summoned."""
    NOT_OPEN = "not open"
    REFUSED = "refused"

    @property
    def is_recorded(self) -> bool:
        """Whether there is a row of evidence behind it."""
        return self in (
            ScanResult.PRESENT,
            ScanResult.LATE,
            ScanResult.ALREADY,
            ScanResult.PROVISIONAL,
            ScanResult.WRONG_VENUE,
        )


class Reason(StrEnum):
    """Why a scan is refused, unless staff let the person in all the same."""

    UNKNOWN_CARD = "unknown card"
    FORMER_CARD = "former card"
    WITHDRAWN = "withdrawn"
    """No longer summoned."""
    NOT_LISTED = "not listed"
    """Chosen by name, but never summoned to this conference."""
    NOT_OPEN_YET = "not open yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    OTHER_GATE = "other gate"
    """No gate of the scanner's venue."""

    @property
    def result(self) -> ScanResult:
        """What the scanner is told."""
        return _RESULTS.get(self, ScanResult.REFUSED)

    @property
    def may_be_overridden(self) -> bool:
        """Whether staff may let the person in: it must be known who it is, and where."""
        return self in _OVERRIDABLE


_RESULTS = {
    Reason.UNKNOWN_CARD: ScanResult.UNKNOWN_CARD,
    Reason.FORMER_CARD: ScanResult.REVOKED_CARD,
    Reason.WITHDRAWN: ScanResult.REVOKED_CARD,
    Reason.NOT_OPEN_YET: ScanResult.NOT_OPEN,
    Reason.CLOSED: ScanResult.NOT_OPEN,
}
_OVERRIDABLE = frozenset({Reason.FORMER_CARD, Reason.WITHDRAWN, Reason.NOT_OPEN_YET, Reason.CLOSED})
