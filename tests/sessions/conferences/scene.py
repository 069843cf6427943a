"""A ministry in small, for tests about conferences: units, people, a campaign, a conference with venues."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.models import Campaign
from lms.people.models import Account, Person
from lms.units.models import Unit
from sessions.checkin.enums import EvidenceKind, Level
from sessions.checkin.evidence import NewEvidence, record_evidence
from sessions.checkin.staff import gate_of_person
from sessions.checkin.verdicts import Cause, update_verdicts
from sessions.conferences.models import Conference, StudySession, Venue
from sessions.conferences.planning import ConferencePlan, create_conference
from sessions.conferences.queries import get_conference
from sessions.conferences.timetable import SessionPlan, add_session
from sessions.conferences.venues import VenuePlan, add_venue
from sessions.gates.queries import get_gate
from tests.factories import Role, make_account, make_campaign, make_person, make_unit

DAY = datetime(2021, 3, 27, 7, 30, tzinfo=clock.LOCAL)
HOURS = timedelta(hours=9)


@dataclass
class Ministry:
    """Everything a test may ask of the scene."""

    ministry: Unit
    office: Unit
    archives: Unit
    archives_one: Unit
    campaign: Campaign
    trainer: Account


def make_ministry(db: Session) -> Ministry:
    """A ministry with an office, an archive department and one centre below it; a trainer runs it."""
    ministry = make_unit(db, name="Bộ Nội vụ")
    office = make_unit(db, name="Văn phòng Bộ", parent=ministry)
    archives = make_unit(db, name="Cục Văn thư và Lưu trữ", parent=ministry)
    centre = make_unit(db, name="Trung tâm Lưu trữ I", parent=archives)
    campaign = make_campaign(db, owner=ministry)
    trainer = make_account(db, full_name="Trần Thị Thư Ký", role=Role.TRAINER, unit=ministry)
    return Ministry(ministry, office, archives, centre, campaign, trainer)


def plan_conference(
    db: Session,
    scene: Ministry,
    *,
    title: str = "Hội nghị học tập",
    starts_at: datetime = DAY,
    venues: tuple[str, ...] = ("Điểm cầu chính", "37 Nguyễn Bỉnh Khiêm"),
    sessions: int = 1,
    minutes: int = 90,
) -> Conference:
    """A conference planned through the services: venues, and sittings one after the other in all of them."""
    plan = ConferencePlan(title, scene.ministry.id, starts_at, starts_at + HOURS)
    made = create_conference(db, scene.campaign.id, plan, by=scene.trainer.id)
    for name in venues:
        add_venue(db, reload(db, made), VenuePlan(name))
    everywhere = frozenset(venue.id for venue in reload(db, made).venues)
    for number in range(sessions):
        begins = starts_at + timedelta(minutes=60 + number * minutes)
        add_session(
            db,
            reload(db, made),
            SessionPlan(
                f"Chuyên đề {number + 1}", begins, begins + timedelta(minutes=minutes), everywhere
            ),
        )
    return reload(db, made)


def reload(db: Session, conference: Conference) -> Conference:
    """The conference as a request would load it."""
    db.flush()
    db.expire_all()
    return get_conference(db, conference.id)


def venue_named(conference: Conference, name: str) -> Venue:
    """One of its venues."""
    return next(venue for venue in conference.venues if venue.name == name)


def staff_of(db: Session, unit: Unit, count: int, first: str = "Nguyễn Văn") -> list[Person]:
    """So many people of a unit, with names in order."""
    return [
        make_person(db, full_name=f"{first} {chr(65 + n % 26)}", unit=unit) for n in range(count)
    ]


def scan_in(db: Session, sitting: StudySession, person_id: int, *, at: datetime) -> None:
    """The person scans the rotating code where they are expected, and is judged."""
    gate = get_gate(db, gate_of_person(db, sitting.id, person_id).id)
    row = record_evidence(
        db,
        NewEvidence(
            gate=gate,
            person_id=person_id,
            kind=EvidenceKind.SELF,
            level=Level.ROTATING,
            occurred_at=at,
            received_at=at,
            ticket=f"{sitting.id}-{person_id}",
            nonce="1",
            phone=f"phone of {person_id}",
        ),
    )
    update_verdicts(db, gate.study_session, [person_id], Cause(f"evidence {row.id}", at))
