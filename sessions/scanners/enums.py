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
