"""Loaders: what an address of a conference page stands for, or NotFound."""

from dataclasses import dataclass

from lms.campaigns.models import Campaign
from lms.db import get_db
from lms.errors import NotFound
from lms.people.models import Person
from sessions.conferences.models import Conference, StudySession, Summons, Venue
from sessions.conferences.queries import NOT_FOUND, find_summons, get_conference


@dataclass(frozen=True, slots=True)
class VenueOf:
    """A venue and its conference."""

    conference: Conference
    venue: Venue


@dataclass(frozen=True, slots=True)
class SittingOf:
    """A study session and its conference."""

    conference: Conference
    study_session: StudySession


@dataclass(frozen=True, slots=True)
class PersonAt:
    """A person and a conference, with the summons where there is one."""

    conference: Conference
    person: Person
    summons: Summons | None


def load_campaign(campaign_id: int) -> Campaign:
    """The campaign of an address."""
    campaign = get_db().get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound(NOT_FOUND)
    return campaign


def load_conference(conference_id: int) -> Conference:
    """The conference of an address, with venues and sittings."""
    return get_conference(get_db(), conference_id)


def load_real_conference(conference_id: int) -> Conference:
    """The same for pages on which a conference is planned; NotFound for a rehearsal, which copies its plan."""
    conference = load_conference(conference_id)
    if conference.is_rehearsal:
        raise NotFound(NOT_FOUND)
    return conference


def load_venue(conference_id: int, venue_id: int) -> VenueOf:
    """A venue of the conference; NotFound for one of another."""
    return _find_venue(load_conference(conference_id), venue_id)


def load_sitting(conference_id: int, session_id: int) -> SittingOf:
    """A study session of the conference; NotFound for one of another."""
    return _find_sitting(load_conference(conference_id), session_id)


def load_real_venue(conference_id: int, venue_id: int) -> VenueOf:
    """A venue whose plan may be changed: none of a rehearsal."""
    return _find_venue(load_real_conference(conference_id), venue_id)


def load_real_sitting(conference_id: int, session_id: int) -> SittingOf:
    """A study session whose plan may be changed: none of a rehearsal."""
    return _find_sitting(load_real_conference(conference_id), session_id)


def load_person(conference_id: int, person_id: int) -> PersonAt:
    """A person as the conference sees them; anybody on the roster may have walked in."""
    db = get_db()
    conference = load_conference(conference_id)
    person = db.get(Person, person_id)
    if person is None:
        raise NotFound(NOT_FOUND)
    return PersonAt(conference, person, find_summons(db, conference_id, person_id))


def _find_venue(conference: Conference, venue_id: int) -> VenueOf:
    for venue in conference.venues:
        if venue.id == venue_id:
            return VenueOf(conference, venue)
    raise NotFound(NOT_FOUND)


def _find_sitting(conference: Conference, session_id: int) -> SittingOf:
    for study_session in conference.study_sessions:
        if study_session.id == session_id:
            return SittingOf(conference, study_session)
    raise NotFound(NOT_FOUND)
