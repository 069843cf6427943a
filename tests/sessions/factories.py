"""Conferences, venues, sittings, gates and summonses for tests: plain keyword functions."""

import itertools
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import assign
from lms.campaigns.models import Campaign
from lms.people.models import Person
from lms.units.models import Unit
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, StudySession, Summons, Venue
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from tests.factories import make_activity, make_campaign

START = datetime(2021, 3, 27, 8, 30, tzinfo=clock.LOCAL)
"""When the first sitting begins unless a test says otherwise: a Saturday morning."""

_numbers = itertools.count(1)


def make_conference(
    db: Session,
    *,
    campaign: Campaign | None = None,
    owner: Unit | None = None,
    title: str = "Hội nghị học tập Nghị quyết",
    starts_at: datetime = START,
    ends_at: datetime | None = None,
    state: ConferenceState = ConferenceState.OPEN,
) -> Conference:
    """A conference of one day, in a campaign of its own unless one is given."""
    campaign = campaign or make_campaign(db, owner=owner)
    conference = Conference(
        campaign_id=campaign.id,
        owner_unit_id=owner.id if owner else campaign.owner_unit_id,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at or starts_at + timedelta(hours=9),
        state=state,
        created_at=clock.now(),
    )
    db.add(conference)
    db.flush()
    return conference


def make_venue(
    db: Session,
    conference: Conference,
    *,
    name: str = "Điểm cầu chính",
    is_main: bool = False,
    capacity: int | None = None,
) -> Venue:
    """A venue of the conference."""
    number = next(_numbers)
    venue = Venue(
        conference_id=conference.id, name=name, is_main=is_main, capacity=capacity, position=number
    )
    db.add(venue)
    db.flush()
    return venue


def make_session(
    db: Session,
    conference: Conference,
    venues: list[Venue],
    *,
    title: str = "Chuyên đề 1",
    starts_at: datetime = START,
    minutes: int = 90,
) -> StudySession:
    """A sitting at the venues, with its activity and one entry gate for each venue."""
    campaign = db.get_one(Campaign, conference.campaign_id)
    activity = make_activity(db, campaign, title=title, held_at=starts_at)
    session = StudySession(
        conference=conference,
        activity_id=activity.id,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        venues=list(venues),
    )
    db.add(session)
    db.flush()
    for venue in venues:
        make_gate(db, session, venue)
    return session


def make_gate(
    db: Session,
    session: StudySession,
    venue: Venue,
    *,
    direction: Direction = Direction.IN,
    step_seconds: int = 10,
) -> Gate:
    """A gate of the sitting at the venue."""
    gate = Gate(study_session=session, venue=venue, direction=direction, step_seconds=step_seconds)
    db.add(gate)
    db.flush()
    return gate


def make_summons(
    db: Session,
    conference: Conference,
    person: Person,
    venue: Venue,
    *,
    state: SummonsState = SummonsState.SUMMONED,
    sessions: list[StudySession] | None = None,
) -> Summons:
    """A person summoned to the venue, and expected at the sittings given."""
    summons = Summons(
        conference_id=conference.id,
        person_id=person.id,
        venue_id=venue.id,
        state=state,
        summoned_at=clock.now(),
    )
    db.add(summons)
    db.flush()
    assign(db, [session.activity_id for session in sessions or []], [person.id])
    return summons
