"""What the scanner's words are called on pages."""

from lms.web.i18n import lazy_gettext as _l
from sessions.scanners.enums import Reason, ScanResult

REASONS: dict[str, object] = {
    Reason.UNKNOWN_CARD: _l("This is no card of the conference. Please search for the name."),
    Reason.FORMER_CARD: _l("This card was replaced by a newer one. Please check who it is."),
    Reason.WITHDRAWN: _l("This person is not summoned any more."),
    Reason.NOT_LISTED: _l("This person is not on the conference's list."),
    Reason.NOT_OPEN_YET: _l("The gate was not open yet."),
    Reason.CLOSED: _l("The gate was closed."),
    Reason.CANCELLED: _l("The conference was cancelled."),
    Reason.OTHER_GATE: _l("This gate belongs to another venue. Please choose the gate again."),
}

RESULTS: dict[ScanResult, tuple[object, str, str]] = {
    ScanResult.PRESENT: (_l("Present"), "present", "check"),
    ScanResult.LATE: (_l("Late"), "late", "clock"),
    ScanResult.ALREADY: (_l("Already recorded"), "info", "refresh"),
    ScanResult.PROVISIONAL: (_l("Awaits confirmation"), "late", "question"),
    ScanResult.WRONG_VENUE: (_l("Another venue"), "late", "flag"),
    ScanResult.UNKNOWN_CARD: (_l("Unknown card"), "refused", "cross"),
    ScanResult.REVOKED_CARD: (_l("Card no longer good"), "refused", "cross"),
    ScanResult.NOT_OPEN: (_l("Gate not open"), "refused", "lock"),
    ScanResult.REFUSED: (_l("Refused, see the desk"), "refused", "cross"),
}
"""Word, tone and icon of a badge"""
