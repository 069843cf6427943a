"""The register of decisions about units: all that were recorded, those to come among them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVarTuple

from sqlalchemy import Select, exists, extract, select
from sqlalchemy.orm import Session, aliased

from lms.organisation.queries import ActLine, name_units
from lms.people.models import Account, Person
from lms.units.enums import Tree
from lms.units.models import Unit, UnitAct, UnitActUnit
from lms.web.paging import Page, paginate_rows

Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which decisions are asked for; nothing means all."""

    tree: Tree | None = None
    year: int | None = None
    """Of the day from which they are in force."""
    coming_from: date | None = None
    """Only those in force from a later day than this."""
    unit_ids: Collection[int] | None = None
    """Only those about one of these units."""


def list_decisions(db: Session, asked: Asked, number: int) -> Page[ActLine]:
    """One page of the decisions, the latest first. Four queries, whatever its length."""
    taken_back = aliased(UnitAct)
    is_undone = exists().where(taken_back.undoes_id == UnitAct.id)
    page = paginate_rows(
        db,
        _asked(select(UnitAct, Person.full_name, is_undone), asked)
        .outerjoin(Account, Account.id == UnitAct.recorded_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .order_by(UnitAct.effective_on.desc(), UnitAct.id.desc()),
        number,
    )
    lines = {act.id: ActLine(act, name or "", is_undone=undone) for act, name, undone in page.items}
    if lines:
        name_units(db, lines)
    return page.map(lambda row: lines[row[0].id])


def years_of_decisions(db: Session, unit_ids: Collection[int] | None) -> Sequence[int]:
    """The years in which decisions about the units are in force, the latest first. One query."""
    years = _asked(
        select(extract("year", UnitAct.effective_on)).distinct(), Asked(unit_ids=unit_ids)
    )
    return sorted((int(each) for each in db.scalars(years)), reverse=True)


def _asked(acts: Select[*Ts], asked: Asked) -> Select[*Ts]:
    named = [UnitActUnit.act_id == UnitAct.id, Unit.id == UnitActUnit.unit_id]
    if asked.tree is not None:
        acts = acts.where(exists().where(*named, Unit.tree == asked.tree))
    if asked.unit_ids is not None:
        acts = acts.where(exists().where(*named, Unit.id.in_(asked.unit_ids)))
    if asked.coming_from is not None:
        acts = acts.where(UnitAct.effective_on > asked.coming_from)
    if asked.year is not None:
        first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
        acts = acts.where(UnitAct.effective_on.between(first, last))
    return acts
