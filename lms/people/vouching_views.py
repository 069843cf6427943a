"""Whose e-mail address or code waits for an administrator's word, and that word: for one, or for many at once."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import get_db, writes
from lms.numbers import number_sent
from lms.people.access import log_access, trace_person
from lms.people.policy import PersonPermission
from lms.people.vouching import mark_of, vouch_for_shown, waiting_page
from lms.policy import requires
from lms.web.i18n import _, ngettext
from lms.web.paging import page_number

bp = Blueprint("vouching", __name__)

_LONGEST = 40
_MOST = 1_000


@bp.get("/nhan-su/cho-xac-nhan")
@requires(PersonPermission.MANAGE)
def index() -> ResponseReturnValue:
    """People whose e-mail address or code somebody changed who is no administrator, with what it was before."""
    page = waiting_page(get_db(), page_number(request.args))
    shown = [line.person.id for line in page.items]
    log_access("people to vouch for seen", "unit", None, people=shown)
    return render_template("people/vouching.html", page_of_people=page, mark_of=mark_of)


@bp.post("/nhan-su/cho-xac-nhan")
@requires(PersonPermission.MANAGE)
@writes
def confirm() -> ResponseReturnValue:
    """Vouch for the one whose button was pressed, or else for all ticked, as they were shown.

    Who was changed again meanwhile is left waiting, and told.
    """
    one = request.form.get("mot", "")
    asked = [one] if one else request.form.getlist("nguoi")[:_MOST]
    shown = dict(filter(None, map(_read, asked)))
    if not shown:
        flash(_("Nobody is chosen. Tick people in the list first."), "error")
        return redirect(url_for("people.vouching.index"), 303)
    done = vouch_for_shown(get_db(), shown)
    for person_id in done:
        trace_person("e-mail and code confirmed", person_id)
    if done:
        flash(ngettext("%(num)d person is confirmed.", "%(num)d people are confirmed.", len(done)))
    if left := len(shown) - len(done):
        flash(
            ngettext(
                "%(num)d person was changed or confirmed meanwhile and is left as it stands now.",
                "%(num)d people were changed or confirmed meanwhile and are left as they stand now.",
                left,
            ),
            "warning",
        )
    return redirect(url_for("people.vouching.index"), 303)


def _read(value: str) -> tuple[int, str] | None:
    """`<id>-<mark of what was shown>`, as the page sends it."""
    typed, _dash, mark = value[:_LONGEST].partition("-")
    number = number_sent(typed)
    return None if number is None else (number, mark)
