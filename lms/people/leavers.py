"""Who is not there any more: leavers, and those whom a unit let go and who stand nowhere."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.people.keeping import keeping_units
from lms.people.models import Membership, Person
from lms.people.search import found_by
from lms.units.models import UnitName, UnitPlacement
from lms.web.paging import Page, paginate


@dataclass(frozen=True, slots=True)
class LeaverLine:
    """One line of the list of those who are not there any more."""

    person: Person
    stood_in: str
    """Newest names of the units the person stood in last, of both trees, each with the unit above; empty for nowhere."""


def list_leavers(
    db: Session, units: Collection[int] | None, words: str, number: int
) -> Page[LeaverLine]:
    """A page, those who left last on top; five queries.

    For the keepers of some units those who stood there last, whether they left or were let go (`kept_in` decides
    the same of one person); for those who keep everything (None) all leavers.
    """
    question = select(Person).where(
        Person.left_on <= clock.today() if units is None else Person.id.in_(_stood_last_in(units))
    )
    found = found_by(words, ())
    if found is not None:
        question = question.where(found)
    latest = Person.left_on.desc()
    order = latest if units is None else latest.nulls_last()
    page = paginate(db, question.order_by(order, Person.id.desc()), number)
    kept = keeping_units(db, [each.id for each in page.items], clock.today())
    last = {each: set[int]().union(*trees.values()) for each, trees in kept.items()}
    names = _newest_names(db, set[int]().union(*last.values()))
    return page.map(
        lambda person: LeaverLine(
            person, "; ".join(names[each] for each in sorted(last[person.id]))
        )
    )


def _newest_names(db: Session, unit_ids: Collection[int]) -> dict[int, str]:
    """Unit → its newest name with that of the unit it stood under last, but for the whole office. Two queries."""
    placed, over = UnitPlacement, aliased(UnitPlacement)
    below = select(placed.unit_id, placed.parent_id).where(
        placed.unit_id.in_(unit_ids),
        exists().where(over.unit_id == placed.parent_id, over.parent_id.is_not(None)),
    )
    above = {row.unit_id: row.parent_id for row in db.execute(below.order_by(placed.starts_on))}
    wanted = {*unit_ids, *above.values()}
    named = select(UnitName.unit_id, UnitName.name).where(UnitName.unit_id.in_(wanted))
    names = {row.unit_id: row.name for row in db.execute(named.order_by(UnitName.starts_on))}
    return {
        each: f"{names[each]}, {names[above[each]]}" if each in above else names[each]
        for each in unit_ids
    }


def _stood_last_in(unit_ids: Collection[int]) -> Select[int]:
    """Ids of people of whom a place in the units is over, and no place is that ended later or has not."""
    later = aliased(Membership)
    today = clock.today()
    return select(Membership.person_id).where(
        Membership.unit_id.in_(unit_ids),
        Membership.ends_on < today,
        ~exists().where(
            later.person_id == Membership.person_id,
            (later.ends_on.is_(None)) | (later.ends_on > Membership.ends_on),
        ),
    )
