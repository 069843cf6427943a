"""One world with everything twice: inside the grants of its actors, and outside.

`Half` is one side: a unit and a Party cell with people, a campaign with everything in it, a conference with
venues. Every actor belongs to the people of the inner half; the grants are over that half, its conference, its
first venue. A parameter of an address that no side knows is added in `Half.values`.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import assign
from lms.campaigns.models import Campaign
from lms.certificates.services import issue_to
from lms.organisation.orders import Order
from lms.organisation.services import record_act
from lms.people.access import add_access
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.devices.rules import token_digest
from lms.people.auth.devices.services import Browser, open_session
from lms.people.enums import Role
from lms.people.models import Account, Membership, Person
from lms.privacy.enums import RequestKind
from lms.privacy.services import file_request
from lms.records.enums import OutcomeState
from lms.units.enums import ActKind, Tree, UnitKind
from lms.units.models import Unit
from quizzes.quiz.models import Quiz
from sessions.conferences.models import Conference
from sessions.conferences.queries import get_conference
from sessions.rehearsals.services import start_rehearsal
from tests.factories import (
    grant_role,
    make_account,
    make_activity,
    make_campaign,
    make_person,
    make_unit,
)
from tests.lms.certificates.factories import Course, state_outcome
from tests.lms.materials.factories import make_material, make_stored
from tests.lms.policy.world_of_conferences import (
    make_conference,
    values_of_conference,
    values_of_rehearsal,
)
from tests.lms.policy.world_of_uploads import bank_of, import_people, pend
from tests.quizzes.factories import make_attempt, make_bank, make_question, make_quiz

SELF, WITHIN, OUTSIDE = "own", "within", "outside"
"""Whose the thing is that an address names: the actor's, the grant's, somebody else's."""


@dataclass
class Half:
    """One side of the world."""

    unit: Unit
    cell: Unit
    campaign: Campaign
    course: Course
    quiz: Quiz
    conference: Conference
    delegate: Person
    values: dict[str, Any] = field(default_factory=dict)
    """Parameter of an address → what stands for this side"""
    by_endpoint: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Where an endpoint, or all that start so, want something else under that name"""

    def arguments(self, endpoint: str, names: set[str]) -> dict[str, Any]:
        """The parameters of an endpoint's address on this side. KeyError names the one that is missing."""
        special: dict[str, Any] = {}
        for start, values in self.by_endpoint.items():
            if endpoint.startswith(start):
                special |= values
        return {name: (special if name in special else self.values)[name] for name in names}


@dataclass
class World:
    """Both halves, and who walks through them."""

    inner: Half
    outer: Half
    actors: dict[Role, Account] = field(default_factory=dict)
    own: dict[Role, dict[str, Any]] = field(default_factory=dict)
    """What is the actor's own, by the names of `Half.values`"""
    pending: dict[Role, dict[str, int]] = field(default_factory=dict)
    """Uploads under preview, which are their uploader's: purpose (and side) → id"""
    runs: dict[Role, int] = field(default_factory=dict)
    """Imports of people, likewise"""

    def remember(self, db: Session) -> None:
        """Read what tests ask of the rows, so that they need no session afterwards."""
        for each in (*self.actors.values(), self.inner.unit, self.outer.unit):
            db.refresh(each)
        for cell in (self.inner.cell, self.outer.cell):
            db.refresh(cell)


def make_world(db: Session) -> World:
    """Build it; call it within the application's context and commit afterwards."""
    ministry = make_unit(db, name="Bộ", kind=UnitKind.MINISTRY)
    party = make_unit(db, name="Đảng bộ Bộ", tree=Tree.PARTY, kind=UnitKind.PARTY_COMMITTEE)
    planner = make_account(db, full_name="Người Lập Kế Hoạch", role=Role.ADMINISTRATOR)
    halves = [_make_half(db, name, ministry, party, planner) for name in ("Văn phòng", "Vụ")]
    world = World(*halves)
    for role in Role:
        _add_actor(db, world, role)
    return world


def _make_half(db: Session, name: str, ministry: Unit, party: Unit, planner: Account) -> Half:
    unit = make_unit(db, name=name, parent=ministry)
    below = make_unit(db, name=f"Phòng của {name}", parent=unit)
    cell = make_unit(db, name=f"Chi bộ {name}", parent=party, tree=Tree.PARTY)
    campaign = make_campaign(db, owner=unit, audience=[unit], title=f"Đợt {name}")
    campaign.plan_file = make_stored(db, b"%PDF-1.4 plan" + name.encode() + b"\n%%EOF", "kh.pdf")
    people = [
        make_person(db, full_name=f"Nguyễn {name} {sign}", unit=below, party_unit=cell)
        for sign in "ABCD"
    ]
    delegate = people[0]
    account = make_account(db, person=delegate)
    conference = make_conference(db, campaign, unit, people, planner)
    rehearsal = start_rehearsal(
        db, conference, clock.now() + timedelta(days=1), by=planner.id, now=clock.now()
    )
    make_bank(db, campaign)
    half = Half(
        unit,
        cell,
        campaign,
        _make_course(db, unit),
        make_quiz(db, campaign, attempts_allowed=9),
        conference,
        delegate,
    )
    certificate = _certify(db, half, delegate)
    place = values_of_conference(db, get_conference(db, conference.id), people, planner)
    half.values = place | {
        "campaign_id": campaign.id,
        "material_id": make_material(db, campaign, by=planner).id,
        "question_id": make_question(db, campaign).id,
        "quiz_id": half.quiz.id,
        "attempt_id": make_attempt(db, half.quiz, delegate).id,
        "slot": 1,
        "loai": "single",
        "certificate_id": certificate,
        "unit_id": unit.id,
        "ending": "xlsx",
        "person_id": delegate.id,
        "place_id": _place_of(db, delegate),
        "request_id": file_request(
            db, delegate.id, RequestKind.ACCESS, "Cho tôi xem dữ liệu.", by=None
        ).id,
        "act_id": _rename(db, below),
        "act": "thong-tin",
        "entry_id": _trace(db, delegate),
        "grant_id": grant_role(db, account, Role.UNIT_HEAD, unit).id,
    }
    rehearsed = values_of_rehearsal(db, rehearsal.id)
    half.by_endpoint = {
        "certificate_issuing.": {"campaign_id": half.course.campaign.id},
        "certificates.claim": {"campaign_id": half.course.campaign.id},
        "conferences.rehearsals.": rehearsed,
        "conferences.rehearsals.index": {"conference_id": conference.id},
        "conferences.rehearsals.start": {"conference_id": conference.id},
        "units.": {"act": "doi-ten"},
        "devices.": {"session_id": _open_session(db, account)},
        "conferences.staffing.": {
            "grant_id": grant_role(db, account, Role.VENUE_OFFICER, place_id=place["venue_id"]).id
        },
    }
    return half


def _trace(db: Session, delegate: Person) -> int:
    entry = add_access(db, None, "list of people seen", "unit", people=[delegate.id])
    db.flush()
    return entry.id


def _make_course(db: Session, unit: Unit) -> Course:
    campaign = make_campaign(db, owner=unit, audience=[unit], title="Đợt đã học xong")
    titles = ("Buổi học", "Tài liệu", "Bài kiểm tra")
    return Course(unit, campaign, *(make_activity(db, campaign, title=each) for each in titles))


def _certify(db: Session, half: Half, person: Person) -> int:
    """A certificate of the course that was learnt."""
    course = half.course
    activities = (course.session, course.material, course.quiz)
    assign(db, [each.id for each in activities], [person.id])
    for each in activities:
        state_outcome(db, person, each, OutcomeState.PRESENT)
    return issue_to(db, course.campaign, person.id, by=None).id


def _add_actor(db: Session, world: World, role: Role) -> None:
    inner = world.inner
    person = make_person(db, full_name=f"Trần {role.value}", unit=inner.unit, party_unit=inner.cell)
    account = make_account(db, person=person)
    _grant(db, inner, account, role)
    world.actors[role] = account
    world.own[role] = {
        "attempt_id": make_attempt(db, inner.quiz, person).id,
        "certificate_id": _certify(db, inner, person),
    }
    world.runs[role] = import_people(db, account)
    world.pending[role] = {
        "units": pend(db, account, "units"),
        f"questions {WITHIN}": pend(db, account, bank_of(world.inner.campaign)),
        f"questions {OUTSIDE}": pend(db, account, bank_of(world.outer.campaign)),
    }


def _open_session(db: Session, account: Account) -> int:
    """Somebody signed in, on a browser of their own."""
    token = open_session(db, account.id, SignInMethod.PASSWORD, Browser("Chrome · Windows"))
    return db.scalars(
        select(AccountSession.id).where(AccountSession.digest == token_digest(token))
    ).one()


def _place_of(db: Session, person: Person) -> int:
    of_state = select(Membership.id).filter_by(person_id=person.id, tree=Tree.STATE)
    return db.scalars(of_state).first() or 0


def _rename(db: Session, unit: Unit) -> int:
    """An act about a unit."""
    order = Order(
        ActKind.RENAME, Tree.STATE, clock.today(), "12/QĐ-BNV", units=(unit.id,), name="Tên mới"
    )
    return record_act(db, order, None).id


def _grant(db: Session, inner: Half, account: Account, role: Role) -> None:
    if role is Role.ADMINISTRATOR:
        grant_role(db, account, role)
    elif role is Role.SECRETARY:
        grant_role(db, account, role, place_id=inner.values["conference_id"])
    elif role is Role.VENUE_OFFICER:
        grant_role(db, account, role, place_id=inner.values["venue_id"])
    elif role is Role.CELL_COMMITTEE:
        grant_role(db, account, role, inner.cell)
    elif role is not Role.LEARNER:
        grant_role(db, account, role, inner.unit)
