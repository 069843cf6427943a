"""What can be changed about one person: one act per page, each on a day where days matter."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for

from lms import clock
from lms.db import get_db
from lms.errors import Forbidden
from lms.people import editing
from lms.people.cards import PersonCard
from lms.people.going_along import end_given_positions
from lms.people.going_told import end_told, end_traced, party_place_ending
from lms.people.late_leaving import annulled_by_leaving, annulled_by_leaving_cell, annulled_words
from lms.people.party_positions import CellLeft
from lms.people.place_acts import come_back, day_of, leave, leave_units, move, scope_here
from lms.people.record_forms import DayForm, MoveForm, PlaceForm, RecordForm, StandingForm
from lms.people.record_told import (
    Done,
    Facts,
    last_places,
    places_left,
    position_held,
    position_left,
)
from lms.people.scope import (
    HOLDS_ROLE,
)
from lms.people.scope_rules import SIGNING_IN
from lms.people.standing import change_standing
from lms.people.unit_offers import RECORDS, offer_units
from lms.units.enums import Tree
from lms.web.forms import Form
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

RECORD, STANDING, MOVE = "thong-tin", "chuc-danh", "dieu-chuyen"
LEAVE_UNITS, LEAVE, RETURN = "roi-don-vi", "roi-co-quan", "tro-lai"


@dataclass(frozen=True, slots=True)
class Act:
    """One page that changes a person: its title, its form, what it does, and what it says afterwards."""

    title: str
    button: str
    done: str
    make_form: Callable[[PersonCard], Form]
    do: Callable[[PersonCard, Any], Done]
    """Does it; what the trace says of it, and what else there is to tell."""
    field: str
    """Beside which a refusal stands."""
    hint: str = ""
    told: Callable[[PersonCard], Facts] = lambda _card: ()
    """What the page says of the person above the form."""


class LoginOfRoleHolder(Forbidden):
    """Somebody with a role is found by the e-mail address or code that would change; `field` says by which."""

    def __init__(self, changed: Collection[str]) -> None:
        """Keep the field beside which the sentence belongs: the first of those changed."""
        super().__init__(HOLDS_ROLE)
        self.field = next(
            each for each in editing.RECORD if each in SIGNING_IN.intersection(changed)
        )


def acts_on(card: PersonCard) -> list[tuple[str, str]]:
    """What whoever asks may do about the person: the words of each act with its address."""
    scope = scope_here()
    names = [RECORD, STANDING]
    if card.person.left_on:
        names.append(RETURN)
    else:
        names.append(MOVE)
        if not scope.is_everything and scope.touches(card.unit_ids):
            names.append(LEAVE_UNITS)
        if scope.leaves_inside(card.kept_in):
            names.append(LEAVE)
    return [
        (ACTS[each].title, url_for("people.record.change", person_id=card.person.id, act=each))
        for each in names
    ]


def _record_form(card: PersonCard) -> Form:
    form = RecordForm()
    form.know(card.person)
    if request.method == "GET":
        form.show(card.person)
    return form


def _standing_form(card: PersonCard) -> Form:
    form = StandingForm()
    if request.method == "GET":
        form.show(card.person)
    return form


def _place_form(_card: PersonCard) -> PlaceForm:
    return _with_units(PlaceForm())


def _move_form(card: PersonCard) -> PlaceForm:
    form = MoveForm()
    form.ask_of(position_held(card))
    return _with_units(form)


def _with_units(form: PlaceForm) -> PlaceForm:
    form.unit_id.offer(offer_units(RECORDS))
    _with_today(form)
    return form


def _return_form(card: PersonCard) -> Form:
    """With the unit in which the person stood last, where that may be chosen."""
    form = _place_form(card)
    last = next((each.unit_id for each in card.places if each.tree is Tree.STATE), None)
    if request.method == "GET" and last in form.unit_id.offered and last is not None:
        form.unit_id.choose(last)
    return form


def _day_form(card: PersonCard) -> Form:
    form = DayForm()
    day = form.on.data if form.is_submitted() else None
    begun = annulled_by_leaving(get_db(), [card.person.id], day) if day else {}
    form.ask_to_annul(annulled_words(begun.get(card.person.id, ())))
    return _with_today(form)


def _units_form(card: PersonCard) -> Form:
    form, units = DayForm(), scope_here().units
    day = form.on.data if form.is_submitted() and units is not None else None
    person = card.person.id
    left = CellLeft(day, unit_ids=units) if day else None
    begun = annulled_by_leaving_cell(get_db(), [person], left) if left else {}
    form.ask_to_annul(annulled_words(begun.get(person, ())))
    form["on"].label.text = gettext("First day no longer in the units")
    return _with_today(form)


def _with_today(form: Form) -> Form:
    if request.method == "GET":
        form["on"].data = clock.today()
    return form


def _edit(card: PersonCard, form: RecordForm) -> Done:
    changed = {name for name, value in form.values().items() if getattr(card.person, name) != value}
    scope = scope_here()
    if not scope.may_rename_login(card.person.id, changed):
        raise LoginOfRoleHolder(changed)
    told = editing.edit_person(get_db(), card.person, form.values(), is_trusted=scope.is_trusted)
    return Done(", ".join(told))


def _change_standing(card: PersonCard, form: StandingForm) -> Done:
    before = {name: getattr(card.person, name) for name in form.values()}
    changed = {name: value for name, value in form.values().items() if before[name] != value}
    on, person_id = day_of(form), card.person.id
    change_standing(get_db(), {person_id: changed}, on)
    told = [f"{name}={value}" for name, value in changed.items()]
    given = {person_id: on} if changed.get("party_position") else {}
    ends = list(end_given_positions(get_db(), given).values())
    detail = ", ".join([on.isoformat(), *told])
    return Done(detail + "".join(map(end_traced, ends)), [end_told(each) for each in ends])


ACTS = {
    RECORD: Act(
        _l("Correct the record"),
        _l("Save"),
        _l("The record is corrected."),
        _record_form,
        _edit,
        "full_name",
    ),
    STANDING: Act(
        _l("Change position and membership"),
        _l("Save"),
        _l("It holds from that day on. What was before stays on record."),
        _standing_form,
        _change_standing,
        "on",
        _l("What you change holds from this day on; what was before stays on record."),
        party_place_ending,
    ),
    MOVE: Act(
        _l("Move to another unit"),
        _l("Move"),
        _l("The person is moved."),
        _move_form,
        move,
        "unit_id",
        _l("The unit says in which tree; in the other tree nothing changes."),
    ),
    LEAVE_UNITS: Act(
        _l("Mark as gone from our units"),
        _l("Mark as gone from our units"),
        _l("The person has left your units."),
        _units_form,
        leave_units,
        "on",
        _l(
            "For somebody who goes to another unit, or stays in one: places in your units end the day before, "
            "and the account can still be used."
        ),
        lambda card: [*places_left(card, scope_here()), *position_left(card, scope_here())],
    ),
    LEAVE: Act(
        _l("Mark as left"),
        _l("Mark as left"),
        _l("The person is marked as left. Places end the day before."),
        _day_form,
        leave,
        "on",
        _l(
            "Places in both trees and roles end the day before; the account cannot be used from that day on."
        ),
        position_left,
    ),
    RETURN: Act(
        _l("Mark as returned"),
        _l("Mark as returned"),
        _l("The person is there again."),
        _return_form,
        come_back,
        "on",
        told=last_places,
    ),
}
TRACED: Final = {
    RECORD: "record corrected",
    STANDING: "standing changed",
    MOVE: "moved to a unit",
    LEAVE_UNITS: "left units",
    LEAVE: "marked as left",
    RETURN: "marked as returned",
}
"""What the trace calls them."""
