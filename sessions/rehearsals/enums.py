"""What is tried out at each venue before the day."""

from enum import StrEnum


class Check(StrEnum):
    """One point of the go / no-go sheet."""

    NETWORK = "network"
    """Time of an answer from the server, in milliseconds."""
    CAMERA = "camera"
    """Farthest distance from which a phone reads the code, in metres."""
    CLOCK = "clock"
    """How far the display's clock is off, in milliseconds."""
    PRINTER = "printer"
    """Whether the test page came out."""
    SCAN = "scan"
    """Whether a phone checked in at the venue's gate."""
    SCANNER = "scanner"
    """Whether a scanner delivered a scan that it had taken without network."""
