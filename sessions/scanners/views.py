"""Staff's page about a conference's scanners: invite a device, see them, revoke one."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import Invalid, NotFound
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l
from lms.web.paging import page_number
from sessions.conferences.loading import load_conference
from sessions.conferences.models import Conference, Venue
from sessions.conferences.policy import ConferencePermission, own_venues
from sessions.conferences.queries import NOT_FOUND
from sessions.gates.drawing import draw
from sessions.gates.views import base_url
from sessions.scanners.keys import invite_token, scanner_key
from sessions.scanners.models import Scanner, ScannerInvite
from sessions.scanners.queries import (
    count_unusual,
    find_invite_by_id,
    list_scanners,
    list_scans,
)
from sessions.scanners.rules import LARGE_SKEW_MS
from sessions.scanners.services import invite_scanner, revoke
from sessions.scanners.wording import REASONS, RESULTS

bp = Blueprint("scanners", __name__)
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ScannerOf:
    """A scanner and its conference."""

    conference: Conference
    scanner: Scanner


@dataclass(frozen=True, slots=True)
class InviteOf:
    """An invite and its conference."""

    conference: Conference
    invite: ScannerInvite


def load_scanner(conference_id: int, scanner_id: int) -> ScannerOf:
    """A scanner of the conference; NotFound for one of another."""
    conference = load_conference(conference_id)
    scanner = get_db().get(Scanner, scanner_id)
    if scanner is None or scanner.conference_id != conference_id:
        raise NotFound(NOT_FOUND)
    return ScannerOf(conference, scanner)


def load_invite(conference_id: int, invite_id: int) -> InviteOf:
    """An invite to the conference; NotFound for one to another."""
    conference = load_conference(conference_id)
    invite = find_invite_by_id(get_db(), invite_id)
    if invite is None or invite.venue.conference_id != conference_id:
        raise NotFound(NOT_FOUND)
    return InviteOf(conference, invite)


@bp.get("/<int:conference_id>/may-quet")
@requires(ConferencePermission.RUN_ANY_VENUE, load_conference)
def show(conference: Conference) -> ResponseReturnValue:
    """The scanners by venue, with their signs of life."""
    scanners = list_scanners(get_db(), conference.id)
    return render_template(
        "sessions/scanners/show.html",
        conference=conference,
        by_venue=[
            (venue, [each for each in scanners if each.venue_id == venue.id])
            for venue in _own(conference)
        ],
        counts=count_unusual(get_db(), conference.id),
        large_skew=LARGE_SKEW_MS,
        is_secure=_camera_works(base_url()),
    )


@bp.post("/<int:conference_id>/may-quet")
@requires(ConferencePermission.RUN_ANY_VENUE, load_conference)
@writes
def invite(conference: Conference) -> ResponseReturnValue:
    """A new code for one device at one venue."""
    wanted = request.form.get("diem-cau", "")
    venues = [venue for venue in _own(conference) if str(venue.id) == wanted]
    if not venues:
        raise Invalid(_l("Please choose a venue of this conference."))
    by = current_actor().account_id or 0
    made = invite_scanner(get_db(), scanner_key(), venues[0].id, by=by, now=clock.now())
    return redirect(url_for(".invited", conference_id=conference.id, invite_id=made.id), 303)


@bp.get("/<int:conference_id>/may-quet/ma/<int:invite_id>")
@requires(ConferencePermission.RUN_VENUE, load_invite)
def invited(place: InviteOf) -> ResponseReturnValue:
    """The QR that a device scans to become a scanner; the page of a used or old one says so."""
    made, now = place.invite, clock.now()
    path = url_for("scanner.invited", token=invite_token(scanner_key(), made.id))
    address = base_url() + path
    is_good = made.used_at is None and made.expires_at > now
    return render_template(
        "sessions/scanners/invite.html",
        conference=place.conference,
        invite=made,
        is_good=is_good,
        address=address if is_good else "",
        matrix=draw(address) if is_good else None,
        is_secure=_camera_works(base_url()),
    )


@bp.get("/<int:conference_id>/may-quet/ma/<int:invite_id>/trang-thai")
@requires(ConferencePermission.RUN_VENUE, load_invite)
def invite_state(place: InviteOf) -> ResponseReturnValue:
    """Whether the page of the QR has something new to show."""
    is_over = place.invite.used_at is not None or place.invite.expires_at <= clock.now()
    return jsonify(reload=is_over, over=is_over)


@bp.get("/<int:conference_id>/may-quet/<int:scanner_id>")
@requires(ConferencePermission.RUN_VENUE, load_scanner)
def scans(place: ScannerOf) -> ResponseReturnValue:
    """What one scanner delivered, refusals and all; at first those that somebody should look into."""
    shows_all = request.args.get("xem") == "tat-ca"
    rows = list_scans(
        get_db(), place.scanner.id, page_number(request.args), unusual_only=not shows_all
    )
    scanned = [scan.person_id for scan, name in rows.items if name and scan.person_id is not None]
    log_access(
        "scans of a scanner seen",
        "conference",
        place.conference.id,
        place.scanner.name,
        people=scanned,
    )
    return render_template(
        "sessions/scanners/scans.html",
        conference=place.conference,
        scanner=place.scanner,
        rows=rows,
        shows_all=shows_all,
        results=RESULTS,
        reasons=REASONS,
    )


@bp.post("/<int:conference_id>/may-quet/<int:scanner_id>/thu-hoi")
@requires(ConferencePermission.RUN_VENUE, load_scanner)
@writes
def take_back(place: ScannerOf) -> ResponseReturnValue:
    """Revoke a scanner: at its next request it is refused and forgets what it holds."""
    revoke(place.scanner, by=current_actor().account_id or 0, now=clock.now())
    flash(_("Scanner “%(name)s” is revoked.", name=place.scanner.name))
    return redirect(url_for(".show", conference_id=place.conference.id), 303)


def _own(conference: Conference) -> list[Venue]:
    """The venues of the conference that the person asking may run."""
    allowed = own_venues(current_actor(), conference)
    return [each for each in conference.venues if allowed is None or each.id in allowed]


def _camera_works(address: str) -> bool:
    """Browsers give the camera to HTTPS and to this very machine only."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.hostname or "") in _LOCAL_HOSTS
