"""Reads for the pages about people: lists of a fixed number of queries, one person with everything."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, selectinload

from lms import clock
from lms.errors import NotFound
from lms.people.belonging import holds_on, units_of_people
from lms.people.models import Account, Membership, Person, RoleGrant
from lms.people.search import found_by
from lms.people.search_scope import on_record
from lms.people.search_terms import best_first
from lms.people.standing import standings_of
from lms.people.standing_rules import Standing
from lms.units.enums import Tree
from lms.units.models import UnitName
from lms.units.tree import UnitTree
from lms.web.i18n import lazy_gettext as _l
from lms.web.paging import Page, Sort, paginate

BY_NAME: Final = Sort("ten")
BY_LIST: Final = Sort("danh-sach")
"""The office's own order: by rank, as it numbered its list."""
AS_IMPORTED: Final = Sort("nhap")
"""As the people came on record."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of a list of people."""

    person: Person
    unit: str
    party_unit: str


@dataclass(frozen=True, slots=True)
class PastPlace:
    """A place in a tree from one day to another, under the unit's present name."""

    id: int
    tree: Tree
    unit_id: int
    name: str
    former_names: Sequence[tuple[str, date]]
    """Names the unit had in that time and has no more, each with its last day; oldest first."""
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person with places, account and roles."""

    person: Person
    account: Account | None
    grants: Sequence[RoleGrant]
    """Newest first, ended ones among them."""
    places: Sequence[PastPlace]
    """Newest first."""
    standings: Sequence[Standing]
    """Newest first; one without a first day where no change is on record."""
    unit_ids: frozenset[int]
    """Units of both trees the person stands in today."""


def list_people(
    db: Session,
    trees: Sequence[UnitTree],
    *,
    words: str = "",
    unit_ids: Collection[int] | None = None,
    sort: Sort = BY_NAME,
    number: int = 1,
) -> Page[PersonLine]:
    """One page of the people on record who have not left, in Vietnamese name order.

    `words` are found as `lms.people.search` says, or in the name of the person's unit. `unit_ids` limits the list
    to people who stand in one of these units today. Five queries, whatever the length of the list.
    """
    page = paginate(db, choose_people(words=words, unit_ids=unit_ids, sort=sort), number)
    ids = page.items
    people = {each.id: each for each in db.scalars(select(Person).where(Person.id.in_(ids)))}
    names = [
        {person: tree.name(unit) for person, unit in _held(db, tree, ids).items() if unit in tree}
        for tree in trees
    ]
    return page.map(
        lambda each: PersonLine(people[each], *(named.get(each, "") for named in names))
    )


def choose_people(
    *, words: str = "", unit_ids: Collection[int] | None = None, sort: Sort = BY_NAME
) -> Select[int]:
    """Ids of the people on record who have not left, found by the words, of these units, in this order.

    Ids alone are read from an index, which is what keeps a page deep in the list quick.
    """
    today = clock.today()
    people = select(Person.id).where(on_record(today))
    if unit_ids is not None:
        inside = select(Membership.person_id).where(
            Membership.unit_id.in_(unit_ids), holds_on(today)
        )
        people = people.where(Person.id.in_(inside))
    found = found_by(words)
    if found is not None:
        people = people.where(found)
    best = best_first(words) if sort == BY_NAME else []
    return people.order_by(*best, *_in_order(sort))


def _in_order(sort: Sort) -> list[ColumnElement[Any]]:
    order: list[ColumnElement[Any]] = [Person.sort_key.expression, Person.id.expression]
    if sort.key == BY_LIST.key:
        order.insert(0, Person.list_no.expression)
    elif sort.key == AS_IMPORTED.key:
        order = [Person.id.expression]
    return [column.desc() for column in order] if sort.descending else order


def _held(db: Session, tree: UnitTree, person_ids: Collection[int]) -> dict[int, int]:
    return units_of_people(db, tree.tree, clock.today(), person_ids)


def get_person_card(db: Session, person_id: int) -> PersonCard:
    """A person with everything the person's page shows. Raises NotFound. Six queries."""
    person = db.scalar(
        select(Person)
        .where(Person.id == person_id)
        .options(
            selectinload(Person.memberships),
            selectinload(Person.account).selectinload(Account.grants),
        )
    )
    if person is None:
        raise NotFound(_l("This person is not on record."))
    today = clock.today()
    grants = person.account.grants if person.account else []
    return PersonCard(
        person,
        person.account,
        sorted(grants, key=lambda grant: -grant.id),
        _places(db, person.memberships),
        standings_of(db, [person.id])[person.id][::-1],
        frozenset(each.unit_id for each in person.memberships if _holds(each, today)),
    )


def _holds(membership: Membership, on: date) -> bool:
    return membership.starts_on <= on and (membership.ends_on is None or membership.ends_on >= on)


def _places(db: Session, memberships: Sequence[Membership]) -> list[PastPlace]:
    names: defaultdict[int, list[UnitName]] = defaultdict(list)
    for name in db.scalars(
        select(UnitName)
        .where(UnitName.unit_id.in_([each.unit_id for each in memberships]))
        .order_by(UnitName.starts_on)
    ):
        names[name.unit_id].append(name)
    newest_first = sorted(memberships, key=lambda each: (each.starts_on, each.id), reverse=True)
    return [_place(each, names[each.unit_id]) for each in newest_first]


def _place(membership: Membership, names: Sequence[UnitName]) -> PastPlace:
    former = [
        (name.name, name.ends_on)
        for name in names
        if name.ends_on is not None
        and name.ends_on >= membership.starts_on
        and (membership.ends_on is None or name.starts_on <= membership.ends_on)
        and name is not names[-1]
    ]
    return PastPlace(
        membership.id,
        membership.tree,
        membership.unit_id,
        names[-1].name,
        former,
        membership.starts_on,
        membership.ends_on,
    )
