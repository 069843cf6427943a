"""Who goes where when a unit is split: its people by name, each ticked for the unit they go to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import Invalid
from lms.organisation.orders import NewUnit, Order
from lms.people.belonging import holds_on
from lms.people.models import Membership, Person
from lms.people.search_scope import on_record
from lms.units.tree import UnitTree
from lms.web.i18n import lazy_gettext as _l

MOST_TICKED: Final = 1_000
"""More are named by line: nobody ticks through them."""
GOES_TO: Final = "toi-"
"""Before a person's id: the field that says the code of the unit they go to."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One person of the unit, and where they go as chosen so far; empty for whoever is not named."""

    person: Person
    goes_to: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """What the page of people asks."""

    people: Sequence[Choice]
    units: Sequence[tuple[str, str]]
    """(code, name) of the units to which people are sent by name."""
    rest: str
    """The name of the unit that gets everybody else; empty when they stay."""


def choices_of(db: Session, order: Order, tree: UnitTree) -> Choosing:
    """The people of a unit on the day it is split. One query. Raises Invalid for more than can be ticked."""
    results = [_named(each, tree) for each in order.results]
    people = _members(db, order.units[0], order.on)
    if len(people) > MOST_TICKED:
        raise Invalid(
            _l("The unit has too many people to tick. Name those who go elsewhere by line.")
        )
    return Choosing(
        [
            Choice(each, results[order.people[each.id]][0] if each.id in order.people else "")
            for each in people
        ],
        [each for place, each in enumerate(results) if place != order.heir],
        "" if order.heir is None else results[order.heir][1],
    )


def lines_of_choices(fields: Mapping[str, str]) -> str:
    """What was ticked, as the lines that a form of a split takes: `#12; S31`, by the record and not by a code."""
    chosen = (
        (name.removeprefix(GOES_TO), code)
        for name, code in fields.items()
        if name.startswith(GOES_TO) and code
    )
    return "\n".join(f"#{person}; {code}" for person, code in chosen)


def _members(db: Session, unit_id: int, on: date) -> Sequence[Person]:
    return db.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.unit_id == unit_id, holds_on(on), on_record(on))
        .order_by(Person.sort_key, Person.id)
        .limit(MOST_TICKED + 1)
    ).all()


def _named(result: int | NewUnit, tree: UnitTree) -> tuple[str, str]:
    if isinstance(result, NewUnit):
        return result.code, result.name
    node = tree.nodes[result]
    return node.code, node.name
