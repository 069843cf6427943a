"""What is tried out at each venue before the day."""

from enum import StrEnum


class Check(StrEnum):
    """One point of the go / no-go sheet, in the order of the sheet."""

    NETWORK = "network"
    """Time of an answer from the server, in milliseconds."""
    CLOCK = "clock"
    """How far the clocks at the venue are off the server's, in milliseconds."""
    CAMERA = "camera"
    """Farthest distance from which a phone reads the code, in metres."""
    PRINTER = "printer"
    """Whether the test page came out."""
    SCAN = "scan"
    """How many phones checked in at the venue's gates."""
    SCANNER = "scanner"
    """How many scans a scanner took without network and delivered later."""


class Standing(StrEnum):
    """Where a point stands."""

    PASSED = "passed"
    FAILED = "failed"
    MISSING = "missing"
    """Not tried yet: as good as failed."""
    WAIVED = "waived"
    """The venue does without, as staff stated."""
