"""What is given after its end was recorded: places in units that end on a day to come, positions in cells left then.

An act to come rewrites the places and positions on record when it is recorded. Whoever is given one later goes the
same way: on to the unit that takes over, without the position in the cell. It is written among the changes of the act,
so that taking the act back gives everything back. What ended by today is not judged: whoever records it today knows
what the person is.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import exists, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.people.models import Membership
from lms.people.party_positions import end_positions, last_days
from lms.people.party_rules import is_of_cell
from lms.people.roles.going_along import go_along as let_roles_go_along
from lms.people.standing import bring_up_to_day, standings_of
from lms.people.standing_rules import Standing, standing_on
from lms.units.ends_to_come import EndToCome, change_row, list_ends_to_come
from lms.units.enums import Change, Ledger, Tree
from lms.units.models import UnitAct, UnitActChange

_ONE: Final = timedelta(days=1)
_TOGETHER: Final = 5_000


@dataclass(frozen=True, slots=True)
class PositionEnd:
    """That a position in the Party ends, because the Party organisation is left on a day already on record."""

    position: str
    on: date
    """The first day on which it is not held."""
    act_id: int | None = None
    """The act on units by which it is left; None for a move or a last day of the person's own."""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A day still to come on which somebody leaves a Party organisation."""

    place_id: int
    on: date
    goes_on: bool
    """Whether to another one; otherwise the tree is left."""


def take_over_day(db: Session) -> None:
    """On every new day: what was told beforehand comes to hold, and nobody is left in a unit that ends.

    The latter finds whoever was given a place or a role at the very moment at which the act was recorded.
    """
    bring_up_to_day(db)
    go_along(db)
    let_roles_go_along(db)


def go_along(db: Session, person_ids: Collection[int] | None = None) -> None:
    """Let people who stand in units that end by acts to come go along with the acts; None for everybody.

    Their place ends the day before, and they go on to the unit that takes over; where there is none, the place ends.
    A position in a cell that ends goes with it. A query where no act is to come.
    """
    left: dict[int, date] = {}
    for end in list_ends_to_come(db):
        places = _places_in(db, end, person_ids)
        if not places:
            continue
        changes = _cut(db, end, places)
        db.execute(insert(UnitActChange), [{"act_id": end.act_id, **each} for each in changes])
        if end.tree is Tree.PARTY:
            for place in places:
                left.setdefault(place.person_id, end.on - _ONE)
    end_given_positions(db, left)
    db.expire_all()


def given_positions_ending(db: Session, given: Mapping[int, date]) -> dict[int, PositionEnd]:
    """person id → the end of the position in the Party, because the cell is left on a day to come.

    `given`: person id → the day since which the person holds it. A position in a cell ends with it; one in a committee above when the tree is left. One told for the very day of
    leaving, or for a later one, is a position in the new cell. Three queries for a thousand people.
    """
    leaving = _leaving(db, given)
    found: dict[int, tuple[_Leaving, str]] = {}
    for person_id, chain in standings_of(db, leaving).items():
        after = max(given[person_id], clock.today())
        position = standing_on(chain, after).party_position
        for each in leaving[person_id]:
            if each.on <= after or not _goes_through(chain, position, each.on):
                continue
            if not each.goes_on or is_of_cell(position):
                found[person_id] = each, position
                break
    acts = _acts_ending(db, [each.place_id for each, _position in found.values()])
    return {
        person_id: PositionEnd(position, each.on, *acts.get(each.place_id, (None, "")))
        for person_id, (each, position) in found.items()
    }


def end_given_positions(db: Session, given: Mapping[int, date]) -> dict[int, PositionEnd]:
    """End them on that day, and keep it with the act by which they are left, which gives them back when taken back."""
    ending = given_positions_ending(db, given)
    days: defaultdict[date, dict[int, PositionEnd]] = defaultdict(dict)
    for person_id, each in ending.items():
        days[each.on][person_id] = each
    for on, people in sorted(days.items()):
        of_acts = {each: end.act_id for each, end in people.items() if end.act_id is not None}
        until = last_days(db, of_acts, on)
        end_positions(db, {each: end.position for each, end in people.items()}, on)
        rows = [
            {
                "act_id": act_id,
                **change_row(Ledger.POSITION, person_id, Change.ENDED, until[person_id]),
            }
            for person_id, act_id in sorted(of_acts.items())
        ]
        if rows:
            db.execute(insert(UnitActChange), rows)
    return ending


def _places_in(db: Session, end: EndToCome, person_ids: Collection[int] | None) -> list[Membership]:
    """Places in the unit that would outlast it; few, for all that stood there went along when the act was recorded."""
    outlasting = select(Membership).where(
        Membership.unit_id == end.unit_id,
        Membership.starts_on < end.on,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= end.on),
    )
    kept = db.scalars(outlasting.order_by(Membership.id).execution_options(populate_existing=True))
    wanted = None if person_ids is None else frozenset(person_ids)
    return [each for each in kept if wanted is None or each.person_id in wanted]


def _cut(db: Session, end: EndToCome, places: list[Membership]) -> list[dict[str, Any]]:
    ended = [
        change_row(Ledger.MEMBERSHIP, each.id, Change.ENDED, each.ends_on, end.unit_id)
        for each in places
    ]
    values: list[dict[str, Any]] = [
        {
            "person_id": each.person_id,
            "tree": each.tree,
            "unit_id": end.heir_id,
            "starts_on": end.on,
            "ends_on": each.ends_on,
        }
        for each in places
    ]
    db.execute(
        update(Membership)
        .where(Membership.id.in_([each.id for each in places]))
        .values(ends_on=end.on - _ONE)
        .execution_options(synchronize_session=False)
    )
    if end.heir_id is None:
        return ended
    wanted = insert(Membership).returning(Membership.id, sort_by_parameter_order=True)
    ids = db.scalars(wanted, values).all()
    return ended + [
        change_row(Ledger.MEMBERSHIP, row_id, Change.ADDED, row["ends_on"], end.heir_id)
        for row_id, row in zip(ids, values, strict=True)
    ]


def _goes_through(chain: tuple[Standing, ...], position: str, on: date) -> bool:
    """Whether a position is held up to a day, and on it too."""
    held = (standing_on(chain, day).party_position for day in (on - _ONE, on))
    return bool(position) and all(each == position for each in held)


def _leaving(db: Session, person_ids: Collection[int]) -> Mapping[int, list[_Leaving]]:
    """person id → the days to come on which the person leaves a Party organisation, nearest first."""
    places: defaultdict[int, list[Membership]] = defaultdict(list)
    ids, today = sorted(person_ids), clock.today()
    for start in range(0, len(ids), _TOGETHER):
        kept = select(Membership).where(
            Membership.person_id.in_(ids[start : start + _TOGETHER]),
            Membership.tree == Tree.PARTY,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
        kept = kept.order_by(Membership.starts_on).execution_options(populate_existing=True)
        for place in db.scalars(kept):
            places[place.person_id].append(place)
    found: dict[int, list[_Leaving]] = {}
    for person_id, theirs in places.items():
        if days := _days_of_leaving(theirs):
            found[person_id] = days
    return found


def _days_of_leaving(places: list[Membership]) -> list[_Leaving]:
    found = []
    for each in places:
        if each.ends_on is None:
            continue
        on = each.ends_on + _ONE
        after = next((one.unit_id for one in places if one.starts_on == on), None)
        if after != each.unit_id:
            found.append(_Leaving(each.id, on, after is not None))
    return found


def _acts_ending(db: Session, place_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """place id → the act, not taken back, that ends the place, and its decision. A query for five thousand."""
    ids, found, undo = sorted(place_ids), dict[int, tuple[int, str]](), aliased(UnitAct)
    for start in range(0, len(ids), _TOGETHER):
        rows = db.execute(
            select(Membership.id, Membership.ends_on, UnitAct)
            .join(UnitActChange, UnitActChange.row_id == Membership.id)
            .join(UnitAct, UnitAct.id == UnitActChange.act_id)
            .where(
                Membership.id.in_(ids[start : start + _TOGETHER]),
                UnitActChange.ledger == Ledger.MEMBERSHIP,
                UnitActChange.change == Change.ENDED,
                UnitAct.effective_on > clock.today(),
                ~exists().where(undo.undoes_id == UnitAct.id),
            )
        )
        for place_id, ends_on, act in rows:
            if ends_on == act.effective_on - _ONE:
                found[place_id] = act.id, act.decision
    return found
