"""The filters of a list of people as of another day: what somebody was then, from the history where it has changed."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, union, union_all
from sqlalchemy.orm import aliased

from lms.people.among import Among
from lms.people.belonging import holds_on
from lms.people.models import Membership, Person, PersonStanding
from lms.people.standing import was_on
from lms.people.tallies.models import PersonInNoUnit
from lms.units.enums import Tree
from lms.units.models import Unit


def among_on(among: Among, day: date, *, in_turn: bool = False) -> list[ColumnElement[bool]]:
    """Conditions on `Person`: kind of staff, Party membership and exemption were so on the day.

    Of those who have been, or will have been, something else, the history says what they were; of all others the
    columns hold. Whom the reader may not have known on that day as a member or as none (`among.party_units`: who stood
    in one of these units) is in no answer to a question about Party membership.
    `in_turn` as in `lms.people.among.Among.conditions`.
    """
    found, in_turn = _nowhere_on(day) if among.has_no_unit else [], in_turn or among.has_no_unit
    was, meant = aliased(PersonStanding), Person if in_turn else aliased(Person)
    asked = _asked(among, meant)
    if not asked:
        return found
    then = was_on(day, was)
    otherwise = select(was.person_id).where(then, not_(and_(*_asked(among, was))))
    so = select(was.person_id).where(then, *_asked(among, was))
    now = and_(*asked, meant.id.not_in(otherwise))
    if in_turn:
        found.append(or_(now, Person.id.in_(so)))
    else:
        found.append(Person.id.in_(union_all(select(meant.id).where(now), so)))
    if among.asks_party and among.party_units is not None:
        place = aliased(Membership)
        known = exists().where(
            place.person_id == Person.id,
            place.unit_id.in_(among.party_units),
            holds_on(day, place),
        )
        found.append(known if among.party_units else false())
    return found


def _nowhere_on(day: date) -> list[ColumnElement[bool]]:
    """Had no place in the state tree on the day, but one before it, or none after it: who came later was not there yet.

    Looked for among those whom the database lists, those who have left since, and those of whom a place had ended
    and none came after it; few of these need a look at who they are.
    """
    meant, place = aliased(Person), aliased(Membership)
    ended, then = aliased(Membership), aliased(Membership)
    units = select(Unit.id).where(Unit.tree == Tree.STATE)
    listed = union(
        select(PersonInNoUnit.person_id),
        select(meant.id).where(meant.left_on > day),
        select(ended.person_id).where(
            ended.unit_id.in_(units),
            ended.ends_on < day,
            not_(
                exists().where(
                    then.person_id == ended.person_id, then.tree == Tree.STATE, holds_on(day, then)
                )
            ),
        ),
    )
    here = exists().where(place.person_id == Person.id, place.tree == Tree.STATE)
    return [
        Person.id.in_(listed),
        not_(here.where(holds_on(day, place))),
        or_(here.where(place.ends_on < day), not_(here.where(place.starts_on > day))),
    ]


def _asked(among: Among, of: Any) -> list[ColumnElement[bool]]:
    asked = (
        (of.category, among.category),
        (of.party_status, among.party),
        (of.is_exempt, among.exempt),
    )
    return [column == value for column, value in asked if value is not None]
