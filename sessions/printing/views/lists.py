"""Lists to be signed: print one, key its sheets in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import NotFound
from lms.numbers import numbers_sent
from lms.papers.responses import PaperFormat, send_bytes
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _, in_locale
from sessions.checkin.enums import AttendanceState
from sessions.checkin.staff import Staff
from sessions.conferences.audience import positions
from sessions.conferences.loading import load_conference
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import NOT_FOUND
from sessions.gates.views import base_url
from sessions.invitations.cards import letterhead_of
from sessions.lists.enums import ListOrder
from sessions.lists.views import number_of
from sessions.lists.wording import STATES
from sessions.printing.keying import LONGEST_NOTE, KeyedSheet, key_in, load_sheet
from sessions.printing.loading import ListAt, SheetAt, load_list, load_sheet_at
from sessions.printing.models import SignPage
from sessions.printing.rules import count_people, reference_of
from sessions.printing.sign_lists import people_on, print_list, sheet_of
from sessions.printing.sign_paper import Signer, draw_sign_list
from sessions.printing.views import bp
from sessions.printing.wording import sign_text


@bp.post("/<int:conference_id>/in-an/ky-ten")
@requires(ConferencePermission.MANAGE, load_conference)
@writes
def make_list(conference: Conference) -> ResponseReturnValue:
    """Lay a list out for one sitting at one venue; the same again when nothing changed."""
    sessions = [each for each in conference.study_sessions if each.id == number_of("buoi")]
    venues = [each for each in conference.venues if each.id == number_of("diem-cau")]
    if not sessions or not venues:
        raise NotFound(NOT_FOUND)
    made = print_list(
        get_db(),
        conference,
        sessions[0],
        venues[0],
        split_units=request.form.get("tach") == "1",
        leaders_first=request.form.get("thu-tu") == ListOrder.POSITION,
        by=current_actor().account_id or 0,
        now=clock.now(),
    )
    return redirect(
        url_for("conferences.printing.sign_list", conference_id=conference.id, list_id=made.id), 303
    )


@bp.get("/<int:conference_id>/in-an/ky-ten/<int:list_id>")
@requires(ConferencePermission.MANAGE, load_list)
def sign_list(place: ListAt) -> ResponseReturnValue:
    """The sheets of a list: print them, and see which are keyed in."""
    pages = place.sign_list.pages
    return render_template(
        "sessions/printing/list.html",
        conference=place.conference,
        list=place.sign_list,
        people={page.number: count_people(sheet_of(page)) for page in pages},
        reference=lambda page: reference_of(page.list_id, page.number),
    )


@bp.get("/<int:conference_id>/in-an/ky-ten/<int:list_id>.pdf")
@requires(ConferencePermission.MANAGE, load_list)
def sign_paper(place: ListAt) -> ResponseReturnValue:
    """The list as it was laid out, with the letterhead of the owner."""
    db, sign_list = get_db(), place.sign_list
    sheets = [sheet_of(page) for page in sign_list.pages]
    named = people_on(db, sign_list)
    held = positions(db, named, place.conference)
    people = {each.id: Signer(each.full_name, held[each.id]) for each in named}
    with in_locale("vi"):
        address = url_for("conferences.printing.overview", conference_id=place.conference.id)
        text = sign_text(
            place.conference,
            sign_list,
            letterhead_of(db, place.conference),
            f"{base_url()}{address}/ky-ten",
        )
        content = draw_sign_list(text, sign_list.id, sheets, people, sign_list.printed_at)
    log_access(
        "list of signatures printed",
        "conference",
        place.conference.id,
        f"DS{sign_list.id}",
        people=list(people),
    )
    name = f"danh sach ky ten DS{sign_list.id} {sign_list.venue.name}"
    return send_bytes(content, PaperFormat.PDF, name, inline=True)


@bp.get("/<int:conference_id>/in-an/ky-ten/<int:list_id>/<int:number>")
@requires(ConferencePermission.MANAGE, load_sheet_at)
def sheet(place: SheetAt) -> ResponseReturnValue:
    """One sheet to be keyed in: its rows as printed, with what is known by now."""
    db, page, sign_list = get_db(), place.page, place.sign_list
    groups = load_sheet(db, sign_list, page)
    named = [row.person for _unit, rows in groups for row in rows]
    reference = reference_of(sign_list.id, page.number)
    log_access(
        "signed sheet seen",
        "conference",
        place.conference.id,
        reference,
        people=[each.id for each in named],
    )
    return render_template(
        "sessions/printing/sheet.html",
        conference=place.conference,
        list=sign_list,
        page_at=page,
        groups=groups,
        positions=positions(db, named, place.conference),
        reference=reference,
        states=STATES,
        longest=LONGEST_NOTE,
        is_closed=sign_list.study_session.closed_at is not None,
    )


@bp.post("/<int:conference_id>/in-an/ky-ten/<int:list_id>/<int:number>")
@requires(ConferencePermission.MANAGE, load_sheet_at)
@writes
def key_sheet(place: SheetAt) -> ResponseReturnValue:
    """Record the signatures of a sheet, then on to the next that waits."""
    signed = numbers_sent(request.form.getlist("ky"))
    late = request.form.get("luc") == AttendanceState.LATE.value
    came = key_in(
        get_db(),
        place.sign_list,
        place.page.number,
        KeyedSheet(
            frozenset(signed),
            AttendanceState.LATE if late else AttendanceState.PRESENT,
            request.form.get("ghi-chu", ""),
        ),
        Staff(current_actor().account_id or 0, clock.now()),
    )
    reference = reference_of(place.sign_list.id, place.page.number)
    flash(
        _(
            "Sheet %(sheet)s: %(new)s recorded, %(known)s known before.",
            sheet=reference,
            new=came.recorded,
            known=came.already,
        )
    )
    following = _next_waiting(place)
    return redirect(
        url_for(
            "conferences.printing.sheet" if following else "conferences.printing.sign_list",
            conference_id=place.conference.id,
            list_id=place.sign_list.id,
            number=following.number if following else None,
        ),
        303,
    )


def _next_waiting(place: SheetAt) -> SignPage | None:
    """The first sheet after this one that nobody keyed in, else an earlier one."""
    waiting = [page for page in place.sign_list.pages if page.keyed_at is None]
    later = [page for page in waiting if page.number > place.page.number]
    return next(iter(later or waiting), None)
