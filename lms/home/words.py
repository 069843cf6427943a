"""What people call the kinds, states and roles that these pages show."""

from lms.campaigns.enums import ActivityKind
from lms.people.enums import PartyStatus
from lms.people.words import CATEGORY_WORDS, SEX_WORDS
from lms.records.enums import OutcomeState
from lms.units.enums import Tree
from lms.web.i18n import lazy_gettext as _l

KIND_WORDS = {
    ActivityKind.STUDY_SESSION: _l("Check-in"),
    ActivityKind.MATERIAL: _l("Materials"),
    ActivityKind.QUIZ: _l("Quiz"),
}
OUTCOME_WORDS = {
    OutcomeState.PRESENT: _l("Present"),
    OutcomeState.LATE: _l("Late"),
    OutcomeState.PARTIAL: _l("Attended in part"),
    OutcomeState.EXCUSED: _l("Excused"),
    OutcomeState.MAKE_UP: _l("Made up"),
    OutcomeState.EXEMPT: _l("Exempt"),
    OutcomeState.ABSENT: _l("Absent"),
    OutcomeState.UNKNOWN: _l("No data"),
    OutcomeState.PROVISIONAL: _l("Awaiting confirmation"),
    OutcomeState.READ: _l("Read"),
    OutcomeState.PASSED: _l("Passed"),
    OutcomeState.FAILED: _l("Not passed"),
    OutcomeState.VOID: _l("Withdrawn"),
}
TREE_WORDS = {Tree.STATE: _l("Unit"), Tree.PARTY: _l("Party organisation")}
PERSON_WORDS = {
    "sex": SEX_WORDS,
    "party": {
        PartyStatus.NONE: _l("Not a Party member"),
        PartyStatus.OFFICIAL: _l("Full Party member"),
        PartyStatus.PROBATIONARY: _l("Probationary Party member"),
    },
    "category": CATEGORY_WORDS,
}
