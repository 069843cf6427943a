"""Writing the invented people, where they belong, and their accounts."""

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms import clock
from lms.demo.people import MAIL_DOMAIN, DemoPerson
from lms.demo.units import SINCE
from lms.people.enums import Role
from lms.people.list_numbers import OLD_LIST
from lms.people.models import Account, Membership, Person, RoleGrant
from lms.people.position_ranks import position_rank
from lms.people.word_index import index_people
from lms.text import fold, name_sort_key
from lms.units.enums import Tree

PASSWORD: Final = "diemcau-2026"  # noqa: S105 - printed at every start of the demonstration


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to look around with."""

    role: Role
    login: str
    unit: str
    """Code of the state unit whose people it is found among"""
    position: str
    """What it is known by there: the first member of the Party with this position"""
    scopes: tuple[str | None, ...] = ()
    """Codes of the units the role is granted over; None: everywhere. `sessions.demo` names the conference's people"""
    committees: tuple[str, ...] = ()
    """Codes of the Party organisations in whose committee it sits besides"""


ACCOUNTS: Final = (
    DemoAccount(Role.ADMINISTRATOR, f"quantri@{MAIL_DOMAIN}", "S23", "Kỹ sư", (None,)),
    DemoAccount(Role.CAMPAIGN_OFFICE, f"tochuc@{MAIL_DOMAIN}", "S14", "Phó Vụ trưởng", ("S", "P")),
    DemoAccount(Role.TRAINER, f"giangvien@{MAIL_DOMAIN}", "S01", "Phó Chánh Văn phòng", ("S", "P")),
    DemoAccount(Role.SECRETARY, f"thuky@{MAIL_DOMAIN}", "S01.1", "Phó Trưởng phòng"),
    DemoAccount(Role.VENUE_OFFICER, f"diemcau@{MAIL_DOMAIN}", "S19", "Phó Giám đốc"),
    DemoAccount(
        Role.UNIT_HEAD, f"truongdonvi@{MAIL_DOMAIN}", "S15", "Cục trưởng", ("S15",), ("P15",)
    ),
    DemoAccount(Role.CELL_COMMITTEE, f"chiuy@{MAIL_DOMAIN}", "S19.1", "Phó Giám đốc", ("P19.1",)),
    DemoAccount(Role.RECORDS_CLERK, f"hoso@{MAIL_DOMAIN}", "S03", "Phó Vụ trưởng", (None,)),
    DemoAccount(Role.LEARNER, f"nguoihoc@{MAIL_DOMAIN}", "S15", "Chuyên viên"),
)
"""One for each role, all with PASSWORD."""


def cast_accounts(people: tuple[DemoPerson, ...]) -> tuple[DemoPerson, ...]:
    """The same people, those with an account to look around with under its address."""
    cast = list(people)
    for account in ACCOUNTS:
        place = next(
            place
            for place, person in enumerate(cast)
            if person.state_unit == account.unit
            and person.position == account.position
            and person.party_status.is_member
            and not person.is_exempt
            and person.email not in {each.login for each in ACCOUNTS}
        )
        cast[place] = replace(cast[place], email=account.login)
    return tuple(cast)


def seed_people(
    db: Session, people: tuple[DemoPerson, ...], unit_ids: dict[str, int], password_hash: str
) -> dict[str, int]:
    """Write people, memberships, an account for everybody and the roles; login → account id.

    Accounts without a role wait for an activation slip.
    """
    made = db.scalars(
        insert(Person).returning(Person.id, sort_by_parameter_order=True),
        [_person_row(person, place) for place, person in enumerate(people, 1)],
    ).all()
    index_people(db, made)
    db.execute(
        insert(Membership),
        [
            {"person_id": id_, "unit_id": unit_ids[code], "tree": tree, "starts_on": SINCE}
            for id_, person in zip(made, people, strict=True)
            for tree, code in (
                (Tree.STATE, person.state_unit),
                (Tree.PARTY, person.party_unit),
            )
            if code is not None
        ],
    )
    known = {account.login for account in ACCOUNTS}
    accounts = db.scalars(
        insert(Account).returning(Account.id, sort_by_parameter_order=True),
        [
            {
                "person_id": id_,
                "login": person.email,
                "password_hash": password_hash if person.email in known else None,
            }
            for id_, person in zip(made, people, strict=True)
        ],
    ).all()
    logins = {person.email: id_ for id_, person in zip(accounts, people, strict=True)}
    _grant(db, logins, unit_ids)
    return logins


def _person_row(person: DemoPerson, place: int) -> dict[str, Any]:
    return {
        "personnel_code": person.personnel_code,
        "full_name": person.full_name,
        "name_fold": fold(person.full_name),
        "sort_key": name_sort_key(person.full_name),
        "born_on": person.born_on,
        "birth_year": person.born_on.year,
        "sex": person.sex,
        "position": person.position,
        "position_rank": position_rank(person.position),
        "category": person.category,
        "party_status": person.party_status,
        "party_position": person.party_position,
        "is_exempt": person.is_exempt,
        "email": person.email,
        "phone": person.phone,
        "list_no": place,
        "list_rank": OLD_LIST,
        "list_row": place,
    }


def _grant(db: Session, logins: dict[str, int], unit_ids: dict[str, int]) -> None:
    for account in ACCOUNTS:
        granted = [(account.role, scope) for scope in account.scopes]
        granted += [(Role.CELL_COMMITTEE, code) for code in account.committees]
        for role, scope in granted:
            db.add(
                RoleGrant(
                    account_id=logins[account.login],
                    role=role,
                    unit_id=unit_ids[scope] if scope else None,
                    starts_on=SINCE,
                    granted_at=clock.now(),
                )
            )
    db.flush()
