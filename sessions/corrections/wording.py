"""Why a verdict is as it is, in words for the person it is about."""

from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.enums import AttendanceState
from sessions.corrections.enums import Decision
from sessions.gates.enums import Direction

WHY = {
    AttendanceState.PRESENT: _l("A sign of your presence counts, and it was in time."),
    AttendanceState.LATE: _l("A sign of your presence counts; it came after the hour."),
    AttendanceState.PARTIAL: _l(
        "You were there for a part: the entry or the mid-session check is missing."
    ),
    AttendanceState.EXCUSED: _l("The organisers noted that you are excused."),
    AttendanceState.MAKE_UP: _l("The organisers noted that you made the session up later."),
    AttendanceState.EXEMPT: _l("The organisers noted that you are exempt."),
    AttendanceState.ABSENT: _l(
        "Attendance was closed, your venue was running, and there is no sign of you."
    ),
    AttendanceState.UNKNOWN: _l(
        "There is no data yet. That is for the organisers to answer for; it is not an absence."
    ),
    AttendanceState.PROVISIONAL: _l(
        "There is a sign of you that the organisers have yet to confirm."
    ),
}
CORRECTED = _l("The organisers corrected it; the reason stands below.")

RULES = {
    "1": _l(
        "Rule 1: a fresh changing code, or staff who saw you, counts. A printed or typed code waits"
        " for staff. Late is after the start and the grace."
    ),
    "2": _l(
        "Rule 2: a fresh changing code, or staff who saw you, counts. A printed or typed code waits"
        " for staff. Late is after the start and the grace, longer where our system was away."
    ),
}

DIRECTIONS = {
    Direction.IN: _l("entry"),
    Direction.MID: _l("mid-session check"),
    Direction.OUT: _l("way out"),
}

DECISIONS = {
    Decision.OPEN: _l("Waits for a decision"),
    Decision.GRANTED: _l("Agreed"),
    Decision.REFUSED: _l("Turned down"),
    Decision.WITHDRAWN: _l("Taken back"),
}
DECISION_LOOKS = {
    Decision.OPEN: ("late", "clock"),
    Decision.GRANTED: ("present", "check"),
    Decision.REFUSED: ("refused", "cross"),
    Decision.WITHDRAWN: ("none", "minus"),
}
"""tone and icon of a badge"""
