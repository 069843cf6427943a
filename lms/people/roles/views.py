"""Who holds which role, granting and ending one, and what each role may do."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import get_db, writes
from lms.errors import DomainError
from lms.people.access import log_access, trace_person
from lms.people.actor import current_actor
from lms.people.auth.entering import sign_in_rules
from lms.people.cards import PersonCard, get_account
from lms.people.enums import Role
from lms.people.policy import load_person
from lms.people.roles import services
from lms.people.roles.ends_told import role_along_told
from lms.people.roles.forms import GrantForm
from lms.people.roles.going_along import ends_of_role
from lms.people.roles.places import name_scopes
from lms.people.roles.policy import RolePermission
from lms.people.roles.queries import Shown, list_grants
from lms.people.roles.table import ROLES, right_groups, rows_by_policy
from lms.people.roles.words import REACH_LOOKS, REACH_WORDS, SHOWN_WORDS, STATE_WORDS
from lms.people.unit_offers import GRANTS, offer_units
from lms.people.vouching import vouch
from lms.people.words import ROLE_WORDS
from lms.policy import requires
from lms.units.fields import unit_filter
from lms.web.i18n import _
from lms.web.paging import page_number

bp = Blueprint("roles", __name__)


@bp.get("/phan-quyen")
@requires(RolePermission.LIST)
def index() -> ResponseReturnValue:
    """Who holds what: by role, by unit and all below it, running or ended."""
    db = get_db()
    unit = unit_filter(request.args, offer_units(GRANTS), _("Over the unit"), _("Wherever"))
    role = _chosen_role()
    shown = next((each for each in Shown if each.value == request.args.get("xem")), Shown.RUNNING)
    page = list_grants(
        db,
        roles=[role] if role else [],
        unit_ids=unit.subtree,
        shown=shown,
        number=page_number(request.args),
    )
    log_access(
        "roles seen",
        "unit",
        unit.data or None,
        role.value if role else "",
        people=[line.person.id for line in page.items],
    )
    return render_template(
        "roles/index.html",
        found=page,
        over=name_scopes(db, [line.grant for line in page.items]),
        unit_box=unit,
        chosen=role,
        roles=[each for each in Role if each is not Role.LEARNER],
        role_words=ROLE_WORDS,
        shown=shown,
        shown_words=SHOWN_WORDS,
        state_words=STATE_WORDS,
    )


@bp.get("/phan-quyen/bang")
@requires(RolePermission.LIST)
def table() -> ResponseReturnValue:
    """What each role may do over what reach, all roles side by side or one; and the pages under each right."""
    every, chosen = right_groups(), _chosen_role()
    groups = [group.held_by(chosen) for group in every] if chosen else every
    return render_template(
        "roles/table.html",
        groups=groups,
        counts={role: sum(len(group.held_by(role).rows) for group in every) for role in ROLES},
        names={row.permission: row.what for group in groups for row in group.rows},
        chosen=chosen,
        roles=ROLES,
        role_words=ROLE_WORDS,
        reach_words=REACH_WORDS,
        reach_looks=REACH_LOOKS,
        pages=dict(rows_by_policy(current_app)),
    )


@bp.get("/nhan-su/<int:person_id>/vai-tro")
@requires(RolePermission.GRANT, load_person)
def person(card: PersonCard) -> ResponseReturnValue:
    """All roles of one person, ended ones too, and the form that grants one."""
    log_access("roles of a person seen", "person", card.person.id)
    form = _form()
    form.ask_about_ends(())
    return _page(card, form)


@bp.post("/nhan-su/<int:person_id>/vai-tro")
@requires(RolePermission.GRANT, load_person)
@writes
def grant(card: PersonCard) -> ResponseReturnValue:
    """Grant a role over a unit or over everything."""
    form, account = _form(), get_account(card)
    told = _ends_told(form)
    form.ask_about_ends(told)
    if not form.validate():
        return _page(card, form), 422
    try:
        made = services.grant_role(
            get_db(), account, form.wanted(), current_actor().account_id or 0
        )
    except DomainError as refusal:
        form.add_error(getattr(refusal, "field", "unit_id"), str(refusal.message))
        return _page(card, form), int(refusal.status)
    vouch(get_db(), card.person.id)
    trace_person("role granted", card.person.id, made.role)
    flash(_("The role is granted."))
    for sentence in told:
        flash(sentence, "info")
    return _back(card)


@bp.post("/nhan-su/<int:person_id>/vai-tro/<int:grant_id>/ket-thuc")
@requires(RolePermission.GRANT)
@writes
def end(person_id: int, grant_id: int) -> ResponseReturnValue:
    """End a role at once."""
    card = load_person(person_id)
    ended = services.end_grant(
        get_db(),
        get_account(card),
        grant_id,
        ended_by=current_actor().account_id or 0,
        rules=sign_in_rules(),
        reason=request.form.get("reason", ""),
    )
    trace_person("role ended", card.person.id, ended.role)
    flash(_("The role is ended."))
    return _back(card)


def _chosen_role() -> Role | None:
    return next((each for each in Role if each.value == request.args.get("vai-tro")), None)


def _form() -> GrantForm:
    form = GrantForm()
    form.unit_id.offer(offer_units(GRANTS))
    return form


def _ends_told(form: GrantForm) -> list[str]:
    """What becomes of the role with acts to come on its unit, in sentences."""
    chosen = form.unit_id.data
    return role_along_told(ends_of_role(get_db(), chosen, form.ends_on.data)) if chosen else []


def _page(card: PersonCard, form: GrantForm) -> str:
    db, account = get_db(), get_account(card)
    found = list_grants(db, account_id=account.id, number=page_number(request.args))
    return render_template(
        "roles/person.html",
        card=card,
        form=form,
        found=found,
        over=name_scopes(db, [line.grant for line in found.items]),
        role_words=ROLE_WORDS,
        state_words=STATE_WORDS,
    )


def _back(card: PersonCard) -> ResponseReturnValue:
    return redirect(url_for("roles.person", person_id=card.person.id), 303)
