"""People, units and campaigns for tests: plain keyword functions that add, flush and return."""

import itertools
from datetime import date, datetime, timedelta

from nacl.pwhash import argon2id
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import register_activity
from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Activity, Campaign, CampaignAudience
from lms.people import word_index  # noqa: F401 - whom a test makes is found, in whatever process
from lms.people.enums import Category, PartyStatus, Role
from lms.people.list_numbers import OLD_LIST, UNLISTED, UNNUMBERED
from lms.people.models import Account, Membership, Person, RoleGrant
from lms.text import fold, name_sort_key
from lms.units.enums import Tree, UnitKind
from lms.units.models import Unit, UnitName, UnitPlacement

LONG_AGO = date(2020, 1, 1)
PASSWORD = "mat-khau-thu-2021"

_numbers = itertools.count(1)
_password_hash = argon2id.str(PASSWORD.encode(), opslimit=1, memlimit=8 * 1024).decode()


def make_unit(
    db: Session,
    *,
    name: str = "Văn phòng",
    parent: Unit | None = None,
    tree: Tree = Tree.STATE,
    kind: UnitKind | None = None,
    code: str | None = None,
    starts_on: date = LONG_AGO,
) -> Unit:
    """A unit with one name and one placement since long ago."""
    number = next(_numbers)
    default = UnitKind.UNIT if tree is Tree.STATE else UnitKind.PARTY_CELL
    unit = Unit(
        tree=tree,
        code=code or f"{tree.value[0].upper()}{number:05}",
        kind=kind or default,
        position=number,
    )
    db.add(unit)
    db.flush()
    db.add(UnitName(unit_id=unit.id, name=name, name_fold=fold(name), starts_on=starts_on))
    parent_id = parent.id if parent else None
    db.add(UnitPlacement(unit_id=unit.id, parent_id=parent_id, starts_on=starts_on))
    db.flush()
    return unit


def make_person(
    db: Session,
    *,
    full_name: str = "Nguyễn Thị Ánh",
    unit: Unit | None = None,
    party_unit: Unit | None = None,
    party_status: PartyStatus | None = None,
    position: str = "Chuyên viên",
    email: str | None = None,
    personnel_code: str | None = None,
    is_exempt: bool = False,
    list_no: int | None = None,
    born_on: date | None = date(1975, 5, 17),
) -> Person:
    """A person, in the given unit and Party organisation since long ago."""
    number = next(_numbers)
    place = number if list_no is None else list_no
    status = party_status or (PartyStatus.OFFICIAL if party_unit else PartyStatus.NONE)
    person = Person(
        personnel_code=personnel_code or f"NV{number:05}",
        full_name=full_name,
        name_fold=fold(full_name),
        sort_key=name_sort_key(full_name),
        born_on=born_on,
        position=position,
        category=Category.CIVIL_SERVANT,
        party_status=status,
        is_exempt=is_exempt,
        email=email or f"nguoi{number}@bo.example",
        phone=f"09{number:08}",
        list_no=place,
        list_rank=UNLISTED if place == UNNUMBERED else OLD_LIST,
        list_row=place,
    )
    db.add(person)
    db.flush()
    for place, tree in ((unit, Tree.STATE), (party_unit, Tree.PARTY)):
        if place is not None:
            db.add(Membership(person_id=person.id, unit_id=place.id, tree=tree, starts_on=LONG_AGO))
    db.flush()
    return person


def make_account(
    db: Session,
    *,
    person: Person | None = None,
    role: Role | None = None,
    unit: Unit | None = None,
    has_password: bool = True,
    full_name: str = "Trần Văn An",
) -> Account:
    """An account with PASSWORD, and one granted role over a unit (everywhere without one)."""
    person = person or make_person(db, full_name=full_name)
    account = Account(
        person_id=person.id,
        login=person.email or f"nguoi{next(_numbers)}",
        password_hash=_password_hash if has_password else None,
    )
    db.add(account)
    db.flush()
    if role not in (None, Role.LEARNER):
        grant_role(db, account, role, unit)
    return account


def grant_role(
    db: Session,
    account: Account,
    role: Role,
    unit: Unit | None = None,
    place_id: int | None = None,
    **period: date,
) -> RoleGrant:
    """Grant a role over a unit and all below it, or over one place, since long ago."""
    grant = RoleGrant(
        account_id=account.id,
        role=role,
        unit_id=unit.id if unit else None,
        place_id=place_id,
        starts_on=period.get("starts_on", LONG_AGO),
        ends_on=period.get("ends_on"),
        granted_at=clock.now(),
    )
    db.add(grant)
    db.flush()
    return grant


def make_campaign(
    db: Session,
    *,
    owner: Unit | None = None,
    audience: list[Unit] | None = None,
    title: str = "Đợt học tập Nghị quyết",
    **rule: object,
) -> Campaign:
    """An open campaign of this month, for the people of the audience units."""
    owner = owner or make_unit(db, name="Bộ")
    campaign = Campaign(
        title=title,
        owner_unit_id=owner.id,
        starts_on=clock.today() - timedelta(days=15),
        ends_on=clock.today() + timedelta(days=15),
        created_at=clock.now(),
        **rule,
    )
    db.add(campaign)
    db.flush()
    for unit in audience or []:
        db.add(CampaignAudience(campaign_id=campaign.id, unit_id=unit.id))
    db.flush()
    return campaign


def make_activity(
    db: Session,
    campaign: Campaign,
    *,
    kind: ActivityKind = ActivityKind.STUDY_SESSION,
    title: str = "Chuyên đề 1",
    held_at: datetime | None = None,
    is_required: bool = True,
) -> Activity:
    """Something to do in the campaign."""
    return register_activity(
        db, campaign.id, kind=kind, title=title, held_at=held_at, is_required=is_required
    )
