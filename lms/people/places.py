"""Where people stand: moving, ending and correcting places, leaving and coming back, each on a day.

A place ends on its last day; who moves on a day stood in the old unit until the day before. What cannot be is
told apart first (`judge_moves`, `judge_leaving`), so that a list of people is previewed as it will be written.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, Invalid
from lms.people.enums import Role
from lms.people.going_along import go_along
from lms.people.going_on import let_go_on
from lms.people.late_leaving import let_go, let_go_of_cell
from lms.people.models import Account, Membership, Person, RoleGrant
from lms.people.party_positions import CellLeft
from lms.people.roles.leaving import end_roles_of_leavers
from lms.units.enums import Tree
from lms.units.models import Unit, UnitName
from lms.units.tree import load_tree
from lms.web.i18n import lazy_gettext as _l

_TOGETHER = 5_000
LEFT = _l("has left")
STANDS_LATER = _l("has a place there that begins later or ends later; correct it first")
LEAVES_LATER = _l("leaves on a later day that is on record already; correct that first")
IS_ADMINISTRATOR = _l("is an administrator; end that role first")


@dataclass(slots=True)
class Verdict:
    """Of a list of people: who changes, of whom it is so already, who cannot and why."""

    change: set[int] = field(default_factory=set)
    already: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)


def tree_of_unit(db: Session, unit_id: int, on: date) -> Tree:
    """The tree a unit stands in on a day. Raises Invalid when it does not stand then."""
    unit = db.get(Unit, unit_id)
    if unit is None or unit_id not in load_tree(db, unit.tree, on):
        raise Invalid(
            _l("This unit does not stand on that day. Choose another unit or another day.")
        )
    return unit.tree


def name_of_unit(db: Session, unit_id: int) -> str:
    """The newest name of a unit, for what the trace says of a place; empty for none on record."""
    newest = select(UnitName.name).where(UnitName.unit_id == unit_id)
    return db.scalar(newest.order_by(UnitName.starts_on.desc()).limit(1)) or ""


def judge_moves(db: Session, person_ids: Collection[int], unit_id: int, on: date) -> Verdict:
    """Who can begin in the unit on the day. Raises Invalid for a unit that does not stand then.

    A place still to come, of a merger or a planned move, bars nobody: moving before it cancels it. One that has
    begun since the day does: what was is not written over.
    """
    tree = tree_of_unit(db, unit_id, on)
    verdict = Verdict()
    later, here = set[int](), set[int]()
    for some in chunks(person_ids):
        verdict.refused |= _left(db, some, on)
        places = select(
            Membership.person_id, Membership.unit_id, Membership.starts_on, Membership.ends_on
        ).where(
            Membership.person_id.in_(some),
            Membership.tree == tree,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
        )
        for place in db.execute(places):
            if has_built_on(place.starts_on, place.ends_on, on):
                later.add(place.person_id)
            elif place.unit_id == unit_id and place.starts_on <= on:
                here.add(place.person_id)
    verdict.refused |= dict.fromkeys(later - set(verdict.refused), str(STANDS_LATER))
    verdict.already = here - set(verdict.refused)
    verdict.change = set(person_ids) - verdict.already - set(verdict.refused)
    return verdict


def has_built_on(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Whether a place that holds on a day or later keeps others from ending there: it began since, or ended since.

    Only what has happened does; a place that begins after today, or a last day still to come, was only planned.
    """
    today = clock.today()
    return on < starts_on <= today or (ends_on is not None and ends_on < today)


def move(
    db: Session,
    person_ids: Collection[int],
    unit_id: int,
    on: date,
    *,
    keeps_position: bool | None = None,
) -> None:
    """Let people stand in a unit from a day on, and in the old one of that tree until the day before.

    Places of that tree still to come are cancelled. Whoever stood there until the day before, has stood there all along.
    Positions in the Party end with the cell, or as somebody said of them. Where an act to come ends the unit, they go
    along with it, as `ends_along` tells.
    """
    tree = tree_of_unit(db, unit_id, on)
    if tree is Tree.PARTY:
        let_go_of_cell(db, person_ids, CellLeft(on, unit_id, keeps=keeps_position))
    end_places(db, person_ids, on, tree, planned=True)
    back = {each for some in chunks(person_ids) for each in let_go_on(db, some, unit_id, on)}
    rows = [
        {"person_id": each, "unit_id": unit_id, "tree": tree, "starts_on": on}
        for each in sorted(set(person_ids) - back)
    ]
    if rows:
        db.execute(insert(Membership), rows)
    go_along(db, person_ids)


def end_places(
    db: Session,
    person_ids: Collection[int],
    on: date,
    tree: Tree | None = None,
    *,
    unit_ids: Collection[int] | None = None,
    planned: bool = False,
) -> None:
    """End open places the day before `on`, in one tree or in both, in some units or in all.

    One that began on that day or later never was: it goes. With `planned`, those with a last day still to
    come end as well.
    """
    is_open = Membership.ends_on.is_(None)
    for some in chunks(person_ids):
        still_open: list[ColumnElement[bool]] = [
            Membership.person_id.in_(some),
            or_(is_open, Membership.ends_on >= on) if planned else is_open,
        ]
        if tree is not None:
            still_open.append(Membership.tree == tree)
        if unit_ids is not None:
            still_open.append(Membership.unit_id.in_(unit_ids))
        db.execute(
            delete(Membership)
            .where(*still_open, Membership.starts_on >= on)
            .execution_options(synchronize_session=False)
        )
        db.execute(
            update(Membership)
            .where(*still_open)
            .values(ends_on=on - timedelta(days=1))
            .execution_options(synchronize_session=False)
        )


def judge_leaving(db: Session, person_ids: Collection[int], on: date) -> Verdict:
    """Who can leave on the day, the first on which they are no longer there.

    Places still to come bar nobody, as in `judge_moves`.
    """
    verdict = Verdict()
    later, today = set[int](), clock.today()
    for some in chunks(person_ids):
        gone = db.scalars(select(Person.id).where(Person.id.in_(some), Person.left_on.is_not(None)))
        verdict.already.update(gone)
        verdict.refused |= dict.fromkeys(_administrators(db, some), str(IS_ADMINISTRATOR))
        later.update(
            db.scalars(
                select(Membership.person_id).where(
                    Membership.person_id.in_(some),
                    or_(
                        and_(Membership.starts_on > on, Membership.starts_on <= today),
                        and_(Membership.ends_on >= on, Membership.ends_on < today),
                    ),
                )
            )
        )
    verdict.refused |= dict.fromkeys(later - set(verdict.refused), str(STANDS_LATER))
    for each in verdict.already:
        verdict.refused.pop(each, None)
    verdict.change = set(person_ids) - verdict.already - set(verdict.refused)
    return verdict


def leave(db: Session, person_ids: Collection[int], on: date, *, by: int | None = None) -> None:
    """Note that people are no longer there from a day on; places, positions in the Party and roles end the day before.

    Places still to come are cancelled, positions recorded since never came about. `by` is the account that notes it.
    """
    let_go(db, person_ids, on)
    end_places(db, person_ids, on, planned=True)
    for some in chunks(person_ids):
        end_roles_of_leavers(db, some, on, by=by)
        db.execute(
            update(Person)
            .where(Person.id.in_(some))
            .values(left_on=on)
            .execution_options(synchronize_session="evaluate")
        )


def come_back(db: Session, person: Person, unit_id: int, on: date) -> None:
    """Somebody who left is there again from a day on, in a unit.

    Raises Conflict for somebody who has not left, or who left later than that day.
    """
    if person.left_on is None:
        raise Conflict(_l("This person has not left."))
    if on < person.left_on:
        raise Conflict(_l("The day lies before the one on which the person left."))
    person.left_on = None
    db.flush()
    verdict = judge_moves(db, [person.id], unit_id, on)
    if verdict.refused:
        raise Conflict(
            _l("This cannot be: the person %(reason)s.", reason=verdict.refused[person.id])
        )
    move(db, [person.id], unit_id, on)


def _left(db: Session, person_ids: Collection[int], on: date) -> dict[int, str]:
    left = select(Person.id, Person.left_on).where(
        Person.id.in_(person_ids), Person.left_on.is_not(None)
    )
    return {
        person_id: str(LEAVES_LATER if left_on and left_on > on else LEFT)
        for person_id, left_on in db.execute(left)
    }


def _administrators(db: Session, person_ids: Collection[int]) -> set[int]:
    holding = (
        select(Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            Account.person_id.in_(person_ids),
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= clock.today()),
        )
    )
    return set(db.scalars(holding))


def chunks(person_ids: Collection[int]) -> Iterator[list[int]]:
    """The ids in their order, so many as one statement takes."""
    ids = sorted(person_ids)
    for start in range(0, len(ids), _TOGETHER):
        yield ids[start : start + _TOGETHER]
