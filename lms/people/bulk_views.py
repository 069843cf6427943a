"""One act on many people: chosen in the list, previewed, then done."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError, Invalid
from lms.numbers import number_sent, without_groups
from lms.people import bulk
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.bulk_chosen import chosen_people, count_chosen, kept, list_address
from lms.people.bulk_guard import BARRED, LETTING_LEAVE, guard_for
from lms.people.bulk_shown import NOW_WORDS, now_of
from lms.people.going_told import along_told
from lms.people.importing.approval_rules import Guard
from lms.people.importing.stamp import hold_stamp
from lms.people.late_leaving import annulled_words
from lms.people.models import Person
from lms.people.places import Verdict
from lms.people.policy import PersonPermission
from lms.people.record_forms import BulkForm
from lms.people.scope import scope_of
from lms.people.scope_rules import Scope
from lms.people.unit_offers import RECORDS, offer_units
from lms.people.words import BULK_WORDS
from lms.policy import requires
from lms.units.ends_to_come import ends_along
from lms.web.i18n import ngettext

bp = Blueprint("bulk", __name__)

_SHOWN = 20


@bp.get("/nhan-su/hang-loat")
@requires(PersonPermission.EDIT)
def choose() -> ResponseReturnValue:
    """The act for the people chosen in the list; back to the list where nobody is."""
    try:
        count = count_chosen()
    except Invalid as refusal:
        flash(str(refusal.message), "error")
        return redirect(list_address(), 303)
    form = _form(filled=False)
    form.on.data = clock.today()
    form.act.data = bulk.BulkAct.MOVE.value
    return _act_page(form, count)


@bp.get("/nhan-su/hang-loat/xem-truoc")
@requires(PersonPermission.EDIT)
def preview() -> ResponseReturnValue:
    """How many would change and how, and of whom it cannot be; nothing is written."""
    ids = chosen_people()
    form = _form()
    if not form.validate():
        return _act_page(form, len(ids)), 422
    change, scope = form.change(), scope_of(get_db(), current_actor())
    try:
        verdict = bulk.judge(get_db(), change, ids, scope)
    except DomainError as refusal:
        form.add_error("unit_id" if change.act is bulk.BulkAct.MOVE else "on", str(refusal.message))
        return _act_page(form, len(ids)), int(refusal.status)
    return _preview_page(form, verdict, scope)


def _preview_page(
    form: BulkForm, verdict: Verdict, scope: Scope, *, is_refused: bool = False
) -> str:
    """With the people by name, which the trace keeps; refused, without them, for nothing is written then."""
    change, people = form.change(), list[Person]()
    ending = bulk.positions_ended_by(get_db(), change, verdict.change, scope)
    annulled = bulk.annulled_by(get_db(), change, verdict.change, scope)
    asked = guard_for(get_db(), change.act, verdict.change, scope, current_actor())
    if not is_refused:
        shown = [*sorted(verdict.refused)[:_SHOWN], *sorted(verdict.change)[:_SHOWN]]
        wanted = select(Person).where(Person.id.in_(shown)).order_by(Person.sort_key, Person.id)
        people = list(get_db().scalars(wanted))
        log_access(
            "list of people seen",
            "unit",
            None,
            str(BULK_WORDS[change.act]),
            people=[each.id for each in people],
            shows_party=change.act is bulk.BulkAct.PARTY or bool(ending or annulled),
        )
    return render_template(
        "people/bulk_preview.html",
        form=form,
        act_words=BULK_WORDS,
        change=change,
        value=_value(form, change),
        verdict=verdict,
        people={each.id: each for each in people},
        now_words=NOW_WORDS[change.act],
        now=now_of(get_db(), change, people, scope),
        along=along_told(ends_along(get_db(), change.unit_id)) if change.unit_id else [],
        ending=ending,
        annulled={each: annulled_words(begun) for each, begun in annulled.items()},
        kept=kept(),
        asked=asked,
        barred=BARRED.get(asked.guard),
        is_untyped=is_refused,
        back=f"{url_for('people.bulk.choose')}?{urlencode(kept(), doseq=True)}",
    )


@bp.post("/nhan-su/hang-loat")
@requires(PersonPermission.EDIT)
@writes
def confirm() -> ResponseReturnValue:
    """Do what the preview showed, all of it or nothing."""
    ids = chosen_people()
    form = _form()
    expected = number_sent(request.form.get("so-nguoi", ""))
    if not form.validate() or expected is None:
        return _act_page(form, len(ids)), 422
    account_id, change = current_actor().account_id, form.change()
    scope = scope_of(get_db(), current_actor())
    if change.act in LETTING_LEAVE:
        hold_stamp(get_db())  # who leaves by another request of the same moment is counted, too
        verdict = bulk.judge(get_db(), change, ids, scope)
        asked = guard_for(get_db(), change.act, verdict.change, scope, current_actor())
        if asked.guard in BARRED:
            return _preview_page(form, verdict, scope, is_refused=True), 409
        is_shown = expected == len(verdict.change)
        if (
            is_shown
            and asked.guard is Guard.NUMBER
            and without_groups(request.form.get("so-go", "")) != str(expected)
        ):
            return _preview_page(form, verdict, scope, is_refused=True), 422
    verdict = bulk.apply(get_db(), change, ids, expected, account_id, scope)
    flash(
        ngettext("%(num)d person is changed.", "%(num)d people are changed.", len(verdict.change))
    )
    return redirect(list_address(), 303)


def _form(*, filled: bool = True) -> BulkForm:
    form = BulkForm(formdata=request.values if filled else None, meta={"csrf": False})
    form.unit_id.offer(offer_units(RECORDS))
    if form.act.data != bulk.BulkAct.MOVE:
        form.unit_id.forget()
    form.offer_acts(of_some_units=not current_actor().keeps_all_records)
    return form


def _act_page(form: BulkForm, count: int) -> str:
    return render_template(
        "people/bulk.html", form=form, count=count, kept=kept(), back=list_address()
    )


def _value(form: BulkForm, change: bulk.BulkChange) -> str:
    """The chosen value in words."""
    if change.act is bulk.BulkAct.MOVE:
        trees, unit_id = form.unit_id.offered.trees, form.unit_id.data
        return next((tree.name_within(unit_id) for tree in trees if unit_id in tree), "")
    field = {
        bulk.BulkAct.CATEGORY: form.category,
        bulk.BulkAct.PARTY: form.party_status,
        bulk.BulkAct.EXEMPT: form.is_exempt,
    }.get(change.act)
    if field is None:
        return ""
    chosen: list[Any] = [each for each in field.choices or () if _is(each, field.data)]
    return str(chosen[0].label) if chosen else ""


def _is(choice: Any, value: object) -> bool:
    return str(choice.value) == str(value)
