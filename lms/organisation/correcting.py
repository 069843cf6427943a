"""Correcting what a unit has without days: its code, its kind, the title of its head, its place among its siblings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from lms.organisation.services import take_turns
from lms.people.access import add_access
from lms.people.models import AccessEntry, Account, Person
from lms.units.enums import UnitKind
from lms.units.models import Unit
from lms.units.tree import UnitTree
from lms.units.words import KIND_WORDS
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

CORRECTED: Final = "unit corrected"
MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Correction:
    """What a unit has from now on, for all days; why it was wrong."""

    code: str
    kind: UnitKind
    leader_title: str
    after: int | None
    """The sibling it stands after; None for the first."""
    reason: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction as the unit's page tells it."""

    at: datetime
    by: str
    detail: str


def siblings_of(tree: UnitTree, unit_id: int) -> list[int]:
    """The units under the same unit on the tree's day, this one among them, in their order."""
    parent = tree.nodes[unit_id].parent_id
    return list(tree.roots if parent is None else tree.children(parent))


def correct_unit(
    db: Session, unit: Unit, tree: UnitTree, correction: Correction, account_id: int | None
) -> bool:
    """Write a correction and trace it with what was before. False where nothing differs.

    `tree`: today's, in which the siblings stand. Raises Conflict for a code that another unit of the tree has, Invalid
    for a sibling that is none.
    """
    take_turns(db, unit.tree)
    said = []
    if correction.code != unit.code:
        _check_code(db, unit, correction.code)
        said.append(f"{_('Code')}: {unit.code} → {correction.code}")
    if correction.kind is not unit.kind:
        said.append(f"{_('Kind')}: {KIND_WORDS[unit.kind]} → {KIND_WORDS[correction.kind]}")
    if correction.leader_title != unit.leader_title:
        titles = f"{unit.leader_title or '–'} → {correction.leader_title or '–'}"
        said.append(f"{_('Title of its head')}: {titles}")
    order = _reordered(tree, unit.id, correction.after)
    if order:
        before = tree.name(correction.after) if correction.after else _("First of them")
        said.append(f"{_('Stands after')}: {before}")
    if not said:
        return False
    unit.code, unit.kind = correction.code, correction.kind
    unit.leader_title = correction.leader_title
    try:
        db.flush()
    except IntegrityError as error:
        raise _taken(correction.code) from error
    if order:
        places = [{"id": each, "position": place} for place, each in enumerate(order, 1)]
        db.execute(update(Unit), places)
    add_access(
        db, account_id, CORRECTED, "unit", unit.id, f"{correction.reason}. {'; '.join(said)}"
    )
    return True


def list_corrections(db: Session, unit_id: int) -> Sequence[Corrected]:
    """The latest corrections of a unit, by hand or by a list. One query."""
    rows = db.execute(
        select(AccessEntry.at, Person.full_name, AccessEntry.detail)
        .outerjoin(Account, Account.id == AccessEntry.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            AccessEntry.subject == "unit",
            AccessEntry.subject_id == unit_id,
            AccessEntry.action == CORRECTED,
        )
        .order_by(AccessEntry.at.desc(), AccessEntry.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Corrected(at, name or "", detail) for at, name, detail in rows]


def _check_code(db: Session, unit: Unit, code: str) -> None:
    """Codes are told apart without case."""
    others = select(Unit.id).where(
        Unit.tree == unit.tree, Unit.id != unit.id, func.lower(Unit.code) == code.lower()
    )
    if db.scalar(others.limit(1)) is not None:
        raise _taken(code)


def _taken(code: str) -> Conflict:
    return Conflict(_("The code %(code)s is taken in this tree. Give the unit another.", code=code))


def _reordered(tree: UnitTree, unit_id: int, after: int | None) -> list[int]:
    """The siblings in the new order; nothing where it is the old one."""
    old = siblings_of(tree, unit_id)
    rest = [each for each in old if each != unit_id]
    if after is not None and after not in rest:
        raise Invalid(_l("Choose one of the units beside it."))
    place = 0 if after is None else rest.index(after) + 1
    new = [*rest[:place], unit_id, *rest[place:]]
    return [] if new == old else new
