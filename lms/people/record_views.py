"""Pages that change the record of one person: one thing per page, each on a day where days matter."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError, NotFound
from lms.people import editing, place_days, places
from lms.people.access import log_access, trace_correction, trace_person
from lms.people.actor import current_actor
from lms.people.bulk import BulkAct
from lms.people.bulk_guard import check_leaving
from lms.people.cards import PersonCard
from lms.people.going_on import ended_before
from lms.people.going_told import along_told, along_traced
from lms.people.leaving import lets_go
from lms.people.models import Membership
from lms.people.place_acts import day_of, place_days_form
from lms.people.policy import PersonPermission, load_person
from lms.people.record_acts import ACTS, LEAVE_UNITS, RECORD, TRACED, Act
from lms.people.record_forms import NewPersonForm, PlaceDaysForm
from lms.people.record_told import position_held
from lms.people.scope import scope_of
from lms.people.scope_rules import SIGNING_IN
from lms.people.tracing.changes import columns_of
from lms.people.unit_offers import RECORDS, offer_units
from lms.policy import is_allowed, requires
from lms.units.ends_to_come import ends_along
from lms.units.enums import Tree
from lms.web.format import format_date
from lms.web.forms import Form
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

bp = Blueprint("record", __name__)


def load_for_act(person_id: int, act: str) -> PersonCard:
    """The person of an address that names a known act. Raises NotFound."""
    would_leave_all = act == LEAVE_UNITS and current_actor().keeps_all_records
    if act not in ACTS or would_leave_all:
        raise NotFound(_l("This page does not exist, or it is not yours to see."))
    return load_person(person_id)


def load_for_place(person_id: int, place_id: int) -> PersonCard:
    """The person of an address that names one of their places. Raises NotFound."""
    kept = place_days.get_place(get_db(), person_id, place_id)
    if not scope_of(get_db(), current_actor()).holds([kept.unit_id]):
        raise NotFound(_l("This page does not exist, or it is not yours to see."))
    return load_person(person_id)


@bp.get("/nhan-su/<int:person_id>/sua/<act>")
@requires(PersonPermission.EDIT, load_for_act)
def change(card: PersonCard) -> ResponseReturnValue:
    """The form of one act."""
    log_access("person viewed", "person", card.person.id)
    return _act_page(card, _chosen().make_form(card))


@bp.post("/nhan-su/<int:person_id>/sua/<act>")
@requires(PersonPermission.EDIT, load_for_act)
@writes
def change_post(card: PersonCard) -> ResponseReturnValue:
    """Do it, or say beside the field why not."""
    act = _chosen()
    form = act.make_form(card)
    if not form.validate():
        return _act_page(card, form), 422
    before, login = columns_of(card.person), _login_of(card)
    try:
        done = act.do(card, form)
    except DomainError as refusal:
        form.add_error(getattr(refusal, "field", act.field), _sentence(refusal))
        return _act_page(card, form), int(refusal.status)
    action, after = TRACED[_name_of_act()], columns_of(card.person)
    trace_correction(action, card.person.id, done.detail, before, after)
    flash(_done(act, form))
    _tell(done.told)
    if act is ACTS[RECORD]:
        _tell_of_sign_in(card, before, login)
    return _back(card)


def _done(act: Act, form: Any) -> str:
    """What came of it; of a day still to come, that it holds from then on."""
    day = form["on"].data if "on" in form else None
    if day is None or day <= clock.today():
        return str(act.done)
    return _("It is recorded and will hold from %(day)s.", day=format_date(day))


@bp.get("/nhan-su/<int:person_id>/noi/<int:place_id>")
@requires(PersonPermission.EDIT, load_for_place)
def place(card: PersonCard) -> ResponseReturnValue:
    """The days of one place, to be ended or corrected."""
    kept = place_days.get_place(get_db(), card.person.id, _place_id())
    log_access("person viewed", "person", card.person.id)
    form = PlaceDaysForm(formdata=None, starts_on=kept.starts_on, ends_on=kept.ends_on)
    form.ask_to_annul("")
    return _place_page(card, form)


@bp.post("/nhan-su/<int:person_id>/noi/<int:place_id>")
@requires(PersonPermission.EDIT, load_for_place)
@writes
def place_post(card: PersonCard) -> ResponseReturnValue:
    """Correct the days, or take the place away."""
    db = get_db()
    kept = place_days.get_place(db, card.person.id, _place_id())
    unit, told = places.name_of_unit(db, kept.unit_id), list[str]()
    form, action, before = place_days_form(kept), "place corrected", columns_of(card.person)
    if request.form.get("viec") == "xoa":
        _tell_of_place_before(kept)
        action = _action_on(card, lets_go(kept, None, None))
        place_days.remove_place(db, kept)
        detail = f"{clock.today()}, unit={unit}: –"
    elif not form.validate():
        return _place_page(card, form), 422
    else:
        starts_on, ends_on = day_of(form, "starts_on"), form.ends_on.data
        try:
            action = _action_on(card, lets_go(kept, starts_on, ends_on))
            place_days.correct_place(db, kept, starts_on, ends_on)
        except DomainError as refusal:
            form.add_error("starts_on", str(refusal.message))
            return _place_page(card, form), int(refusal.status)
        goes_along = kept.ends_on != ends_on
        ends = ends_along(db, kept.unit_id) if goes_along else []
        told = along_told(ends)
        detail = f"unit={unit}: {kept.starts_on} – {kept.ends_on or ''}{along_traced(ends)}"
    trace_correction(action, card.person.id, detail, before, columns_of(card.person))
    flash(_("The place is corrected."))
    _tell(told)
    return _back(card)


def _tell(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        flash(sentence, "info")


def _tell_of_place_before(place: Membership) -> None:
    """A move taken away leaves the place before it ended; whoever was never moved is still there."""
    before = None if place.ends_on else ended_before(get_db(), place)
    if before is not None:
        unit = places.name_of_unit(get_db(), before.unit_id)
        flash(
            _(
                "%(unit)s stays ended on %(day)s. If the person never left it, open that place and empty its last day.",
                unit=unit,
                day=format_date(before.ends_on) if before.ends_on else "",
            ),
            "info",
        )


def _action_on(card: PersonCard, is_let_go: bool) -> str:
    """What the trace calls it. Raises Conflict where one more who is let go is too many."""
    if not is_let_go:
        return "place corrected"
    db, actor = get_db(), current_actor()
    check_leaving(db, BulkAct.LEAVE_UNITS, card.person.id, scope_of(db, actor), actor)
    return "place ended"


@bp.get("/nhan-su/moi")
@requires(PersonPermission.EDIT)
def new() -> ResponseReturnValue:
    """The form for somebody who is in no list."""
    form = _new_form()
    form.starts_on.data = clock.today()
    return render_template("people/new.html", form=form, alike=())


@bp.post("/nhan-su/moi")
@requires(PersonPermission.EDIT)
@writes
def new_post() -> ResponseReturnValue:
    """Put somebody on record; who has the same name and birth as somebody there is asked about first."""
    form = _new_form()
    if not form.validate():
        return render_template("people/new.html", form=form, alike=()), 422
    db, values = get_db(), form.values()
    if not form.is_other.data:
        alike = editing.find_alike(db, values["full_name"], values["born_on"], values["birth_year"])
        if alike:
            alike = [each for each in alike if _is_shown(each.id)]
            form.add_error("full_name", _("Somebody of this name is on record. Look first."))
            return render_template("people/new.html", form=form, alike=alike, asked=True), 409
    unit_ids = [each for each in (form.unit_id.data, form.party_unit_id.data) if each]
    try:
        person = editing.add_person(db, values, unit_ids, day_of(form, "starts_on"))
    except DomainError as refusal:
        form.add_error(getattr(refusal, "field", "starts_on"), _sentence(refusal))
        return render_template("people/new.html", form=form, alike=()), int(refusal.status)
    # The name is the person's, who may become anonymous.
    trace_person("person added", person.id)
    flash(_("%(name)s is on record.", name=person.full_name))
    for unit_id in unit_ids:
        _tell(along_told(ends_along(db, unit_id)))
    return redirect(url_for("people.show", person_id=person.id), 303)


def _back(card: PersonCard) -> ResponseReturnValue:
    """To the person's page; to the list where the record is kept by others from now on."""
    get_db().flush()
    get_db().expire_all()
    if _is_shown(card.person.id):
        return redirect(url_for("people.show", person_id=card.person.id), 303)
    return redirect(url_for("people.index"), 303)


def _login_of(card: PersonCard) -> str:
    return card.account.login if card.account else ""


def _tell_of_sign_in(card: PersonCard, before: Mapping[str, object], login: str) -> None:
    """What a correction means for signing in: another login, and what waits for an administrator."""
    if _login_of(card) != login:
        flash(_("From now on the person signs in as %(login)s.", login=_login_of(card)), "info")
    after = columns_of(card.person)
    changed = any(before[each] != after[each] for each in SIGNING_IN)
    if changed and card.person.needs_vouching:
        flash(
            _(
                "The e-mail address or the code was changed, so an administrator confirms them first. Until then no "
                "link for a forgotten password is sent to the person, and with a role the person cannot come in by "
                "the office's sign-in. The administrator finds this on their first page; tell them if it is urgent."
            ),
            "warning",
        )


def _is_shown(person_id: int) -> bool:
    """Whether the person asking may see somebody; a list of people alike shows nobody else."""
    return is_allowed(PersonPermission.VIEW, load_person(person_id))


def _sentence(refusal: DomainError) -> str:
    """What a refusal says; whose a code is, is told only to those who keep everything."""
    if isinstance(refusal, editing.Taken) and not current_actor().keeps_all_records:
        return _("This belongs to somebody on record already.")
    return str(refusal.message)


def _name_of_act() -> str:
    return str((request.view_args or {})["act"])


def _place_id() -> int:
    return int((request.view_args or {})["place_id"])


def _chosen() -> Act:
    return ACTS[_name_of_act()]


def _act_page(card: PersonCard, form: Form) -> str:
    return render_template("people/act.html", card=card, form=form, act=_chosen())


def _place_page(card: PersonCard, form: Form) -> str:
    shown = next(each for each in card.places if each.id == _place_id())
    is_open = shown.tree is Tree.PARTY and shown.ends_on is None
    ends = position_held(card) if is_open else ""
    return render_template("people/place.html", card=card, form=form, place=shown, ends=ends)


def _new_form() -> NewPersonForm:
    form = NewPersonForm()
    form.unit_id.offer(offer_units(RECORDS, [Tree.STATE]))
    form.party_unit_id.offer(offer_units(RECORDS, [Tree.PARTY]))
    form.needs_a_unit = form.unit_id.offered.reach is not None
    return form
