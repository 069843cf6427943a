"""One person with everything their page shows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, selectinload

from lms import clock
from lms.errors import NotFound
from lms.people.models import Account, Membership, Person, RoleGrant
from lms.people.scope_rules import Place, kept_in
from lms.people.standing import standings_of
from lms.people.standing_rules import Standing
from lms.units.enums import Tree
from lms.units.models import UnitName, UnitPlacement
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class PastPlace:
    """A place in a tree from one day to another, under the unit's present name."""

    id: int
    tree: Tree
    unit_id: int
    name: str
    above: str
    """The unit above on the place's last day, today where it holds on; empty for the whole office."""
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
    kept_in: frozenset[int]
    """Units of both trees by which the record is kept: see `lms.people.scope_rules.kept_in`."""

    @property
    def has_left(self) -> bool:
        """Whether the person is gone by today."""
        return self.person.left_on is not None and self.person.left_on <= clock.today()


def get_person_card(db: Session, person_id: int) -> PersonCard:
    """A person with everything the person's page shows. Raises NotFound. Seven queries."""
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
        _kept_in(person.memberships, today),
    )


def get_account(card: PersonCard) -> Account:
    """The account of a person. Raises NotFound for somebody without one."""
    if card.account is None:
        raise NotFound(_l("This person has no account. An activation slip makes one."))
    return card.account


def _holds(membership: Membership, on: date) -> bool:
    return _spans(on, membership.starts_on, membership.ends_on)


def _kept_in(memberships: Sequence[Membership], day: date) -> frozenset[int]:
    kept = kept_in((Place(each.unit_id, each.tree, each.ends_on) for each in memberships), day)
    return frozenset().union(*kept.values())


def _places(db: Session, memberships: Sequence[Membership]) -> list[PastPlace]:
    names: defaultdict[int, list[UnitName]] = defaultdict(list)
    for name in db.scalars(
        select(UnitName)
        .where(UnitName.unit_id.in_([each.unit_id for each in memberships]))
        .order_by(UnitName.starts_on)
    ):
        names[name.unit_id].append(name)
    newest_first = sorted(memberships, key=lambda each: (each.starts_on, each.id), reverse=True)
    above = _above(db, newest_first)
    return [_place(each, names[each.unit_id], above.get(each.id, "")) for each in newest_first]


def _above(db: Session, memberships: Sequence[Membership]) -> dict[int, str]:
    """place id → name of the unit above, as of its last day or today. One query."""
    placed, name, parent = UnitPlacement, UnitName, aliased(UnitPlacement)
    rows = db.execute(
        select(
            placed.unit_id,
            placed.starts_on,
            placed.ends_on,
            name.name,
            name.starts_on,
            name.ends_on,
        )
        .join(name, name.unit_id == placed.parent_id)
        .where(
            placed.unit_id.in_({each.unit_id for each in memberships}),
            exists().where(parent.unit_id == placed.parent_id, parent.parent_id.is_not(None)),
        )
    ).all()
    told: dict[int, str] = {}
    for each in memberships:
        day = each.ends_on or max(each.starts_on, clock.today())
        for unit_id, since, until, named, named_since, named_until in rows:
            periods = ((since, until), (named_since, named_until))
            if unit_id == each.unit_id and all(_spans(day, *period) for period in periods):
                told[each.id] = named
    return told


def _spans(day: date, first: date, last: date | None) -> bool:
    return first <= day and (last is None or last >= day)


def _place(membership: Membership, names: Sequence[UnitName], above: str) -> PastPlace:
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
        above,
        former,
        membership.starts_on,
        membership.ends_on,
    )
