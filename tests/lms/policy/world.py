"""One world with everything twice: inside the grants of its actors, and outside.

`Half` is one side: a unit and a Party cell with people, a campaign with everything in it, a conference with
venues. Every actor belongs to the people of the inner half; the grants are over that half, its conference, its
first venue. A parameter of an address that no side knows is added in `Half.values`.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import assign
from lms.campaigns.models import Campaign
from lms.certificates.services import issue_to
from lms.files.models import FileKind
from lms.files.pending import hold_import
from lms.files.responses import current_store
from lms.files.services import save_file
from lms.organisation.orders import Order
from lms.organisation.services import record_act
from lms.people.access import add_access
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.devices.rules import token_digest
from lms.people.auth.devices.services import Browser, open_session
from lms.people.enums import Role
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.roster import parse_roster
from lms.people.importing.runs import record_run
from lms.people.models import Account, Membership, Person
from lms.privacy.enums import RequestKind
from lms.privacy.services import file_request
from lms.records.enums import OutcomeState
from lms.spreadsheets import open_spreadsheet
from lms.units.enums import ActKind, Tree, UnitKind
from lms.units.models import Unit
from quizzes.quiz.models import Quiz
from sessions.checkin.enums import AttendanceState
from sessions.checkin.staff import Staff
from sessions.conferences.models import Conference
from sessions.conferences.planning import ConferencePlan, create_conference
from sessions.conferences.queries import get_conference
from sessions.conferences.summoning import summon
from sessions.conferences.timetable import SessionPlan, add_session
from sessions.conferences.venues import VenuePlan, add_venue
from sessions.corrections.bulk import propose_bulk
from sessions.corrections.models import Appeal
from sessions.gates.queries import gates_of_conference
from sessions.printing.sign_lists import print_list
from sessions.rehearsals.services import start_rehearsal
from sessions.scanners.services import invite_scanner
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
from tests.quizzes.factories import make_attempt, make_bank, make_question, make_quiz
from tests.sessions.scanners.desk import SCANNER_KEY, make_scanner

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
    conference = _make_conference(db, campaign, unit, people, planner)
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
    place = _values_of_conference(db, get_conference(db, conference.id), people, planner)
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
    rehearsed = _values_of_rehearsal(db, rehearsal.id)
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


def _make_conference(
    db: Session, campaign: Campaign, unit: Unit, people: list[Person], planner: Account
) -> Conference:
    starts_at = clock.now() + timedelta(days=2)
    plan = ConferencePlan(
        f"Hội nghị {unit.code}", unit.id, starts_at, starts_at + timedelta(hours=9)
    )
    made = create_conference(db, campaign.id, plan, by=planner.id)
    for name in ("Điểm cầu chính", "Điểm cầu phụ"):
        add_venue(db, _fresh(db, made), VenuePlan(name))
    venues = frozenset(venue.id for venue in _fresh(db, made).venues)
    begins = starts_at + timedelta(hours=1)
    session = SessionPlan("Chuyên đề 1", begins, begins + timedelta(minutes=90), venues)
    add_session(db, _fresh(db, made), session)
    conference = _fresh(db, made)
    here = {person.id: conference.venues[0].id for person in people}
    summon(db, conference, here, leave_out_clashes=False, by=planner.id)
    return _fresh(db, made)


def _fresh(db: Session, conference: Conference) -> Conference:
    db.flush()
    db.expire(conference)
    return get_conference(db, conference.id)


def _values_of_conference(
    db: Session, conference: Conference, people: list[Person], planner: Account
) -> dict[str, Any]:
    venue, sitting = conference.venues[0], conference.study_sessions[0]
    now = clock.now()
    scanner, _token = make_scanner(db, venue)
    invite = invite_scanner(db, SCANNER_KEY, venue.id, by=planner.id, now=now)
    listed = print_list(db, conference, sitting, venue, split_units=False, by=planner.id, now=now)
    staff = Staff(planner.id, now)
    ids = [person.id for person in people]
    bulk = propose_bulk(db, sitting, ids, AttendanceState.PRESENT, "Mất điện ở cửa vào", staff)
    appeal = Appeal(
        study_session_id=sitting.id, person_id=people[1].id, words="Tôi có mặt.", filed_at=now
    )
    db.add(appeal)
    db.flush()
    gates = gates_of_conference(db, conference.id)
    return {
        "conference_id": conference.id,
        "venue_id": venue.id,
        "session_id": sitting.id,
        "gate_id": next(gate.id for gate in gates if gate.venue_id == venue.id),
        "scanner_id": scanner.id,
        "invite_id": invite.id,
        "list_id": listed.id,
        "number": 1,
        "bulk_id": bulk.id,
        "appeal_id": appeal.id,
    }


def _values_of_rehearsal(db: Session, rehearsal_id: int) -> dict[str, Any]:
    rehearsal = get_conference(db, rehearsal_id)
    return {"conference_id": rehearsal.id, "venue_id": rehearsal.venues[0].id}


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
    world.runs[role] = _import(db, account)
    world.pending[role] = {
        "units": _pend(db, account, "units"),
        f"questions {WITHIN}": _pend(db, account, _bank_of(world.inner)),
        f"questions {OUTSIDE}": _pend(db, account, _bank_of(world.outer)),
    }


def _open_session(db: Session, account: Account) -> int:
    """Somebody signed in, on a browser of their own."""
    token = open_session(db, account.id, SignInMethod.PASSWORD, Browser("Chrome · Windows"))
    return db.scalars(
        select(AccountSession.id).where(AccountSession.digest == token_digest(token))
    ).one()


def _import(db: Session, account: Account) -> int:
    """A list of people, written."""
    roster = "Họ và tên;Đơn vị\nNguyễn Văn Mới;Văn phòng\n".encode()
    store = current_store()
    with store.receive(BytesIO(roster), 10**6) as incoming:
        store.keep(incoming)
    parsed = parse_roster(open_spreadsheet(roster, "danh-sach.csv"), clock.today())
    plan = plan_roster_import(db, parsed, clock.today())
    run = record_run(db, "danh-sach.csv", roster, clock.today(), plan)
    run.uploaded_by = account.id
    return run.id


def _place_of(db: Session, person: Person) -> int:
    of_state = select(Membership.id).filter_by(person_id=person.id, tree=Tree.STATE)
    return db.scalars(of_state).first() or 0


def _rename(db: Session, unit: Unit) -> int:
    """An act about a unit."""
    order = Order(
        ActKind.RENAME, Tree.STATE, clock.today(), "12/QĐ-BNV", units=(unit.id,), name="Tên mới"
    )
    return record_act(db, order, None).id


def _bank_of(half: Half) -> str:
    return f"questions of campaign {half.campaign.id}"


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


def _pend(db: Session, account: Account, purpose: str) -> int:
    content = {
        "units": "tree;code;name;parent;kind\nstate;S9;Vụ Mới;;unit\n",
        "questions": "::C1:: Câu hỏi? {=Đúng ~Sai}\n",
    }[purpose.partition(" ")[0]]
    file = save_file(
        db,
        current_store(),
        BytesIO(content.encode()),
        "cau-hoi.gift" if purpose.startswith("questions") else "danh-sach.csv",
        accept=(FileKind.CSV, FileKind.TEXT, FileKind.XLSX),
        max_bytes=10**6,
        uploaded_by=account.id,
    )
    return hold_import(db, purpose, file, account.id).id
