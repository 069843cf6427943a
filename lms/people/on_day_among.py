"""The filters of a list of people as of another day: what somebody was then, from the history where it has changed."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select
from sqlalchemy.orm import aliased

from lms.people.among import Among
from lms.people.belonging import holds_on
from lms.people.models import Membership, Person, PersonStanding
from lms.people.standing import was_on


def among_on(among: Among, day: date) -> list[ColumnElement[bool]]:
    """Conditions on `Person`: kind of staff, Party membership and exemption were so on the day.

    Of those who have been, or will have been, something else, the history says what they were; of all others the
    columns hold. Whom the reader may not have known on that day as a member or as none (`among.party_units`: who stood
    in one of these units) is in no answer to a question about Party membership. Who stood nowhere is not asked: the list
    is of those who stood somewhere.
    """
    was, conditions = aliased(PersonStanding), _asked(among, Person)
    if not conditions:
        return []
    then = was_on(day, was)
    otherwise = select(was.person_id).where(then, not_(and_(*_asked(among, was))))
    so = select(was.person_id).where(then, *_asked(among, was))
    found = [
        or_(and_(*conditions, Person.id.not_in(otherwise)), Person.id.in_(so)),
    ]
    if among.asks_party and among.party_units is not None:
        place = aliased(Membership)
        known = exists().where(
            place.person_id == Person.id,
            place.unit_id.in_(among.party_units),
            holds_on(day, place),
        )
        found.append(known if among.party_units else false())
    return found


def _asked(among: Among, of: Any) -> list[ColumnElement[bool]]:
    asked = (
        (of.category, among.category),
        (of.party_status, among.party),
        (of.is_exempt, among.exempt),
    )
    return [column == value for column, value in asked if value is not None]
