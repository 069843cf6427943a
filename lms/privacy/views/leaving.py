"""What is due to be removed, and making a leaver anonymous: looked at first, then done, never undone."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.config import Settings
from lms.db import get_db, writes
from lms.errors import Conflict
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.importing.runs import KEPT as LISTS_KEPT
from lms.policy import requires
from lms.privacy.anonymising import REFUSALS, anonymise, label_of
from lms.privacy.policy import PrivacyPermission
from lms.privacy.queries import Leaver, get_leaver
from lms.privacy.retention import MOST_AT_ONCE, Due, apply_retention, due_now, list_leavers_due
from lms.privacy.rules import Refusal, years_after
from lms.web.i18n import _

bp = Blueprint("leaving", __name__)


def load_leaver(person_id: int) -> Leaver:
    """The person an address names. Raises NotFound."""
    return get_leaver(get_db(), person_id, _settings().keep_leavers_years, clock.today())


@bp.get("/nhan-su/<int:person_id>/an-danh")
@requires(PrivacyPermission.ANONYMISE, load_leaver)
def preview(leaver: Leaver) -> ResponseReturnValue:
    """What will be taken off the record and what stays; or why it is not possible."""
    log_access("person viewed", "person", leaver.person.id)
    left_on = leaver.person.left_on
    return render_template(
        "privacy/anonymise.html",
        leaver=leaver,
        person=leaver.person,
        label=label_of(leaver.person.id),
        reason=REFUSALS[leaver.refusal] if leaver.refusal else None,
        free_on=years_after(left_on, _settings().keep_leavers_years)
        if left_on and leaver.refusal is Refusal.IN_RETENTION
        else None,
    )


@bp.post("/nhan-su/<int:person_id>/an-danh")
@requires(PrivacyPermission.ANONYMISE)
@writes
def make(person_id: int) -> ResponseReturnValue:
    """Do it; the box that says it cannot be undone must be ticked."""
    if request.form.get("hieu") != "1":
        raise Conflict(_("Tick that you know it cannot be undone."))
    years = _settings().keep_leavers_years
    anonymise(get_db(), person_id, years, by=current_actor().account_id)
    flash(_("The record is anonymous now. Requests of the person for erasure are closed."))
    return redirect(url_for("leaving.due"), 303)


@bp.get("/du-lieu-ca-nhan/luu-giu")
@requires(PrivacyPermission.ANONYMISE)
def due() -> ResponseReturnValue:
    """What is due today, with the leavers by name; nothing happens by itself."""
    settings, db = _settings(), get_db()
    people = list_leavers_due(db, settings)
    if people:
        shown = [each.id for each in people]
        log_access("leavers due seen", "unit", None, f"{len(people)}", people=shown)
    found = due_now(db, settings)
    return render_template(
        "privacy/due.html",
        due=found,
        people=people,
        stamp=_stamp(found),
        most=MOST_AT_ONCE,
        settings=settings,
        list_days=LISTS_KEPT.days,
    )


@bp.post("/du-lieu-ca-nhan/luu-giu")
@requires(PrivacyPermission.ANONYMISE)
@writes
def apply() -> ResponseReturnValue:
    """Remove what the page showed; Conflict where something else has come due meanwhile."""
    db, settings = get_db(), _settings()
    if request.form.get("da-xem") != _stamp(due_now(db, settings)):
        raise Conflict(_("The list has changed meanwhile. Look at it again first."))
    done = apply_retention(db, settings, by=current_actor().account_id)
    flash(_("Done. Leavers made anonymous: %(count)s", count=done))
    return redirect(url_for("leaving.due"), 303)


def _stamp(found: Due) -> str:
    """The figures the page showed: pressing the button agrees to these and no others."""
    return "-".join(str(count) for count in (found.leavers, *(each[1] for each in found.others)))


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
