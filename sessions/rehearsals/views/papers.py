"""Sheets of a rehearsal as PDF files, in Vietnamese."""

from collections.abc import Sequence

from flask import url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.papers.responses import PaperFormat, send_bytes
from lms.policy import requires
from lms.web.i18n import in_locale
from sessions.conferences.loading import VenueOf
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.invitations.cards import letterhead_of
from sessions.invitations.views import site_address
from sessions.rehearsals.loading import load_rehearsal, load_rehearsed_venue
from sessions.rehearsals.paper import Occasion, draw_sheets, draw_test_page
from sessions.rehearsals.queries import Readiness, load_readiness
from sessions.rehearsals.views import bp


@bp.get("/<int:conference_id>/san-sang.pdf")
@requires(ConferencePermission.MANAGE, load_rehearsal)
def all_sheets(rehearsal: Conference) -> ResponseReturnValue:
    """The sheets of all venues in one file."""
    return _send(rehearsal, load_readiness(get_db(), rehearsal), "cac diem cau")


@bp.get("/<int:conference_id>/san-sang/<int:venue_id>.pdf")
@requires(ConferencePermission.MANAGE, load_rehearsed_venue)
def sheet(place: VenueOf) -> ResponseReturnValue:
    """The sheet of one venue."""
    venues = load_readiness(get_db(), place.conference)
    own = [each for each in venues if each.venue.id == place.venue.id]
    return _send(place.conference, own, place.venue.name)


@bp.get("/<int:conference_id>/san-sang/<int:venue_id>/trang-thu.pdf")
@requires(ConferencePermission.MANAGE, load_rehearsed_venue)
def test_page(place: VenueOf) -> ResponseReturnValue:
    """A page to try the venue's printer with."""
    here = url_for(".venue", conference_id=place.conference.id, venue_id=place.venue.id)
    with in_locale("vi"):
        content = draw_test_page(
            place.conference.title, place.venue.name, f"{site_address()}{here}", clock.now()
        )
    return send_bytes(content, PaperFormat.PDF, f"trang thu {place.venue.name}", inline=True)


def _send(rehearsal: Conference, venues: Sequence[Readiness], scope: str) -> ResponseReturnValue:
    db = get_db()
    real = db.get_one(Conference, rehearsal.rehearsal_of_id)
    with in_locale("vi"):
        occasion = Occasion(
            letterhead_of(db, rehearsal), real.title, rehearsal.starts_at, clock.now()
        )
        content = draw_sheets(occasion, venues)
    day = clock.local(rehearsal.starts_at)
    name = f"phieu tong duyet {scope} {day:%Y-%m-%d}"
    return send_bytes(content, PaperFormat.PDF, name, inline=True)
