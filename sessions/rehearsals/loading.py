"""Loaders: a rehearsal, and one of its venues; NotFound for a conference that is none."""

from lms.errors import NotFound
from sessions.conferences.loading import VenueOf, load_conference, load_venue
from sessions.conferences.models import Conference
from sessions.conferences.queries import NOT_FOUND


def load_rehearsal(conference_id: int) -> Conference:
    """The rehearsal of an address."""
    conference = load_conference(conference_id)
    if not conference.is_rehearsal:
        raise NotFound(NOT_FOUND)
    return conference


def load_rehearsed_venue(conference_id: int, venue_id: int) -> VenueOf:
    """A venue of a rehearsal."""
    place = load_venue(conference_id, venue_id)
    if not place.conference.is_rehearsal:
        raise NotFound(NOT_FOUND)
    return place
