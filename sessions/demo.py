"""The demonstration's conferences: one that is over, with its results, and one whose gates are open now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import audience_of
from lms.campaigns.models import Campaign
from lms.demo.roster import ACCOUNTS
from lms.demo.seed import find_demo_campaign
from lms.people.belonging import units_of_people
from lms.people.enums import Role
from lms.people.models import Account
from lms.people.roles.services import NewGrant, grant_role
from lms.units.enums import Tree
from lms.units.tree import load_tree
from sessions.conferences.models import Conference
from sessions.conferences.planning import ConferencePlan, create_conference
from sessions.conferences.queries import get_conference
from sessions.conferences.summoning import summon
from sessions.conferences.timetable import SessionPlan, add_session
from sessions.conferences.venues import VenuePlan, add_venue
from sessions.demo_crowd import TICKED, Cast, hold, let_some_in
from sessions.invitations.issuing import issue_codes
from sessions.invitations.keys import code_key

_DAYS_AGO: Final = 7
_NOTE: Final = "Có mặt trước giờ khai mạc 15 phút. Mang theo giấy mời và điện thoại để điểm danh."
_VENUES: Final = (
    VenuePlan("Điểm cầu chính", "Hội trường tầng 2, trụ sở Bộ", 300, is_main=True),
    VenuePlan("Điểm cầu Học viện", "Hội trường A, Học viện Phát triển cộng đồng", 120),
)
_WHY: Final = "Phân công của Ban Tổ chức hội nghị"
_AT_ACADEMY: Final = ("S19", "S20", "S21")
"""State units whose people go to the second venue"""


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
    hold(db, first, cast, {cast.learner: 0.0})
    hold(db, second, cast, {cast.learner: TICKED})
    _add_todays(db, campaign_id, cast)


def keep_fresh(db: Session) -> None:
    """Add a conference for this very hour when the last one of the demonstration is over."""
    campaign_id = find_demo_campaign(db)
    last = db.scalar(
        select(func.max(Conference.ends_at)).where(
            Conference.campaign_id == campaign_id, Conference.rehearsal_of_id.is_(None)
        )
    )
    if campaign_id is not None and (last is None or last <= clock.now()):
        _add_todays(db, campaign_id, _find_cast(db))


def _find_cast(db: Session) -> Cast:
    found = {
        each.role: db.scalars(select(Account).where(Account.login == each.login)).one()
        for each in ACCOUNTS
        if each.role in (Role.TRAINER, Role.LEARNER)
    }
    return Cast(found[Role.TRAINER].id, found[Role.LEARNER].person_id)


def _add_todays(db: Session, campaign_id: int, cast: Cast) -> None:
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
    let_some_in(db, conference.study_sessions[0], cast, now)


def _plan(
    db: Session, campaign_id: int, cast: Cast, title: str, sittings: tuple[_Sitting, ...]
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
    _assign(db, {Role.SECRETARY: conference.id, Role.VENUE_OFFICER: second}, cast.trainer)
    issue_codes(db, code_key(), conference.id)
    return conference


def _assign(db: Session, places: dict[Role, int], by: int) -> None:
    """Give the conference its secretary and its second venue an officer.

    A demonstration seeded by an earlier version may not have their accounts.
    """
    logins = {each.role: each.login for each in ACCOUNTS}
    for role, place_id in places.items():
        account = db.scalar(select(Account).where(Account.login == logins[role]))
        if account is not None:
            grant_role(db, account, NewGrant(role, place_id=place_id, reason=_WHY), by)


def _seat(db: Session, campaign_id: int, main_id: int, second_id: int) -> dict[int, int]:
    """person id → venue id, by the unit they work in."""
    tree = load_tree(db, Tree.STATE, clock.today())
    unit_of = units_of_people(db, Tree.STATE, clock.today())
    second = {node.id for node in tree.nodes.values() if node.code.partition(".")[0] in _AT_ACADEMY}
    return {
        person: second_id if unit_of.get(person) in second else main_id
        for person in sorted(audience_of(db, campaign_id))
    }


def _at(day: date, hour: int, minute: int) -> datetime:
    return clock.from_local(datetime.combine(day, time(hour, minute)))


def _next_half_hour(now: datetime) -> datetime:
    """The first :00 or :30 that is at least ten minutes away, so that nobody is late yet."""
    soon = now + timedelta(minutes=10)
    past = timedelta(minutes=soon.minute % 30, seconds=soon.second, microseconds=soon.microsecond)
    return soon - past + timedelta(minutes=30)
