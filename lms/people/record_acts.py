"""What can be changed about one person: one act per page, each on a day where days matter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from lms import clock
from lms.db import get_db
from lms.errors import Conflict, Forbidden
from lms.people import editing, places
from lms.people.actor import current_actor
from lms.people.enums import Role
from lms.people.queries import PersonCard
from lms.people.record_forms import (
    DayForm,
    PlaceForm,
    RecordForm,
    StandingForm,
)
from lms.people.scope import HOLDS_ROLE, OUTSIDE, people_outside, scope_of
from lms.people.scope_rules import Scope
from lms.people.standing import change_standing
from lms.units.enums import Tree
from lms.units.tree import load_tree
from lms.web.forms import Form
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Act:
    """One page that changes a person: its title, its form, what it does, and what it says afterwards."""

    title: str
    button: str
    done: str
    make_form: Callable[[PersonCard], Form]
    do: Callable[[PersonCard, Any], str]
    """Does it; what the trace says of it."""
    field: str
    """Beside which a refusal stands."""
    hint: str = ""


def _record_form(card: PersonCard) -> Form:
    form = RecordForm()
    if request.method == "GET":
        form.show(card.person)
    return form


def _standing_form(card: PersonCard) -> Form:
    form = StandingForm()
    if request.method == "GET":
        form.show(card.person)
    return form


def _place_form(_card: PersonCard) -> Form:
    form = PlaceForm()
    form.offer_units(
        [load_tree(get_db(), tree, clock.today()) for tree in Tree],
        current_actor().units_of(Role.RECORDS_CLERK),
    )
    return _with_today(form)


def _day_form(_card: PersonCard) -> Form:
    return _with_today(DayForm())


def _with_today(form: Form) -> Form:
    if request.method == "GET":
        form["on"].data = clock.today()
    return form


def _edit(card: PersonCard, form: RecordForm) -> str:
    changed = {name for name, value in form.values().items() if getattr(card.person, name) != value}
    scope = _scope()
    if not scope.may_rename_login(card.person.id, changed):
        raise Forbidden(HOLDS_ROLE)
    told = editing.edit_person(get_db(), card.person, form.values(), is_trusted=scope.is_trusted)
    return ", ".join(told)


def _change_standing(card: PersonCard, form: StandingForm) -> str:
    before = {name: getattr(card.person, name) for name in form.values()}
    changed = {name: value for name, value in form.values().items() if before[name] != value}
    change_standing(get_db(), {card.person.id: changed}, day_of(form))
    told = (f"{name}={value}" for name, value in changed.items())
    return ", ".join([day_of(form).isoformat(), *told])


def _move(card: PersonCard, form: PlaceForm) -> str:
    db, unit_id, on = get_db(), form.unit_id.data, day_of(form)
    tree = places.tree_of_unit(db, unit_id, on)
    if not _scope().holds([unit_id]) or people_outside(
        db, _scope(), [card.person.id], on, tree=tree
    ):
        raise Forbidden(OUTSIDE)
    verdict = places.judge_moves(db, [card.person.id], unit_id, on)
    if verdict.already:
        raise Conflict(_l("The person stands in this unit already."))
    _refuse(verdict, card)
    places.move(db, [card.person.id], unit_id, on)
    return f"{on.isoformat()}, unit={places.name_of_unit(db, unit_id)}"


def _leave(card: PersonCard, form: DayForm) -> str:
    if people_outside(get_db(), _scope(), [card.person.id], day_of(form), leaving=True):
        raise Forbidden(OUTSIDE)
    verdict = places.judge_leaving(get_db(), [card.person.id], day_of(form))
    if verdict.already:
        raise Conflict(_l("The person has left already."))
    _refuse(verdict, card)
    by = current_actor().account_id
    places.leave(get_db(), [card.person.id], day_of(form), by=by)
    return day_of(form).isoformat()


def _come_back(card: PersonCard, form: PlaceForm) -> str:
    if not _scope().holds([form.unit_id.data]):
        raise Forbidden(OUTSIDE)
    places.come_back(get_db(), card.person, form.unit_id.data, day_of(form))
    return f"{day_of(form).isoformat()}, unit={places.name_of_unit(get_db(), form.unit_id.data)}"


def _scope() -> Scope:
    return scope_of(get_db(), current_actor())


def day_of(form: Form, name: str = "on") -> date:
    """The day that a validated form holds."""
    day: date = form[name].data
    return day


def _refuse(verdict: places.Verdict, card: PersonCard) -> None:
    if verdict.refused:
        reason = verdict.refused[card.person.id]
        raise Conflict(_l("This cannot be: the person %(reason)s.", reason=reason))


ACTS = {
    "thong-tin": Act(
        _l("Correct the record"),
        _l("Save"),
        _l("The record is corrected."),
        _record_form,
        _edit,
        "full_name",
    ),
    "chuc-danh": Act(
        _l("Change position and membership"),
        _l("Save"),
        _l("It holds from that day on. What was before stays on record."),
        _standing_form,
        _change_standing,
        "on",
        _l("What you change holds from this day on; what was before stays on record."),
    ),
    "dieu-chuyen": Act(
        _l("Move to another unit"),
        _l("Move"),
        _l("The person is moved."),
        _place_form,
        _move,
        "unit_id",
        _l("The unit says in which tree; in the other tree nothing changes."),
    ),
    "roi-co-quan": Act(
        _l("Mark as left"),
        _l("Mark as left"),
        _l("The person is marked as left. Places end the day before."),
        _day_form,
        _leave,
        "on",
        _l(
            "Places in both trees and roles end the day before; the account cannot be used from that day on."
        ),
    ),
    "tro-lai": Act(
        _l("Mark as returned"),
        _l("Mark as returned"),
        _l("The person is there again."),
        _place_form,
        _come_back,
        "on",
    ),
}
TRACED = {
    "thong-tin": "record corrected",
    "chuc-danh": "standing changed",
    "dieu-chuyen": "moved to a unit",
    "roi-co-quan": "marked as left",
    "tro-lai": "marked as returned",
}
"""What the trace calls them."""
