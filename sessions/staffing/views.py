"""The page on which a conference's secretaries and venue officers are named and relieved."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import get_db, writes
from lms.errors import DomainError, NotFound
from lms.people.access import add_access, log_access
from lms.people.actor import current_actor
from lms.people.auth.entering import sign_in_rules
from lms.people.enums import Role
from lms.people.models import Account, RoleGrant
from lms.people.roles.services import end_grant, grant_role
from lms.people.roles.words import STATE_WORDS
from lms.people.words import ROLE_WORDS
from lms.policy import is_allowed, requires
from lms.web.i18n import _
from sessions.conferences.loading import load_real_conference
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import NOT_FOUND
from sessions.staffing.forms import NameForm
from sessions.staffing.queries import find_accounts, named_staff

bp = Blueprint("staffing", __name__)


@dataclass(frozen=True, slots=True)
class GrantOf:
    """A grant over a conference or one of its venues."""

    conference: Conference
    grant: RoleGrant


def load_grant(conference_id: int, grant_id: int) -> GrantOf:
    """The grant of an address; NotFound for one over anything but this conference and its venues."""
    conference = load_real_conference(conference_id)
    grant = get_db().get(RoleGrant, grant_id)
    places = {
        Role.SECRETARY: {conference.id},
        Role.VENUE_OFFICER: {venue.id for venue in conference.venues},
    }
    if grant is None or grant.place_id not in places.get(grant.role, ()):
        raise NotFound(NOT_FOUND)
    return GrantOf(conference, grant)


@bp.get("/<int:conference_id>/phan-cong")
@requires(ConferencePermission.MANAGE, load_real_conference)
def show(conference: Conference) -> ResponseReturnValue:
    """Who is named, and a search for whom to name."""
    return _page(conference, _form(conference), traced=True)


@bp.post("/<int:conference_id>/phan-cong")
@requires(ConferencePermission.MANAGE, load_real_conference)
@writes
def name(conference: Conference) -> ResponseReturnValue:
    """Name a venue officer, or a secretary where the person asking may."""
    db, form = get_db(), _form(conference)
    if not form.validate():
        return _page(conference, form), 422
    account = db.get(Account, form.account_id.data)
    if account is None:
        raise NotFound(NOT_FOUND)
    wanted = form.wanted(conference)
    try:
        grant_role(db, account, wanted, current_actor().account_id or 0)
    except DomainError as refusal:
        form.form_errors.append(str(refusal.message))
        return _page(conference, form), int(refusal.status)
    _trace("role granted", account, f"{wanted.role}: {conference.title}")
    flash(_("The assignment is made."))
    return _back(conference)


@bp.post("/<int:conference_id>/phan-cong/<int:grant_id>/ket-thuc")
@requires(ConferencePermission.MANAGE, load_grant)
@writes
def end(place: GrantOf) -> ResponseReturnValue:
    """Relieve somebody; NotFound for a secretary where the person asking may not name one."""
    conference, grant, db = place.conference, place.grant, get_db()
    is_secretary = grant.role is Role.SECRETARY
    if is_secretary and not is_allowed(ConferencePermission.NAME_SECRETARY, conference):
        raise NotFound(NOT_FOUND)
    account = db.get_one(Account, grant.account_id)
    by = current_actor().account_id or 0
    reason = request.form.get("reason", "")
    end_grant(db, account, grant.id, ended_by=by, rules=sign_in_rules(), reason=reason)
    _trace("role ended", account, f"{grant.role}: {conference.title}")
    flash(_("The assignment is ended."))
    return _back(conference)


def _form(conference: Conference) -> NameForm:
    form = NameForm()
    may = is_allowed(ConferencePermission.NAME_SECRETARY, conference)
    form.offer(conference, with_secretary=may)
    return form


def _page(conference: Conference, form: NameForm, *, traced: bool = False) -> str:
    db, words = get_db(), request.values.get("tim", "")
    secretaries, officers = named_staff(db, conference)
    found = find_accounts(db, words)
    if traced:
        lines = [*secretaries, *(line for venue in officers.values() for line in venue)]
        named = [*(line.person.id for line in lines), *(person.id for person, _account in found)]
        log_access("assignments seen", "conference", conference.id, words, people=named)
    return render_template(
        "sessions/staffing/show.html",
        conference=conference,
        secretaries=secretaries,
        officers=officers,
        form=form,
        words=words,
        found=found,
        may_name_secretary=is_allowed(ConferencePermission.NAME_SECRETARY, conference),
        role_words=ROLE_WORDS,
        state_words=STATE_WORDS,
    )


def _trace(action: str, account: Account, detail: str) -> None:
    by = current_actor().account_id
    add_access(get_db(), by, action, "person", account.person_id, detail)


def _back(conference: Conference) -> ResponseReturnValue:
    return redirect(url_for(".show", conference_id=conference.id), 303)
