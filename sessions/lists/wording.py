"""How states, flags and signs are called on pages and papers."""

from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.enums import AttendanceState, EvidenceKind, Flag
from sessions.lists.enums import ListOrder, Shown

STATES = {
    AttendanceState.PRESENT: _l("Present"),
    AttendanceState.LATE: _l("Late"),
    AttendanceState.PARTIAL: _l("In part"),
    AttendanceState.EXCUSED: _l("Excused"),
    AttendanceState.MAKE_UP: _l("Make-up study"),
    AttendanceState.EXEMPT: _l("Exempt"),
    AttendanceState.ABSENT: _l("Absent without excuse"),
    AttendanceState.UNKNOWN: _l("Not marked"),
    AttendanceState.PROVISIONAL: _l("Provisional"),
}

FLAGS = {
    Flag.NOT_ON_LIST: _l("not on the list"),
    Flag.AWAITS_CONFIRMATION: _l("awaits confirmation"),
    Flag.SHARED_PHONE: _l("several people from one phone"),
    Flag.OTHER_VENUE: _l("came to another venue"),
    Flag.TWO_VENUES: _l("recorded at two venues"),
    Flag.OTHER_CONFERENCE: _l("recorded at another conference then"),
    Flag.CORRECTED: _l("corrected"),
}

KINDS = {
    EvidenceKind.SELF: _l("Checked in with a phone"),
    EvidenceKind.TICK: _l("Ticked on the list"),
    EvidenceKind.SCAN: _l("Card scanned by staff"),
    EvidenceKind.PAPER: _l("Keyed in from paper"),
    EvidenceKind.EXCUSE: _l("Statement of staff"),
    EvidenceKind.CORRECTION: _l("Correction"),
}

SHOWN = {
    Shown.ALL: _l("Everybody"),
    Shown.MISSING: _l("Not come yet"),
    Shown.HERE: _l("Present"),
    Shown.PENDING: _l("To be decided"),
    Shown.FLAGGED: _l("To be looked at"),
    Shown.AWAY: _l("Excused or absent"),
}

ORDERS = {
    ListOrder.NAME: _l("By name"),
    ListOrder.UNIT: _l("By unit, then by name"),
    ListOrder.POSITION: _l("By position, leaders first"),
    ListOrder.ROSTER: _l("As in the imported list"),
}
