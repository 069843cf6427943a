"""Acts on units: a form, what it would do, and only then the act."""

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms import clock
from lms.db import commits_in_group, get_db, in_group
from lms.errors import DomainError, Invalid, NotFound
from lms.organisation.committees import positions_ending_with, who_holds
from lms.organisation.forms import FORMS, CloseForm, FoundForm, SplitForm
from lms.organisation.namesakes import namesakes_of
from lms.organisation.offers import ACTS
from lms.organisation.ordering import Misread, Reading, read_order
from lms.organisation.orders import Order
from lms.organisation.planning import ActPlan, plan_act
from lms.organisation.queries import name_on, unit_to_show
from lms.organisation.sentences import NeedsHeir
from lms.organisation.services import record_act
from lms.organisation.split_people import choices_of, lines_of_choices
from lms.organisation.undoing import undo_act
from lms.organisation.words import ORDER_WORDS
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.roles.queries import people_of_accounts
from lms.people.words import ROLE_WORDS
from lms.policy import requires
from lms.units.enums import ActKind, Tree, UnitKind
from lms.units.models import Unit
from lms.units.policy import UnitPermission
from lms.units.tree import UnitTree, load_tree
from lms.units.views import bp
from lms.units.words import TREE_WORDS
from lms.web.format import format_date, format_number
from lms.web.i18n import _, current_locale

ADDRESSES = {
    "lap": ActKind.FOUND,
    "doi-ten": ActKind.RENAME,
    "chuyen": ActKind.MOVE,
    "sap-nhap": ActKind.MERGE,
    "chia-tach": ActKind.SPLIT,
    "giai-the": ActKind.CLOSE,
}
"""The last part of an act's address."""
PREVIEW, WRITE = "xem", "ghi"
CHOOSE, CHOSEN = "nguoi", "chon"
"""Between form and preview of a split: its people by name, and what was ticked."""


@bp.get("/lap")
@requires(UnitPermission.MANAGE)
def found_root() -> ResponseReturnValue:
    """The form for a unit with nothing above it."""
    return _form_page(_blank(ActKind.FOUND, _root_tree()), ActKind.FOUND, None, _root_tree())


@bp.post("/lap")
@requires(UnitPermission.MANAGE)
@commits_in_group
def record_root() -> ResponseReturnValue:
    """Show what founding it does, or found it."""
    return _answer(ActKind.FOUND, None, _root_tree())


@bp.get("/<int:unit_id>/<any('lap','doi-ten','chuyen','sap-nhap','chia-tach','giai-the'):act>")
@requires(UnitPermission.MANAGE)
def act_form(unit_id: int, act: str) -> ResponseReturnValue:
    """The form of one kind of act on a unit."""
    unit, kind = _get_unit(unit_id), ADDRESSES[act]
    return _form_page(_blank(kind, unit.tree), kind, unit, unit.tree)


@bp.post("/<int:unit_id>/<any('lap','doi-ten','chuyen','sap-nhap','chia-tach','giai-the'):act>")
@requires(UnitPermission.MANAGE)
@commits_in_group
def record(unit_id: int, act: str) -> ResponseReturnValue:
    """Show what the act would do, or do it."""
    unit = _get_unit(unit_id)
    return _answer(ADDRESSES[act], unit, unit.tree)


@bp.post("/<int:unit_id>/quyet-dinh/<int:act_id>/huy")
@requires(UnitPermission.MANAGE)
@commits_in_group
def undo(unit_id: int, act_id: int) -> ResponseReturnValue:
    """Take an act back."""
    _get_unit(unit_id)
    account_id, reason = current_actor().account_id, request.form.get("ly_do", "").strip()[:500]

    def work(db: Session) -> None:
        undo_act(db, act_id, reason, account_id)

    in_group(work)
    flash(_("The act is taken back; both stay on record."))
    return redirect(url_for("units.show", unit_id=unit_id), 303)


def _answer(kind: ActKind, unit: Unit | None, tree: Tree) -> ResponseReturnValue:
    """Form → preview → act; every refusal goes back to the form with all that was typed."""
    form = FORMS[kind]()
    if isinstance(form, FoundForm):
        form.offer_kinds(tree)
    step = request.form.get("buoc", PREVIEW)
    if step == CHOSEN and isinstance(form, SplitForm):
        form.people.data, step = lines_of_choices(request.form), PREVIEW
    if step not in (PREVIEW, WRITE, CHOOSE):
        return _form_page(form, kind, unit, tree)
    if not form.validate():
        return _form_page(form, kind, unit, tree), 422
    day_tree = load_tree(get_db(), tree, form.effective_on.data or clock.today())
    try:
        order = read_order(kind, form, Reading(get_db(), unit, day_tree))
        if step == CHOOSE and kind is ActKind.SPLIT:
            return _people_page(form, order, day_tree)
        if step != WRITE:
            return _preview_page(form, plan_act(get_db(), order), unit, day_tree)
        act_id, shown_id, moved = _write(order)
    except Misread as misread:
        form.add_error(misread.field_name, str(misread.message))
        return _form_page(form, kind, unit, tree), 422
    except DomainError as refusal:
        asks_heir = isinstance(refusal, NeedsHeir) and isinstance(form, CloseForm)
        form.add_error("unit" if asks_heir else "effective_on", str(refusal.message))
        return _form_page(form, kind, unit, tree), int(refusal.status)
    flash(_told(order, moved))
    day = None if order.on <= clock.today() else order.on.isoformat()
    return redirect(url_for("units.show", unit_id=shown_id, ngay=day, _anchor=f"act-{act_id}"), 303)


def _told(order: Order, moved: int) -> str:
    """That it is recorded, and how many people moved or will move."""
    sentence = _("The act is recorded.")
    if not moved:
        return sentence
    count = format_number(moved, current_locale())
    if order.on <= clock.today():
        return f"{sentence} " + _("%(count)s people were moved.", count=count)
    day = format_date(order.on)
    return f"{sentence} " + _("%(count)s people will move on %(day)s.", count=count, day=day)


def _write(order: Order) -> tuple[int, int, int]:
    """Record the act: its id, the unit to show, how many people moved."""
    account_id = current_actor().account_id

    def work(db: Session) -> tuple[int, int, int]:
        act = record_act(db, order, account_id)
        return act.id, unit_to_show(db, act.id), act.people_moved

    return in_group(work)


def _people_page(form: Any, order: Order, tree: UnitTree) -> ResponseReturnValue:
    unit = _get_unit(order.units[0])
    try:
        choosing = choices_of(get_db(), order, tree)
    except Invalid as refusal:
        raise Misread("people", refusal) from refusal
    log_access(
        "list of people seen",
        "unit",
        unit.id,
        people=[each.person.id for each in choosing.people],
    )
    return render_template(
        "units/split_people.html",
        form=form,
        unit=unit,
        unit_name=name_on(get_db(), unit, tree),
        choosing=choosing,
    )


def _preview_page(
    form: Any, plan: ActPlan, unit: Unit | None, tree: UnitTree
) -> ResponseReturnValue:
    if plan.grants:
        holders = people_of_accounts(get_db(), {grant.account_id for grant, _name in plan.grants})
        unit_id = unit.id if unit else None
        log_access("roles over a unit seen", "unit", unit_id, people=holders)
    held = who_holds(get_db(), positions_ending_with(get_db(), plan))
    if held:
        people, unit_id = [each.person_id for each in held], unit.id if unit else None
        log_access("list of people seen", "unit", unit_id, people=people, shows_party=True)
    moved = Counter(plan.moved.values())
    names = {each: new.name for each, new in plan.draft.new.items()}
    names |= {each: tree.name(each) for each in plan.draft.parts if each in tree}
    below = plan.before.children_from(plan.draft.closing, plan.order.on) - plan.draft.closing
    return render_template(
        "units/act_preview.html",
        form=form,
        plan=plan,
        unit=unit,
        unit_name=name_on(get_db(), unit, tree),
        names=names,
        moved=[(names[unit_id], count) for unit_id, count in moved.most_common()],
        closing=[names[each] for each in sorted(plan.draft.closing)],
        founded=[new.name for new in plan.draft.new.values()],
        above=_above(plan.order, tree),
        below=[tree.name(each) for each in sorted(below) if each in tree],
        held=held,
        namesakes=namesakes_of(plan, tree),
        is_past=plan.order.on < clock.today(),
        is_future=plan.order.on > clock.today(),
        order_words=ORDER_WORDS,
        role_words=ROLE_WORDS,
    )


def _above(order: Order, tree: UnitTree) -> str:
    return tree.name(order.target) if isinstance(order.target, int) else _("nothing above it")


def _form_page(form: Any, kind: ActKind, unit: Unit | None, tree: Tree) -> str:
    picture = load_tree(get_db(), tree, form.effective_on.data or clock.today())
    return render_template(
        "units/act_form.html",
        form=form,
        kind=kind,
        unit=unit,
        unit_name=name_on(get_db(), unit, picture),
        tree=picture,
        source={"pham-vi": ACTS, "cay": tree.value},
        order_words=ORDER_WORDS,
        tree_words=TREE_WORDS,
    )


def _blank(kind: ActKind, tree: Tree) -> Any:
    form = FORMS[kind](formdata=None)
    form.effective_on.data = clock.today()
    if isinstance(form, FoundForm):
        form.offer_kinds(tree)
        form.kind.data = (UnitKind.PARTY_CELL if tree is Tree.PARTY else UnitKind.SUB_UNIT).value
    return form


def _root_tree() -> Tree:
    return Tree.PARTY if request.args.get("cay") == Tree.PARTY.value else Tree.STATE


def _get_unit(unit_id: int) -> Unit:
    unit = get_db().get(Unit, unit_id)
    if unit is None:
        raise NotFound(_("This unit is not on record."))
    return unit
