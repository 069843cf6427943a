"""The demonstration's conferences: one that is over, with its results, and one whose gates are open now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import audience_of
from lms.campaigns.models import Campaign
from lms.demo.people import SEED
from lms.demo.roster import ACCOUNTS
from lms.demo.seed import find_demo_campaign
from lms.people.belonging import units_of_people
from lms.people.enums import Role
from lms.people.models import Account
from lms.units.enums import Tree
from lms.units.tree import load_tree
from sessions.checkin.closing import close_session
from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.checkin.models import Evidence
from sessions.checkin.services import phone_mark
from sessions.checkin.staff import Staff
from sessions.checkin.verdicts import Cause, update_verdicts
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession, Summons
from sessions.conferences.planning import ConferencePlan, create_conference
from sessions.conferences.queries import get_conference
from sessions.conferences.summoning import summon
from sessions.conferences.timetable import SessionPlan, add_session
from sessions.conferences.venues import VenuePlan, add_venue
from sessions.gates.models import Gate
from sessions.invitations.issuing import issue_codes
from sessions.invitations.keys import code_key

_DAYS_AGO: Final = 7
_HERE_ALREADY_IN_100: Final = 38
_CAME, _LATE, _TICKED, _EXCUSED = 0.87, 0.91, 0.94, 0.97
"""Shares of those who check in in time, late, are ticked by staff, are excused; the rest is absent."""

_EXCUSE: Final = "Đi công tác theo quyết định của thủ trưởng đơn vị"
_NOTE: Final = "Có mặt trước giờ khai mạc 15 phút. Mang theo giấy mời và điện thoại để điểm danh."
_VENUES: Final = (
    VenuePlan("Điểm cầu chính", "Hội trường tầng 2, trụ sở Bộ", 300, is_main=True),
    VenuePlan("Điểm cầu Học viện", "Hội trường A, Học viện Phát triển cộng đồng", 120),
)
_AT_ACADEMY: Final = ("S19", "S20", "S21")
"""State units whose people go to the second venue"""


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who acts in the demonstration."""

    trainer: int
    """Account id"""
    learner: int
    """Person id; checks in by themselves at today's conference"""


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One study session of a demonstration conference."""

    title: str
    starts_at: datetime
    minutes: int
    opens_before: int = 60


def seed(db: Session, campaign_id: int) -> None:
    """A finished conference of two study sessions, and today's."""
    cast = _find_cast(db)
    day = clock.today() - timedelta(days=_DAYS_AGO)
    morning, afternoon = _at(day, 8, 0), _at(day, 13, 30)
    with clock.fixed(_at(day - timedelta(days=9), 9, 30)):
        conference = _plan(
            db,
            campaign_id,
            cast,
            "Hội nghị nghiên cứu, học tập, quán triệt Nghị quyết Đại hội XIII",
            (
                _Sitting("Chuyên đề 1: Chủ đề, mục tiêu và những điểm mới", morning, 210),
                _Sitting("Chuyên đề 2: Chỉ tiêu, nhiệm vụ, đột phá", afternoon, 150),
            ),
        )
    first, second = conference.study_sessions
    _hold(db, first, cast, {cast.learner: 0.0})
    _hold(db, second, cast, {cast.learner: _TICKED})
    _add_todays(db, campaign_id, cast)


def keep_fresh(db: Session) -> None:
    """Add a conference for this very hour when the last one of the demonstration is over."""
    campaign_id = find_demo_campaign(db)
    last = db.scalar(
        select(func.max(Conference.ends_at)).where(Conference.campaign_id == campaign_id)
    )
    if campaign_id is not None and (last is None or last <= clock.now()):
        _add_todays(db, campaign_id, _find_cast(db))


def _find_cast(db: Session) -> _Cast:
    found = {
        each.role: db.scalars(select(Account).where(Account.login == each.login)).one()
        for each in ACCOUNTS
        if each.role in (Role.TRAINER, Role.LEARNER)
    }
    return _Cast(found[Role.TRAINER].id, found[Role.LEARNER].person_id)


def _add_todays(db: Session, campaign_id: int, cast: _Cast) -> None:
    now = clock.now()
    start = _next_half_hour(now)
    conference = _plan(
        db,
        campaign_id,
        cast,
        f"Hội nghị học tập chuyên đề, ngày {clock.local(now):%d/%m/%Y}",
        (
            _Sitting("Chuyên đề 3: Sáu nhiệm vụ trọng tâm", start, 90, opens_before=90),
            _Sitting("Chuyên đề 4: Ba đột phá chiến lược", start + timedelta(minutes=105), 75),
        ),
    )
    _let_some_in(db, conference.study_sessions[0], cast, now)


def _plan(
    db: Session, campaign_id: int, cast: _Cast, title: str, sittings: tuple[_Sitting, ...]
) -> Conference:
    campaign = db.get_one(Campaign, campaign_id)
    begins = sittings[0].starts_at - timedelta(minutes=30)
    ends = sittings[-1].starts_at + timedelta(minutes=sittings[-1].minutes)
    plan = ConferencePlan(
        title, campaign.owner_unit_id, begins, ends, chair="Ban Thường vụ Đảng ủy Bộ", note=_NOTE
    )
    made = create_conference(db, campaign_id, plan, by=cast.trainer)
    conference = get_conference(db, made.id)
    venues = [add_venue(db, conference, venue) for venue in _VENUES]
    for sitting in sittings:
        add_session(
            db,
            conference,
            SessionPlan(
                sitting.title,
                sitting.starts_at,
                sitting.starts_at + timedelta(minutes=sitting.minutes),
                frozenset(venue.id for venue in venues),
                rapporteur="Báo cáo viên của Đảng ủy Bộ",
                opens_before_minutes=sitting.opens_before,
            ),
        )
    main, second = (venue.id for venue in venues)
    db.expire_all()
    conference = get_conference(db, made.id)
    venue_of = _seat(db, campaign_id, main, second)
    summon(db, conference, venue_of, leave_out_clashes=True, by=cast.trainer)
    issue_codes(db, code_key(), conference.id)
    return conference


def _seat(db: Session, campaign_id: int, main_id: int, second_id: int) -> dict[int, int]:
    """person id → venue id, by the unit they work in."""
    tree = load_tree(db, Tree.STATE, clock.today())
    unit_of = units_of_people(db, Tree.STATE, clock.today())
    second = {node.id for node in tree.nodes.values() if node.code.partition(".")[0] in _AT_ACADEMY}
    return {
        person: second_id if unit_of.get(person) in second else main_id
        for person in sorted(audience_of(db, campaign_id))
    }


def _hold(db: Session, sitting: StudySession, cast: _Cast, certain: Mapping[int, float]) -> None:
    """People come, some late, some with an excuse, some not at all; then attendance is closed.

    `certain` settles for some people what is chance for the others.
    """
    closing = sitting.ends_at + timedelta(minutes=20)
    draw = Random(f"{SEED} {sitting.title}")  # noqa: S311 - repeatable, not a secret
    signs = [
        sign
        for gate, person in _expected(db, sitting, leave_out=())
        if (sign := _sign(draw, sitting, gate, person, cast, certain.get(person))) is not None
    ]
    db.execute(insert(Evidence), sorted(signs, key=lambda sign: sign["occurred_at"]))
    with clock.fixed(closing):
        close_session(db, sitting, Staff(cast.trainer, closing))


def _sign(
    draw: Random,
    sitting: StudySession,
    gate: Gate,
    person: int,
    cast: _Cast,
    certain: float | None,
) -> dict[str, Any] | None:
    """What the person did: on their phone in time, late, ticked, excused, or nothing at all."""
    chance = draw.random() if certain is None else certain
    early = sitting.starts_at - timedelta(seconds=draw.triangular(120, 3300, 900))
    if chance < _CAME:
        return _phone(sitting, gate, person, early)
    if chance < _LATE:
        late = sitting.starts_at + timedelta(minutes=16, seconds=draw.randrange(1500))
        return _phone(sitting, gate, person, late)
    if chance >= _EXCUSED:
        return None
    by_staff = {"source": "staff", "staff_id": cast.trainer}
    if chance < _TICKED:
        tick = _row(sitting, gate, person, early, EvidenceKind.TICK, Level.SEEN)
        return tick | by_staff | {"states": AttendanceState.PRESENT}
    excuse = _row(sitting, gate, person, early, EvidenceKind.EXCUSE, Level.SEEN)
    return excuse | by_staff | {"states": AttendanceState.EXCUSED, "reason": _EXCUSE}


def _let_some_in(db: Session, sitting: StudySession, cast: _Cast, now: datetime) -> None:
    """The first are there already, so that the board is not empty."""
    draw = Random(f"{SEED} {clock.local(now):%Y-%m-%d}")  # noqa: S311 - as above
    gates_opened = sitting.starts_at - timedelta(minutes=sitting.opens_before_minutes)
    since = max(gates_opened, now - timedelta(minutes=25))
    seconds = max(int((now - since).total_seconds()) - 5, 1)
    signs = [
        _phone(sitting, gate, person, since + timedelta(seconds=draw.randrange(seconds)))
        for gate, person in _expected(db, sitting, leave_out={cast.learner})
        if draw.randrange(100) < _HERE_ALREADY_IN_100
    ]
    db.execute(insert(Evidence), sorted(signs, key=lambda sign: sign["occurred_at"]))
    update_verdicts(db, sitting, None, Cause("demonstration", now))


def _expected(
    db: Session, sitting: StudySession, leave_out: Collection[int]
) -> list[tuple[Gate, int]]:
    gates = db.scalars(select(Gate).where(Gate.study_session_id == sitting.id)).all()
    by_venue = {gate.venue_id: gate for gate in gates}
    rows = db.execute(
        select(Summons.person_id, Summons.venue_id)
        .where(
            Summons.conference_id == sitting.conference_id,
            Summons.state == SummonsState.SUMMONED,
        )
        .order_by(Summons.person_id)
    )
    return [
        (by_venue[row.venue_id], row.person_id) for row in rows if row.person_id not in leave_out
    ]


def _phone(sitting: StudySession, gate: Gate, person: int, at: datetime) -> dict[str, Any]:
    row = _row(sitting, gate, person, at, EvidenceKind.SELF, Level.ROTATING)
    mark = phone_mark(f"demonstration {person}", sitting.conference_id)
    return row | {"ticket": f"demo-{gate.id}-{person}", "phone": mark}


def _row(
    sitting: StudySession,
    gate: Gate,
    person: int,
    at: datetime,
    kind: EvidenceKind,
    level: Level,
) -> dict[str, Any]:
    return {
        "study_session_id": sitting.id,
        "gate_id": gate.id,
        "person_id": person,
        "kind": kind,
        "level": level,
        "occurred_at": at,
        "received_at": at + timedelta(seconds=2),
        "source": "phone",
        "ticket": None,
        "phone": None,
        "staff_id": None,
        "states": None,
        "reason": "",
        "flags": "",
    }


def _at(day: date, hour: int, minute: int) -> datetime:
    return clock.from_local(datetime.combine(day, time(hour, minute)))


def _next_half_hour(now: datetime) -> datetime:
    """The first :00 or :30 that is at least ten minutes away, so that nobody is late yet."""
    soon = now + timedelta(minutes=10)
    past = timedelta(minutes=soon.minute % 30, seconds=soon.second, microseconds=soon.microsecond)
    return soon - past + timedelta(minutes=30)
