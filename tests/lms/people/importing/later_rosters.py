"""A later roster given row by row: planned, or planned and written."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from lms.people.importing.applying import apply_roster_import
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.roster_plan import RosterPlan
from tests.lms.people.rosters import TODAY, read_people


def import_rows(db: Session, columns: str, *rows: Sequence[object], on: date = TODAY) -> RosterPlan:
    return apply_roster_import(db, read_people(*columns.split("|"), rows=rows), on)


def plan_rows(db: Session, columns: str, *rows: Sequence[object]) -> RosterPlan:
    return plan_roster_import(db, read_people(*columns.split("|"), rows=rows), TODAY)
