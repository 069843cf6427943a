"""What the page of one person does to places: moving, leaving some units or all, coming back."""

from collections.abc import Mapping
from datetime import date, timedelta

from lms import clock
from lms.db import get_db
from lms.errors import Conflict, Forbidden
from lms.people import leaving, places, planned
from lms.people.actor import current_actor
from lms.people.bulk import BulkAct
from lms.people.bulk_guard import check_leaving
from lms.people.cards import PersonCard
from lms.people.going_told import along_told, along_traced
from lms.people.keeping import people_staying_outside
from lms.people.late_leaving import annulled_by_leaving_cell, annulled_words
from lms.people.models import Membership
from lms.people.party_positions import POSITION_ENDED, CellLeft, positions_ending
from lms.people.record_forms import DayForm, MoveForm, PlaceDaysForm, PlaceForm
from lms.people.record_told import Done, standing_in
from lms.people.scope import OUTSIDE, RETURN_WITH_ROLE, STANDS_OUTSIDE, people_outside, scope_of
from lms.people.scope_rules import Scope
from lms.units.ends_to_come import ends_along
from lms.units.enums import Tree
from lms.web.forms import Form
from lms.web.i18n import lazy_gettext as _l


def move(card: PersonCard, form: MoveForm) -> Done:
    """Let the person stand in another unit; what the trace says of it."""
    db, unit_id, on = get_db(), form.unit_id.data, day_of(form)
    tree = places.tree_of_unit(db, unit_id, on)
    if not scope_here().holds([unit_id]) or people_outside(
        db, scope_here(), [card.person.id], on, tree=tree
    ):
        raise Forbidden(OUTSIDE)
    verdict = places.judge_moves(db, [card.person.id], unit_id, on)
    if verdict.already:
        raise Conflict(_l("The person stands in this unit already."))
    _refuse(verdict, card)
    told = _cancelled(card, planned.to_cancel(db, [card.person.id], on, tree))
    left = CellLeft(on, unit_id, keeps=form.keeps_position)
    if tree is Tree.PARTY:
        told += _position_ended(positions_ending(db, [card.person.id], left))
    places.move(db, [card.person.id], unit_id, on, keeps_position=left.keeps)
    ends = ends_along(db, unit_id)
    detail = f"{on.isoformat()}, unit={places.name_of_unit(db, unit_id)}{told}"
    return Done(detail + along_traced(ends), along_told(ends))


def leave(card: PersonCard, form: DayForm) -> Done:
    """Note that the person is no longer there; what the trace says of it."""
    day = min(day_of(form), clock.today())
    if people_staying_outside(get_db(), scope_here(), [card.person.id], day):
        raise Forbidden(STANDS_OUTSIDE)
    verdict = places.judge_leaving(get_db(), [card.person.id], day_of(form))
    if verdict.already:
        raise Conflict(_l("The person has left already."))
    _refuse(verdict, card)
    check_leaving(get_db(), BulkAct.LEAVE, card.person.id, scope_here(), current_actor())
    by, on = current_actor().account_id, day_of(form)
    told = _cancelled(card, planned.to_cancel(get_db(), [card.person.id], on))
    told += _position_ended(positions_ending(get_db(), [card.person.id], CellLeft(on)))
    places.leave(get_db(), [card.person.id], on, by=by)
    return Done(f"{on.isoformat()}{told}")


def leave_units(card: PersonCard, form: DayForm) -> Done:
    """Who keeps everything ends places one by one: nothing would be left of their units."""
    db, on, units = get_db(), day_of(form), scope_here().units
    if units is None:
        raise Forbidden(_l("Whoever keeps all records ends each place on the person's page."))
    verdict = leaving.judge_leaving_units(db, [card.person.id], units, on)
    if verdict.already:
        raise Conflict(_l("On that day the person stands in none of your units."))
    _refuse(verdict, card)
    check_leaving(db, BulkAct.LEAVE_UNITS, card.person.id, scope_here(), current_actor())
    names = [each.name for each in standing_in(card) if each.unit_id in units]
    told = _cancelled(card, leaving.cancelled_there(db, [card.person.id], units, on))
    left = CellLeft(on, unit_ids=units)
    told += _position_ended(positions_ending(db, [card.person.id], left))
    leaving.leave_units(db, [card.person.id], units, on)
    return Done(f"{on.isoformat()}, unit={', '.join(names)}{told}")


def _cancelled(card: PersonCard, cancelled: planned.Cancelled) -> str:
    return planned.cancelled_told(get_db(), cancelled).get(card.person.id, "")


def _position_ended(ending: Mapping[int, str]) -> str:
    return POSITION_ENDED if ending else ""


def come_back(card: PersonCard, form: PlaceForm) -> Done:
    """Let somebody who left stand in a unit again; what the trace says of it."""
    db, scope, unit_id, on = get_db(), scope_here(), form.unit_id.data, day_of(form)
    tree = places.tree_of_unit(db, unit_id, on)
    if not scope.holds([unit_id]) or people_outside(db, scope, [card.person.id], on, tree=tree):
        raise Forbidden(OUTSIDE)
    if not scope.may_bring_back(card.person.id):
        raise Forbidden(RETURN_WITH_ROLE)
    places.come_back(db, card.person, unit_id, on)
    ends = ends_along(db, unit_id)
    detail = f"{on.isoformat()}, unit={places.name_of_unit(db, unit_id)}{along_traced(ends)}"
    return Done(detail, along_told(ends))


def place_days_form(place: Membership) -> PlaceDaysForm:
    """The days sent of a place; whether positions recorded since are annulled is asked where its last day says so."""
    form = PlaceDaysForm()
    last, positions = form.ends_on.data, ""
    if place.tree is Tree.PARTY and place.ends_on is None and last is not None:
        left = CellLeft(last + timedelta(days=1), unit_ids=[place.unit_id])
        begun = annulled_by_leaving_cell(get_db(), [place.person_id], left)
        positions = annulled_words(begun.get(place.person_id, ()))
    form.ask_to_annul(positions)
    return form


def scope_here() -> Scope:
    """What whoever asks may change."""
    return scope_of(get_db(), current_actor())


def day_of(form: Form, name: str = "on") -> date:
    """The day that a validated form holds."""
    day: date = form[name].data
    return day


def _refuse(verdict: places.Verdict, card: PersonCard) -> None:
    if verdict.refused:
        reason = verdict.refused[card.person.id]
        raise Conflict(_l("This cannot be: the person %(reason)s.", reason=reason))
