"""The demonstration: an invented ministry in the middle of a study campaign."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.areas import Area
from lms.campaigns.models import Campaign
from lms.certificates.services import issue_to_all
from lms.demo.campaign import TITLE, seed_campaign, seed_readings
from lms.demo.people import invent_people
from lms.demo.roster import ACCOUNTS, cast_accounts, seed_people
from lms.demo.units import read_units, seed_units
from lms.files.store import FileStore
from lms.people.enums import Role
from lms.people.models import Account, Person


def seed_demo(
    db: Session, store: FileStore, areas: Sequence[Area], *, password_hash: str
) -> Campaign:
    """Fill an empty database; the caller commits. The same day always gives the same demonstration.

    `password_hash` is of `roster.PASSWORD`, made by the caller, for hashing takes its time.
    """
    units = read_units()
    unit_ids = seed_units(db, units)
    logins = seed_people(db, cast_accounts(invent_people(units)), unit_ids, password_hash)
    trainer = next(logins[each.login] for each in ACCOUNTS if each.role is Role.TRAINER)
    campaign = seed_campaign(db, store, unit_ids["S"], trainer)
    seed_readings(db, campaign.id, leave_out=[_person_of(db, Role.LEARNER)])
    for area in areas:
        if area.demo:
            area.demo(db, campaign.id)
    issue_to_all(db, campaign, by=trainer)
    return campaign


def is_empty(db: Session) -> bool:
    """Whether nobody has used this database yet."""
    return db.scalar(select(Person.id).limit(1)) is None


def find_demo_campaign(db: Session) -> int | None:
    """The demonstration's campaign, or None in a database with real data."""
    if db.scalar(select(Account.id).where(Account.login == ACCOUNTS[0].login)) is None:
        return None
    return db.scalar(select(Campaign.id).where(Campaign.title == TITLE).limit(1))


def _person_of(db: Session, role: Role) -> int:
    login = next(each.login for each in ACCOUNTS if each.role is role)
    return db.scalars(select(Account.person_id).where(Account.login == login)).one()
