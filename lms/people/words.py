"""What the interface calls roles, kinds of staff and the columns of a person."""

from typing import Final

from lms.people.bulk import BulkAct
from lms.people.enums import Category, PartyStatus, Role, Sex
from lms.web.i18n import lazy_gettext as _l

ROLE_WORDS: Final = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.CAMPAIGN_OFFICE: _l("Campaign office"),
    Role.TRAINER: _l("Trainer"),
    Role.SECRETARY: _l("Conference secretary"),
    Role.VENUE_OFFICER: _l("Venue officer"),
    Role.UNIT_HEAD: _l("Head of unit"),
    Role.CELL_COMMITTEE: _l("Cell committee"),
    Role.RECORDS_CLERK: _l("Personnel records clerk"),
    Role.LEARNER: _l("Learner"),
}
CATEGORY_WORDS: Final = {
    Category.CADRE: _l("Cadre"),
    Category.CIVIL_SERVANT: _l("Civil servant"),
    Category.PUBLIC_EMPLOYEE: _l("Public employee"),
    Category.WORKER: _l("Contract worker"),
    Category.OTHER: _l("Other"),
}
PARTY_WORDS: Final = {
    PartyStatus.NONE: _l("Not a member"),
    PartyStatus.OFFICIAL: _l("Full member"),
    PartyStatus.PROBATIONARY: _l("Probationary member"),
}
BULK_WORDS: Final = {
    BulkAct.MOVE: _l("Move to a unit"),
    BulkAct.LEAVE_UNITS: _l("Mark as gone from our units"),
    BulkAct.LEAVE: _l("Mark as left"),
    BulkAct.CATEGORY: _l("Set the kind of staff"),
    BulkAct.PARTY: _l("Set the Party membership"),
    BulkAct.EXEMPT: _l("Set who is exempt"),
}
SEX_WORDS: Final = {Sex.MALE: _l("Man"), Sex.FEMALE: _l("Woman")}
ORDER_WORDS: Final = {
    "ten": _l("By name"),
    "don-vi": _l("By unit, then by name"),
    "chuc-vu": _l("By position, leaders first"),
    "danh-sach": _l("As in the imported list"),
    "nhap": _l("As put on record"),
}
"""Orders of the list of people: `lms.people.question.SORTS`"""
COLUMN_WORDS: Final = {
    "personnel_code": _l("Personnel code"),
    "full_name": _l("Full name"),
    "sort_name": _l("Name to sort by"),
    "born_on": _l("Date of birth"),
    "birth_year": _l("Year of birth"),
    "sex": _l("Sex"),
    "position": _l("Position"),
    "category": _l("Kind of staff"),
    "party_status": _l("Party membership"),
    "party_position": _l("Party position"),
    "is_exempt": _l("Exempt"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "note": _l("Note"),
    "list_no": _l("Number in the list"),
    "left_on": _l("Left on"),
    "unit": _l("Unit"),
    "party_unit": _l("Party cell or committee"),
}
"""Columns of a person that an import may change, as the preview names them."""
