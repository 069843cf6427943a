"""The words of a rehearsal: checks, where they stand, values with their units."""

from collections.abc import Mapping

from lms.web.format import format_number
from lms.web.i18n import current_locale
from lms.web.i18n import gettext as _
from lms.web.i18n import lazy_gettext as _l
from sessions.rehearsals.enums import Check, Standing
from sessions.rehearsals.rules import Point

CHECKS: Mapping[Check, str] = {
    Check.NETWORK: _l("Network: time of an answer"),
    Check.CLOCK: _l("Clock: difference from the server"),
    Check.CAMERA: _l("Camera: farthest distance that reads the code"),
    Check.PRINTER: _l("Printer: test page"),
    Check.SCAN: _l("Check-in by phone at this venue's gate"),
    Check.SCANNER: _l("Scanner: scan taken offline and delivered"),
}
SHORT: Mapping[Check, str] = {
    Check.NETWORK: _l("network"),
    Check.CLOCK: _l("clock"),
    Check.CAMERA: _l("camera"),
    Check.PRINTER: _l("printer"),
    Check.SCAN: _l("phone"),
    Check.SCANNER: _l("scanner"),
}
STANDINGS: Mapping[Standing, str] = {
    Standing.PASSED: _l("Passed"),
    Standing.FAILED: _l("Not passed"),
    Standing.MISSING: _l("Not tried yet"),
    Standing.WAIVED: _l("Done without"),
}
SIGNS: Mapping[Standing, str] = {
    Standing.PASSED: "√",
    Standing.FAILED: "×",
    Standing.MISSING: "…",
    Standing.WAIVED: "–",
}
"""Letters that the papers' typeface has."""
_SECOND = 1000


def value_words(point: Point) -> str:
    """The measured value with its unit; a dash where there is none."""
    if point.check is Check.PRINTER and point.standing in (Standing.PASSED, Standing.FAILED):
        return _("printed well") if point.standing is Standing.PASSED else _("did not print")
    if point.value is None:
        return "–"
    match point.check:
        case Check.NETWORK:
            return f"{_figure(round(point.value))} ms"
        case Check.CLOCK:
            return f"{_figure(round(abs(point.value) / _SECOND, 1))} s"
        case Check.CAMERA:
            return f"{_figure(round(point.value, 2))} m"
        case _:
            return _figure(round(point.value))


def limit_words(point: Point) -> str:
    """What was asked for."""
    match point.check:
        case Check.NETWORK:
            return f"≤ {_figure(round(point.limit or 0))} ms"
        case Check.CLOCK:
            return f"≤ {_figure(round((point.limit or 0) / _SECOND))} s"
        case Check.CAMERA:
            return f"≥ {_figure(round(point.limit or 0, 2))} m"
        case Check.PRINTER:
            return _("printed well")
        case Check.SCAN:
            return _("≥ 1 person")
        case Check.SCANNER:
            return _("≥ 1 scan")


def standing_words(point: Point) -> str:
    """The sign and the word, never one alone."""
    return f"{SIGNS[point.standing]} {STANDINGS[point.standing]}"


def _figure(value: float) -> str:
    return format_number(value, current_locale())
