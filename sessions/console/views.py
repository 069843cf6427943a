"""The console of a venue during a sitting: its gates, devices, people who wait, and its signature."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError, NotFound
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _
from sessions.board.views import board_now
from sessions.checkin.staff import Staff, excuse
from sessions.conferences.queries import NOT_FOUND
from sessions.console import services
from sessions.console.forms import (
    ExcuseForm,
    HeadcountForm,
    OutageForm,
    PassageForm,
    ReasonForm,
    SignOffForm,
)
from sessions.console.page import figures_to_sign, render_console
from sessions.console.policy import (
    ConsolePermission,
    DeskOf,
    PersonAtDesk,
    load_desk,
    load_person_at_desk,
)
from sessions.console.queries import gates_at
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.gates.outages import note_outage_by_hand
from sessions.gates.services import open_passage

bp = Blueprint("console", __name__)
_HERE = "/<int:conference_id>/diem-cau/<int:venue_id>/buoi/<int:session_id>"


@bp.get(_HERE)
@requires(ConsolePermission.RUN, load_desk)
def show(desk: DeskOf) -> ResponseReturnValue:
    """All that a venue's officers need during a sitting, on one page."""
    return render_console(desk, traced=True)


@bp.post(f"{_HERE}/luot")
@requires(ConsolePermission.RUN, load_desk)
@writes
def passage(desk: DeskOf) -> ResponseReturnValue:
    """Open a mid-session check or the way out for some minutes."""
    form = PassageForm()
    if form.validate():
        direction, minutes = Direction(form.direction.data), form.minutes.data or 0
        place = (desk.study_session.id, desk.venue.id)
        try:
            open_passage(get_db(), *place, direction, minutes, clock.now())
        except DomainError as refusal:
            form.add_error("minutes", str(refusal.message))
        else:
            flash(_("Opened for %(num)s minutes.", num=minutes))
            return _back(desk)
    return render_console(desk, passage=form), 422


@bp.post(f"{_HERE}/dem-nguoi")
@requires(ConsolePermission.RUN, load_desk)
@writes
def headcount(desk: DeskOf) -> ResponseReturnValue:
    """Keep a headcount beside what was recorded at that moment."""
    form = HeadcountForm()
    if not form.validate():
        return render_console(desk, headcount=form), 422
    recorded = _recorded(desk)
    services.note_headcount(
        get_db(),
        desk.study_session,
        desk.venue.id,
        form.heads.data or 0,
        recorded,
        _staff(),
        form.note.data or "",
    )
    flash(_("The headcount was kept."))
    return _back(desk)


@bp.post(f"{_HERE}/su-co")
@requires(ConsolePermission.RUN, load_desk)
@writes
def outage(desk: DeskOf) -> ResponseReturnValue:
    """Note that the gate could not be reached for a while; its hours grow by as much."""
    form = OutageForm()
    if form.validate():
        period = form.period(clock.local(desk.study_session.starts_at).date())
        try:
            if period is None:
                form.add_error("began", _("Enter the hours as 08:15."))
            else:
                account_id = current_actor().account_id or 0
                note_outage_by_hand(
                    get_db(), _entry(desk).id, period, account_id=account_id, now=clock.now()
                )
                flash(_("The outage was noted; the gate stays open as much longer."))
                return _back(desk)
        except DomainError as refusal:
            form.add_error("began", str(refusal.message))
    return render_console(desk, outage=form), 422


@bp.post(f"{_HERE}/vang/<int:person_id>")
@requires(ConsolePermission.RUN, load_person_at_desk)
@writes
def state_excuse(asked: PersonAtDesk) -> ResponseReturnValue:
    """State that somebody is excused, exempt or makes it up, with the reason."""
    form, desk, person = ExcuseForm(), asked.desk, asked.person
    if not form.validate():
        return render_console(desk, excuse=form, about=person.id), 422
    excuse(
        get_db(),
        _entry(desk).id,
        person.id,
        _staff(),
        states=form.state,
        reason=form.reason.data or "",
    )
    flash(_("The statement about %(name)s was kept.", name=person.full_name))
    return _back(desk)


@bp.post(f"{_HERE}/nhan/<int:person_id>")
@requires(ConsolePermission.RUN, load_person_at_desk)
@writes
def accept(asked: PersonAtDesk) -> ResponseReturnValue:
    """Take in somebody who waits: a walk-in is summoned, a weak sign confirmed."""
    desk, person = asked.desk, asked.person
    services.accept(
        get_db(),
        desk.conference,
        desk.study_session,
        _entry(desk).id,
        desk.venue.id,
        person.id,
        _staff(),
    )
    flash(_("%(name)s was taken in.", name=person.full_name))
    return _back(desk)


@bp.post(f"{_HERE}/tu-choi/<int:person_id>")
@requires(ConsolePermission.RUN, load_person_at_desk)
@writes
def refuse(asked: PersonAtDesk) -> ResponseReturnValue:
    """Do not take in somebody who waits; the record stays and says so."""
    form, desk, person = ReasonForm(), asked.desk, asked.person
    if not form.validate():
        return render_console(desk, refusal=form, about=person.id), 422
    services.refuse(
        get_db(), desk.study_session, _entry(desk).id, person.id, _staff(), form.reason.data or ""
    )
    flash(_("The record of %(name)s was taken back.", name=person.full_name))
    return _back(desk)


@bp.post(f"{_HERE}/ky")
@requires(ConsolePermission.RUN, load_desk)
@writes
def sign(desk: DeskOf) -> ResponseReturnValue:
    """Sign the venue's counts as they stand."""
    form = SignOffForm()
    if form.validate():
        try:
            services.sign_off(
                get_db(),
                desk.study_session,
                desk.venue.id,
                figures_to_sign(desk),
                _staff(),
                form.note.data or "",
            )
        except DomainError as refusal:
            form.add_error("note", str(refusal.message))
        else:
            flash(_("The figures of this venue are signed."))
            return _back(desk)
    return render_console(desk, sign_off=form), 422


def _entry(desk: DeskOf) -> Gate:
    return gates_at(get_db(), desk.study_session.id, desk.venue.id)[Direction.IN]


def _recorded(desk: DeskOf) -> int:
    venue = board_now(desk.conference.id, desk.study_session.id).venue(desk.venue.id)
    if venue is None:
        raise NotFound(NOT_FOUND)
    return venue.in_room


def _staff() -> Staff:
    return Staff(current_actor().account_id or 0, clock.now())


def _back(desk: DeskOf) -> ResponseReturnValue:
    address = url_for(
        ".show",
        conference_id=desk.conference.id,
        venue_id=desk.venue.id,
        session_id=desk.study_session.id,
    )
    return redirect(f"{address}#{request.form.get('phan', '')}".rstrip("#"), 303)
