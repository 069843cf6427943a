"""The conferences of the world, with everything that addresses name in them."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.models import Campaign
from lms.people.models import Account, Person
from lms.units.models import Unit
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
from sessions.scanners.services import invite_scanner
from tests.sessions.scanners.desk import SCANNER_KEY, make_scanner


def make_conference(
    db: Session, campaign: Campaign, unit: Unit, people: list[Person], planner: Account
) -> Conference:
    """Two venues, one sitting in both, and the people summoned to the first."""
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


def values_of_conference(
    db: Session, conference: Conference, people: list[Person], planner: Account
) -> dict[str, Any]:
    """What stands for a conference in addresses: a scanner, a printed list, a correction, an appeal among it."""
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


def values_of_rehearsal(db: Session, rehearsal_id: int) -> dict[str, Any]:
    """The same of a rehearsal, as far as its own addresses go."""
    rehearsal = get_conference(db, rehearsal_id)
    return {"conference_id": rehearsal.id, "venue_id": rehearsal.venues[0].id}
