"""The board: counts that move, the arrival curve, who is missing; opening and closing."""

from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _
from sessions.board.curve import HIGH, WIDE, Curve, draw_curve
from sessions.board.figures import figures_of, summary_of
from sessions.board.queries import Board, load_board, version_of
from sessions.checkin.closing import close_session, reopen_session
from sessions.checkin.staff import Staff
from sessions.conferences.loading import SittingOf, load_conference, load_sitting
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import summoned_by_venue
from sessions.lists.access import choose_sitting
from sessions.lists.views import number_of

bp = Blueprint("board", __name__)


@bp.get("/<int:conference_id>")
@requires(ConferencePermission.MANAGE, load_conference)
def show(conference: Conference) -> ResponseReturnValue:
    """The conference at a glance: what to do next or, once people can come, the figures."""
    db = get_db()
    sitting = choose_sitting(conference, number_of("buoi"), clock.now())
    summoned = summoned_by_venue(db, conference.id)
    if sitting is None or not summoned:
        return render_template(
            "sessions/board/steps.html", conference=conference, summoned=sum(summoned.values())
        )
    board = load_board(db, conference, sitting)
    return render_template(
        "sessions/board/show.html",
        conference=conference,
        sitting=sitting,
        board=board,
        figures=figures_of(board),
        summary=summary_of(board),
        curve=_curve(board),
        wide=WIDE,
        high=HIGH,
    )


@bp.get("/<int:conference_id>/buoi/<int:session_id>/so-lieu.json")
@requires(ConferencePermission.MANAGE, load_sitting)
def numbers(place: SittingOf) -> ResponseReturnValue:
    """The figures for the page's script; 304 while nothing changed."""
    db = get_db()
    response = make_response()
    response.set_etag(version_of(db, place.study_session))
    response.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(response.get_etag()[0] or ""):
        response.status_code = 304
        return response
    response.set_data(jsonify(_news(load_board(db, place.conference, place.study_session))).data)
    response.mimetype = "application/json"
    return response


@bp.post("/<int:conference_id>/buoi/<int:session_id>/khoa")
@requires(ConferencePermission.MANAGE, load_sitting)
@writes
def close(place: SittingOf) -> ResponseReturnValue:
    """Close attendance of a sitting: who did not come is absent, where the gate ran."""
    closing = close_session(get_db(), place.study_session, _staff())
    names = {venue.id: venue.name for venue in place.conference.venues}
    said = _("Attendance of “%(title)s” is closed.", title=place.study_session.title)
    if closing.silent_venue_ids:
        silent = ", ".join(names[venue_id] for venue_id in closing.silent_venue_ids)
        said += " " + _(
            "No sign came from %(venues)s; their people stay “not marked”, not absent.",
            venues=silent,
        )
    flash(said)
    return redirect(_address(place), 303)


@bp.post("/<int:conference_id>/buoi/<int:session_id>/mo-lai")
@requires(ConferencePermission.MANAGE, load_sitting)
@writes
def reopen(place: SittingOf) -> ResponseReturnValue:
    """Open attendance again."""
    reopen_session(get_db(), place.study_session, _staff())
    flash(_("Attendance of “%(title)s” is open again.", title=place.study_session.title))
    return redirect(_address(place), 303)


def _news(board: Board) -> dict[str, Any]:
    curve = _curve(board)
    return {
        "figures": figures_of(board),
        "paths": {"line": curve.line, "area": curve.area},
        "summary": summary_of(board),
        "as_of": board.as_of.isoformat(),
    }


def _curve(board: Board) -> Curve:
    sitting = board.study_session
    return draw_curve(
        board.arrivals,
        opens_at=sitting.starts_at - timedelta(minutes=sitting.opens_before_minutes),
        starts_at=sitting.starts_at,
        now=board.as_of,
        expected=board.tally.summoned,
    )


def _staff() -> Staff:
    return Staff(current_actor().account_id or 0, clock.now())


def _address(place: SittingOf) -> str:
    return url_for(".show", conference_id=place.conference.id, buoi=place.study_session.id)
