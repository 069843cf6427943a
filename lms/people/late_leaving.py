"""Leaving that is recorded late: positions recorded since, as beginning on a day somebody was no longer there.

Decided by the model of dated places. A place that has begun since is refused before, for what was is not written over;
one still to come is cancelled. A position follows the person: whoever was gone cannot have been given it, so it never
came about, and what was before stands. Whoever only goes on to another Party organisation keeps what begins after: it
is a position there, unless whoever records the move says that it is not kept.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Membership, PersonStanding
from lms.people.party_positions import CellLeft, end_positions, positions_ending
from lms.people.standing import change_standing, standings_of
from lms.people.standing_rules import Standing, standing_on
from lms.units.enums import Tree
from lms.web.format import format_date
from lms.web.i18n import gettext

_TOGETHER: Final = 5_000


@dataclass(frozen=True, slots=True)
class Begun:
    """A position recorded as beginning when its holder was gone."""

    column: str
    """Of the office, `position`, or of the Party, `party_position`."""
    position: str
    on: date
    before: str
    """What stands instead: in the office what was held last, in the Party nothing."""


Annulled = Mapping[int, list[Begun]]
"""person id → positions that never came about, oldest first."""


def annulled_by_leaving(db: Session, person_ids: Collection[int], on: date) -> Annulled:
    """Of those who leave the office on a day: positions of the office that begin after it, and any of the Party that
    begins on it or after. Three queries for five thousand people."""
    found = _begun(db, person_ids, on)
    return {
        each: kept
        for each, begun in found.items()
        if (kept := [one for one in begun if one.column == "party_position" or one.on > on])
    }


def annulled_by_leaving_cell(db: Session, person_ids: Collection[int], left: CellLeft) -> Annulled:
    """Of those who leave a Party organisation, positions in the Party that begin on the day or after it.

    Up to the day on which they stand in another one. Of those who move to one (`to`), none; but where it was said that
    the position is not kept, those that have begun since. Four queries for five thousand people.
    """
    on, to = left.on, left.to
    if left.keeps or (to is not None and left.keeps is None):
        return {}
    today, kept = clock.today(), dict[int, list[Begun]]()
    begun = _begun(db, person_ids, on)
    ends = _ends_of_being_nowhere(db, begun, on, left.unit_ids) if to is None else {}
    for person_id, all_of_them in begun.items():
        if to is None and person_id not in ends:
            continue
        until = ends.get(person_id) if to is None else today + timedelta(days=1)
        some = [
            each
            for each in all_of_them
            if each.column == "party_position"
            and (until is None or each.on < until)
            and (to is None or each.on > on)
        ]
        if some:
            kept[person_id] = some
    return kept


def let_go(db: Session, person_ids: Collection[int], on: date) -> None:
    """End and annul positions of those who leave the office."""
    annulled = annulled_by_leaving(db, person_ids, on)
    end_positions(db, positions_ending(db, person_ids, CellLeft(on)), on)
    _annul(db, annulled)


def let_go_of_cell(db: Session, person_ids: Collection[int], left: CellLeft) -> None:
    """The same for those who leave a Party organisation."""
    annulled = annulled_by_leaving_cell(db, person_ids, left)
    end_positions(db, positions_ending(db, person_ids, left), left.on)
    _annul(db, annulled)


def annulled_words(begun: Collection[Begun]) -> str:
    """Positions that never came about, as pages name them: `Phó Vụ trưởng (from 12/11/2026)`."""
    return "; ".join(
        gettext("%(position)s (from %(day)s)", position=each.position, day=format_date(each.on))
        for each in begun
    )


def _begun(db: Session, person_ids: Collection[int], on: date) -> dict[int, list[Begun]]:
    ids, later = sorted(person_ids), set[int]()
    for start in range(0, len(ids), _TOGETHER):
        some = PersonStanding.person_id.in_(ids[start : start + _TOGETHER])
        later.update(
            db.scalars(select(PersonStanding.person_id).where(some, PersonStanding.starts_on >= on))
        )
    chains = standings_of(db, later)
    return {each: begun for each, chain in chains.items() if (begun := _begun_of(chain, on))}


def _begun_of(chain: tuple[Standing, ...], on: date) -> list[Begun]:
    was = standing_on(chain, on - timedelta(days=1))
    last, found = was, list[Begun]()
    for each in chain:
        if each.starts_on is None or each.starts_on < on:
            continue
        if each.position and each.position != last.position:
            found.append(Begun("position", each.position, each.starts_on, was.position))
        if each.party_position and each.party_position != last.party_position:
            found.append(Begun("party_position", each.party_position, each.starts_on, ""))
        last = each
    return found


def _ends_of_being_nowhere(
    db: Session, person_ids: Collection[int], on: date, unit_ids: Collection[int] | None
) -> dict[int, date | None]:
    """Who stands in these Party organisations until the day → the day of standing in another one; None for never."""
    ids, found = sorted(person_ids), dict[int, date | None]()
    for start in range(0, len(ids), _TOGETHER):
        places = select(Membership.person_id, Membership.unit_id, Membership.starts_on).where(
            Membership.person_id.in_(ids[start : start + _TOGETHER]),
            Membership.tree == Tree.PARTY,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= on - timedelta(days=1)),
        )
        for person_id, unit_id, starts_on in db.execute(places.order_by(Membership.starts_on)):
            if starts_on <= on and (unit_ids is None or unit_id in unit_ids):
                found[person_id] = None
            elif starts_on > on and found.get(person_id, on) is None and unit_ids is not None:
                found[person_id] = None if unit_id in unit_ids else starts_on
    return found


def _annul(db: Session, annulled: Annulled) -> None:
    days: defaultdict[tuple[date, str], dict[int, str]] = defaultdict(dict)
    for person_id, begun in annulled.items():
        for each in begun:
            days[each.on, each.column][person_id] = each.before
    for (day, column), people in sorted(days.items()):
        change_standing(db, {each: {column: before} for each, before in people.items()}, day)
