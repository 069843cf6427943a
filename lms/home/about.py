"""Everything the institution holds about one person, for the page that shows it to them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms import clock
from lms.campaigns.models import Activity, Campaign
from lms.certificates.models import Certificate
from lms.certificates.queries import certificates_of_person
from lms.people.access_words import SIGN_INS
from lms.people.models import AccessEntry, Account, Membership, Person, RoleGrant
from lms.people.roles.places import name_places
from lms.people.tracing.queries import concerns, units_named
from lms.records.models import Outcome
from lms.records.queries import ids_of_statements
from lms.units.models import UnitName

MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Belonging:
    """A membership with the name its unit has, or had when it ended."""

    membership: Membership
    unit_name: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of the learner record, the superseded ones included."""

    outcome: Outcome
    activity: Activity
    campaign_title: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody opened or took away something about the person."""

    entry: AccessEntry
    by: str | None
    unit: str
    """The unit it is about, as it was called that day; empty for everything else."""


@dataclass(frozen=True, slots=True)
class AboutPerson:
    """All of it."""

    person: Person
    account: Account | None
    belongings: list[Belonging]
    grants: list[tuple[RoleGrant, str | None]]
    record: list[Stated]
    certificates: list[Certificate]
    looked: list[Looked]


def about_person(db: Session, person_id: int) -> AboutPerson:
    """Person, memberships, roles, learner record, certificates and who looked; a fixed number of queries."""
    person = db.scalars(
        select(Person).where(Person.id == person_id).options(joinedload(Person.account))
    ).one()
    account = person.account
    return AboutPerson(
        person,
        account,
        _belongings(db, person_id),
        _grants(db, account.id) if account else [],
        _record(db, person_id),
        certificates_of_person(db, person_id),
        _looked(db, person_id),
    )


def _belongings(db: Session, person_id: int) -> list[Belonging]:
    rows = db.scalars(
        select(Membership)
        .where(Membership.person_id == person_id)
        .order_by(Membership.tree.desc(), Membership.starts_on.desc())
    ).all()
    names = _names(db, {row.unit_id for row in rows})
    return [
        Belonging(row, _name_on(names, row.unit_id, row.ends_on or clock.today())) for row in rows
    ]


def _grants(db: Session, account_id: int) -> list[tuple[RoleGrant, str | None]]:
    rows = db.scalars(
        select(RoleGrant).where(RoleGrant.account_id == account_id).order_by(RoleGrant.starts_on)
    ).all()
    names = _names(db, {row.unit_id for row in rows if row.unit_id})
    places = name_places(db, rows)
    return [
        (
            row,
            _name_on(names, row.unit_id, clock.today())
            if row.unit_id
            else places.get((row.role, row.place_id or 0), ("", ""))[0]
            if row.place_id
            else None,
        )
        for row in rows
    ]


def _names(db: Session, unit_ids: set[int]) -> dict[int, list[UnitName]]:
    found: dict[int, list[UnitName]] = {}
    question = select(UnitName).where(UnitName.unit_id.in_(unit_ids)).order_by(UnitName.starts_on)
    for name in db.scalars(question):
        found.setdefault(name.unit_id, []).append(name)
    return found


def _name_on(names: dict[int, list[UnitName]], unit_id: int, day: date) -> str:
    known = names.get(unit_id, [])
    held = [each.name for each in known if each.starts_on <= day]
    return held[-1] if held else (known[0].name if known else "")


def _record(db: Session, person_id: int) -> list[Stated]:
    rows = db.execute(
        select(Outcome, Activity, Campaign.title)
        .join(Activity, Activity.id == Outcome.activity_id)
        .join(Campaign, Campaign.id == Activity.campaign_id)
        .where(Outcome.id.in_(ids_of_statements(person_id)))
        .order_by(Outcome.id.desc())
    ).all()
    newest: set[int] = set()
    stated = []
    for outcome, activity, title in rows:
        stated.append(Stated(outcome, activity, title, activity.id not in newest))
        newest.add(activity.id)
    return stated


def _looked(db: Session, person_id: int) -> list[Looked]:
    rows = db.execute(
        select(AccessEntry, Person.full_name)
        .outerjoin(Account, Account.id == AccessEntry.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(concerns(person_id), AccessEntry.action.not_in(SIGN_INS))
        .order_by(AccessEntry.id.desc())
        .limit(MOST_ENTRIES)
    ).all()
    units = units_named(db, [entry for entry, _name in rows])
    return [Looked(entry, name, units.get(entry.id, "")) for entry, name in rows]
