"""The board: counts that move, the arrival curve, who is missing; opening and closing."""

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _, current_locale
from lms.web.paging import page_number, sort_choice
from sessions.board.arranging import SORTS, arrange
from sessions.board.board import Board
from sessions.board.curve import HIGH, WIDE
from sessions.board.figures import (
    ages_of,
    curve_of,
    figures_of,
    meters_of,
    shares_of,
    summary_of,
    write_news,
)
from sessions.board.front import FIGURES_CACHE, let_in
from sessions.board.missing import list_missing, missing_by_unit
from sessions.board.policy import BoardPermission, Watched, load_watched
from sessions.board.watching import current_watches
from sessions.checkin.closing import close_session, reopen_session
from sessions.checkin.staff import Staff
from sessions.conferences.loading import SittingOf, load_conference, load_sitting
from sessions.conferences.models import Conference, StudySession
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import summoned_by_venue
from sessions.lists.access import choose_sitting
from sessions.lists.views import number_of

bp = Blueprint("board", __name__)


@bp.get("/<int:conference_id>")
@requires(ConferencePermission.MANAGE, load_conference)
def show(conference: Conference) -> ResponseReturnValue:
    """The conference at a glance: what to do next or, once people can come, the figures."""
    sitting = choose_sitting(conference, number_of("buoi"), clock.now())
    summoned = summoned_by_venue(get_db(), conference.id)
    if sitting is None or not summoned:
        return render_template(
            "sessions/board/steps.html", conference=conference, summoned=sum(summoned.values())
        )
    board = board_now(conference.id, sitting.id)
    sort = sort_choice(request.args, SORTS)
    only_problems = request.args.get("xem") == "can-xem"
    return render_template(
        "sessions/board/show.html",
        conference=conference,
        sitting=sitting,
        board=board,
        venues=arrange(board.venues, sort, only_problems),
        problems=sum(venue.needs_attention for venue in board.venues),
        only_problems=only_problems,
        sort=sort,
        figures=figures_of(board) | ages_of(board),
        meters=meters_of(board),
        summary=summary_of(board),
        curve=curve_of(board, sitting),
        wide=WIDE,
        high=HIGH,
    )


@bp.get("/<int:conference_id>/buoi/<int:session_id>/so-lieu.json")
@requires(BoardPermission.WATCH, load_watched)
def numbers(place: Watched) -> ResponseReturnValue:
    """The figures for the page's script; 304 while nothing changed."""
    watches = current_watches()
    watch = watches.of(place.conference_id, place.session_id)
    board = watch.board(get_db().connection, watches.period_s)
    tag, body = watch.document(board, current_locale(), _write)
    let_in(current_app, request.environ, watch, current_locale())
    response = make_response()
    response.set_etag(tag)
    response.headers[FIGURES_CACHE[0]] = FIGURES_CACHE[1]
    if request.if_none_match.contains(tag):
        response.status_code = 304
        return response
    response.set_data(body)
    response.mimetype = "application/json"
    return response


@bp.get("/<int:conference_id>/buoi/<int:session_id>/man-hinh-lon")
@requires(ConferencePermission.MANAGE, load_sitting)
def big_screen(place: SittingOf) -> ResponseReturnValue:
    """Counts for a screen that everybody sees: dark, large, and never a person's name."""
    board = board_now(place.conference.id, place.study_session.id)
    return render_template(
        "sessions/board/big.html",
        conference=place.conference,
        sitting=place.study_session,
        board=board,
        figures=figures_of(board) | ages_of(board),
        shares=shares_of(board),
        summary=summary_of(board),
    )


@bp.get("/<int:conference_id>/buoi/<int:session_id>/chua-den")
@requires(ConferencePermission.MANAGE, load_sitting)
def missing(place: SittingOf) -> ResponseReturnValue:
    """Who has not come, by unit; names and telephone numbers of one unit or venue, traced."""
    db, conference, sitting = get_db(), place.conference, place.study_session
    unit_id, venue_id = number_of("don-vi"), number_of("diem-cau")
    people = None
    if unit_id is not None or venue_id is not None:
        people = list_missing(
            db,
            conference,
            sitting,
            unit_id=unit_id,
            venue_id=venue_id,
            page_number=page_number(request.args),
        )
        log_access(
            "call list seen",
            "conference",
            conference.id,
            sitting.title,
            people=[each.person.id for each in people.items],
        )
    units = missing_by_unit(db, conference, sitting, venue_id)
    return render_template(
        "sessions/board/missing.html",
        conference=conference,
        sitting=sitting,
        units=units,
        unit_names={unit.unit_id: unit.name for unit in units},
        unit_id=unit_id,
        venue_id=venue_id,
        venue_names={venue.id: venue.name for venue in sitting.venues},
        people=people,
        as_of=clock.now(),
    )


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


def board_now(conference_id: int, session_id: int) -> Board:
    """The board of a sitting as it is at this moment: for pages, on which people act."""
    watches = current_watches()
    watch = watches.of(conference_id, session_id)
    return watch.board(get_db().connection, 0, watches.page_s)


def _write(board: Board) -> tuple[str, bytes]:
    sitting = get_db().get_one(StudySession, board.study_session_id)
    return write_news(board, curve_of(board, sitting))


def _staff() -> Staff:
    return Staff(current_actor().account_id or 0, clock.now())


def _address(place: SittingOf) -> str:
    return url_for(".show", conference_id=place.conference.id, buoi=place.study_session.id)
