"""The page on which what a unit has without days is corrected."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import Conflict, DomainError, NotFound
from lms.organisation.correcting import Correction, correct_unit, siblings_of
from lms.organisation.forms import CorrectionForm
from lms.people.actor import current_actor
from lms.policy import requires
from lms.units.enums import UnitKind
from lms.units.models import Unit
from lms.units.policy import UnitPermission
from lms.units.tree import UnitTree, load_tree
from lms.units.views import bp
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l


@bp.get("/<int:unit_id>/dinh-chinh")
@requires(UnitPermission.MANAGE)
def correction_form(unit_id: int) -> ResponseReturnValue:
    """The form, filled with what is on record."""
    unit, tree = _standing(unit_id)
    form = CorrectionForm(formdata=None)
    _offer(form, unit, tree)
    beside = siblings_of(tree, unit.id)
    place = beside.index(unit.id)
    form.code.data, form.kind.data = unit.code, unit.kind.value
    form.leader_title.data = unit.leader_title
    form.after.data = str(beside[place - 1]) if place else ""
    return _page(form, unit, tree)


@bp.post("/<int:unit_id>/dinh-chinh")
@requires(UnitPermission.MANAGE)
@writes
def correct(unit_id: int) -> ResponseReturnValue:
    """Correct it, and trace what it was."""
    unit, tree = _standing(unit_id)
    form = CorrectionForm()
    _offer(form, unit, tree)
    if not form.validate():
        return _page(form, unit, tree), 422
    correction = Correction(
        form.code.data or "",
        UnitKind(form.kind.data),
        form.leader_title.data or "",
        int(form.after.data) if form.after.data else None,
        form.reason.data or "",
    )
    try:
        is_changed = correct_unit(get_db(), unit, tree, correction, current_actor().account_id)
    except DomainError as refusal:
        get_db().rollback()
        form.add_error("code" if isinstance(refusal, Conflict) else "after", str(refusal.message))
        return _page(form, *_standing(unit_id)), int(refusal.status)
    flash(_("The unit is corrected.") if is_changed else _("Nothing was changed."))
    return redirect(url_for("units.show", unit_id=unit_id), 303)


def _standing(unit_id: int) -> tuple[Unit, UnitTree]:
    """A unit that stands today or will; others have nothing to correct. Raises NotFound."""
    unit = get_db().get(Unit, unit_id)
    tree = load_tree(get_db(), unit.tree, clock.today()) if unit else None
    if unit is None or tree is None or unit_id not in tree:
        raise NotFound(_l("This unit is not on record."))
    return unit, tree


def _offer(form: CorrectionForm, unit: Unit, tree: UnitTree) -> None:
    beside = [each for each in siblings_of(tree, unit.id) if each != unit.id]
    form.offer(unit.tree, [(each, tree.name(each)) for each in beside])


def _page(form: CorrectionForm, unit: Unit, tree: UnitTree) -> str:
    return render_template(
        "units/correct.html", form=form, unit=unit, tree=tree, unit_name=tree.name(unit.id)
    )
