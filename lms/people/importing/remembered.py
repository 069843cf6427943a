"""What somebody said of earlier lists, as far as it may hold for the next one.

Nothing is kept for it beside the imports themselves: what was said stands with each import, who and when as well. Of
several answers the newest counts. Of columns only lists that were written count; what a name of a unit means is
remembered as soon as it is said, for a list is often corrected and uploaded again before it is written.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import orjson
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, load_only

from lms import clock
from lms.people.importing.models import ImportRun, RunState
from lms.people.importing.reading import Reading, dump_reading, load_reading
from lms.people.models import Account, Person


def told_of_columns(db: Session, headings: str) -> Reading | None:
    """What was said of the columns of the newest list with these headings. One query."""
    kept = db.execute(_newest().where(ImportRun.headings == headings)).first()
    columns = load_reading(kept.reading).columns if kept else None
    return Reading(columns, is_remembered=True) if columns else None


def told_of_heading(db: Session, digests: Mapping[str, tuple[int, int]]) -> Reading | None:
    """What was said of the newest list with one of these headings, which nobody knows by their words. One query.

    `digests`: of each row that may be a heading → its sheet and its number.
    """
    kept = db.execute(_newest().where(ImportRun.headings.in_(digests))).first()
    columns = load_reading(kept.reading).columns if kept else None
    if not kept or not columns:
        return None
    sheet, heading = digests[kept.headings]
    return Reading(columns, sheet=sheet, heading=heading, is_remembered=True)


@dataclass(frozen=True, slots=True)
class ToldUnit:
    """What the name of a unit was said to mean, by whom and when."""

    unit_id: int
    """LEFT_OUT: its rows were to stay out."""
    account_id: int | None
    name: str
    """Of who said so"""
    on: date
    run: ImportRun
    """The newest list of which it was said"""


def told_of_units(db: Session, keys: Collection[str] | None = None) -> dict[str, ToldUnit]:
    """Key of a name (`former.key_of`) → what was said of it for the newest list that had it; None: of all. One query.

    Only the newest lists of which such a thing was said are looked through. What was forgotten is not told.
    """
    rows = db.execute(
        select(ImportRun, Person.full_name)
        .outerjoin(Account, Account.id == ImportRun.uploaded_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ImportRun.reading.contains(_UNITS_TOLD))
        .order_by(ImportRun.id.desc())
        .limit(_LISTS)
        .options(load_only(*_TOLD_WITH))
    )
    found: dict[str, ToldUnit] = {}
    gone = set[str]()
    for run, name in rows:
        reading = load_reading(run.reading)
        gone |= reading.forgotten - found.keys()
        for key, unit_id in reading.units.items():
            is_asked = (keys is None or key in keys) and key not in gone and key not in found
            if is_asked:
                on = clock.local(run.finished_at or run.created_at).date()
                found[key] = ToldUnit(unit_id, run.uploaded_by, name or "", on, run)
    return found


def told_of_own_list(db: Session, run: ImportRun) -> dict[str, int]:
    """What its uploader said of names of units in the list uploaded before, if that one was not written: it stands.

    Whoever corrects a list and uploads it again is not asked twice. After a list that was written the answers are
    only proposed, see `told_of_units`. What was forgotten since is not told. Two queries.
    """
    before = (
        select(ImportRun.state, ImportRun.reading)
        .where(ImportRun.uploaded_by == run.uploaded_by, ImportRun.id < run.id)
        .order_by(ImportRun.id.desc())
        .limit(1)
    )
    kept = db.execute(before).first()
    if kept is None or kept.state is RunState.WRITTEN:
        return {}
    units = load_reading(kept.reading).units
    still = told_of_units(db, units) if units else {}
    return {key: unit_id for key, unit_id in units.items() if key in still}


def names_told(db: Session, run_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """Import and key of each name of a unit that was asked about → the name as it stood in the list. One query."""
    found: dict[tuple[int, str], str] = {}
    kept = select(ImportRun.id, ImportRun.figures).where(ImportRun.id.in_(run_ids))
    for run_id, figures in db.execute(kept):
        asked = orjson.loads(figures).get("asked", ())
        found |= {(run_id, each["key"]): each["name"] for each in asked}
    return found


def forget_unit(db: Session, key: str) -> ToldUnit | None:
    """Propose no more what was said of a name, and what it was; None for no such name. Lists read so stay as they are."""
    said = told_of_units(db, {key}).get(key)
    if said is None:
        return None
    run = db.get_one(ImportRun, said.run.id, with_for_update=True, populate_existing=True)
    reading = load_reading(run.reading)
    run.reading = dump_reading(replace(reading, forgotten=reading.forgotten | {key}))
    return said


_TOLD_WITH: Final = (
    ImportRun.reading,
    ImportRun.finished_at,
    ImportRun.created_at,
    ImportRun.uploaded_by,
    ImportRun.file_name,
)
_LISTS: Final = 200
_UNITS_TOLD: Final = '"units":{"'
"""As `dump_reading` writes it where something was said of a unit."""


def _newest() -> Select[str, str]:
    return (
        select(ImportRun.reading, ImportRun.headings)
        .where(ImportRun.state == RunState.WRITTEN, ImportRun.reading != "")
        .order_by(ImportRun.id.desc())
        .limit(1)
    )
