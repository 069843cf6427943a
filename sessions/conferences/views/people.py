"""Summoned people one by one: finding, adding, moving, withdrawing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError
from lms.numbers import number_sent, numbers_sent
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.belonging import people_of_units
from lms.policy import requires
from lms.web.i18n import _
from lms.web.paging import page_number
from sessions.conferences.audience import Filters, list_summoned, positions, search_people
from sessions.conferences.loading import PersonAt, load_conference, load_person
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import summoned_by_venue
from sessions.conferences.summoning import summon, withdraw_summonses
from sessions.conferences.units import chosen_unit, tells_party, unit_box
from sessions.conferences.views import bp
from sessions.conferences.views.summons import done_sentence
from sessions.invitations.issuing import issue_codes
from sessions.invitations.keys import code_key


def number_in(name: str) -> int | None:
    """A whole number of the address, or None."""
    return number_sent(request.values.get(name, ""))


@bp.get("/<int:conference_id>/thanh-phan")
@requires(ConferencePermission.MANAGE, load_conference)
def summoned(conference: Conference) -> ResponseReturnValue:
    """Everybody who is expected, by name; narrowed by words, unit and venue."""
    db, unit = get_db(), unit_box()
    unit_id, venue_id = chosen_unit(unit), number_in("diem-cau")
    day = clock.local(conference.starts_at).date()
    filters = Filters(
        words=request.args.get("tim", ""),
        people=people_of_units(db, [unit_id], day) if unit_id else None,
        venue_id=venue_id,
    )
    page = list_summoned(db, conference, filters, page_number(request.args))
    log_access(
        "summoned people seen",
        "conference",
        conference.id,
        filters.words,
        people=[each.person_id for each, _unit in page.items],
        shows_party=tells_party(db, unit_id, day),
    )
    return render_template(
        "sessions/conferences/summoned.html",
        conference=conference,
        page_of_people=page,
        positions=positions(db, [each.person for each, _unit in page.items], conference),
        unit_box=unit,
        counts=summoned_by_venue(db, conference.id),
        chosen={"tim": filters.words, "diem-cau": venue_id},
    )


@bp.get("/<int:conference_id>/trieu-tap/ca-nhan")
@requires(ConferencePermission.MANAGE, load_conference)
def by_name(conference: Conference) -> ResponseReturnValue:
    """Search the roster, tick those to be summoned."""
    return _render_search(conference, traced=True)


@bp.post("/<int:conference_id>/trieu-tap/ca-nhan")
@requires(ConferencePermission.MANAGE, load_conference)
@writes
def summon_people(conference: Conference) -> ResponseReturnValue:
    """Summon the ticked people to one venue."""
    db = get_db()
    chosen = {*numbers_sent(request.form.getlist("nguoi"))}
    venue_id = number_in("diem-cau")
    if not chosen or venue_id is None:
        return _render_search(conference, _("Tick at least one person and choose a venue.")), 422
    try:
        done = summon(
            db,
            conference,
            dict.fromkeys(chosen, venue_id),
            leave_out_clashes=request.form.get("leave_out") == "1",
            by=current_actor().account_id,
        )
    except DomainError as refusal:
        return _render_search(conference, str(refusal.message), chosen), int(refusal.status)
    issue_codes(db, code_key(), conference.id)
    flash(done_sentence(done))
    return redirect(url_for(".summoned", conference_id=conference.id), 303)


@bp.post("/<int:conference_id>/nguoi/<int:person_id>/rut")
@requires(ConferencePermission.MANAGE, load_person)
@writes
def withdraw(place: PersonAt) -> ResponseReturnValue:
    """Expect one person no longer."""
    withdraw_summonses(get_db(), place.conference, [place.person.id], by=current_actor().account_id)
    flash(_("The summons of %(name)s was withdrawn.", name=place.person.full_name))
    return redirect(url_for(".summoned", conference_id=place.conference.id), 303)


@bp.post("/<int:conference_id>/nguoi/<int:person_id>/diem-cau")
@requires(ConferencePermission.MANAGE, load_person)
@writes
def move(place: PersonAt) -> ResponseReturnValue:
    """Summon one person to another venue, or again."""
    db, venue_id = get_db(), number_in("diem-cau")
    summon(
        db,
        place.conference,
        {place.person.id: venue_id or 0},
        leave_out_clashes=False,
        by=current_actor().account_id,
    )
    issue_codes(db, code_key(), place.conference.id)
    flash(_("%(name)s is now summoned to the chosen venue.", name=place.person.full_name))
    return redirect(
        url_for(
            "conferences.lists.person",
            conference_id=place.conference.id,
            person_id=place.person.id,
        ),
        303,
    )


def _render_search(
    conference: Conference,
    refusal: str = "",
    chosen: set[int] | None = None,
    *,
    traced: bool = False,
) -> str:
    words = request.values.get("tim", "")
    page = search_people(get_db(), conference, words, page_number(request.args))
    if traced:
        named = [each.person.id for each in page.items]
        log_access("people searched for", "conference", conference.id, words, people=named)
    return render_template(
        "sessions/conferences/by_name.html",
        conference=conference,
        words=words,
        page_of_people=page,
        refusal=refusal,
        chosen=chosen or set(),
        venue_id=number_in("diem-cau"),
    )
