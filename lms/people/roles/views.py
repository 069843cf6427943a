"""Who holds which role, granting and ending one, and what each role may do."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import get_db, writes
from lms.errors import DomainError
from lms.people.access import log_access, trace_person
from lms.people.actor import current_actor
from lms.people.enums import Role
from lms.people.policy import load_person
from lms.people.queries import PersonCard, get_account
from lms.people.roles import services
from lms.people.roles.forms import GrantForm
from lms.people.roles.places import name_scopes, trees_today
from lms.people.roles.policy import RolePermission
from lms.people.roles.queries import Shown, list_grants
from lms.people.roles.table import ROLES, right_rows, rows_by_policy
from lms.people.roles.words import REACH_WORDS, SHOWN_WORDS, STATE_WORDS
from lms.people.unit_filter import offered_units
from lms.people.words import ROLE_WORDS
from lms.policy import requires
from lms.units.tree import UnitTree
from lms.units.words import TREE_WORDS
from lms.web.i18n import _
from lms.web.paging import page_number

bp = Blueprint("roles", __name__)


@bp.get("/phan-quyen")
@requires(RolePermission.LIST)
def index() -> ResponseReturnValue:
    """Who holds what: by role, by unit and all below it, running or ended."""
    db, trees = get_db(), trees_today(get_db())
    role = next((each for each in Role if each.value == request.args.get("vai-tro")), None)
    shown = next((each for each in Shown if each.value == request.args.get("xem")), Shown.RUNNING)
    tree, unit_id = _chosen_unit(trees)
    page = list_grants(
        db,
        roles=[role] if role else [],
        unit_ids=tree.subtree(unit_id) if tree and unit_id else None,
        shown=shown,
        number=page_number(request.args),
    )
    log_access(
        "roles seen",
        "unit",
        unit_id,
        role.value if role else "",
        people=[line.person.id for line in page.items],
    )
    return render_template(
        "roles/index.html",
        found=page,
        over=name_scopes(db, [line.grant for line in page.items]),
        trees=trees,
        offered=lambda tree: offered_units(tree, None, unit_id),
        tree_words=TREE_WORDS,
        unit_id=unit_id,
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
    """What each role may do, and which pages stand under which permission."""
    rows = right_rows()
    return render_template(
        "roles/table.html",
        rows=rows,
        names={row.permission: row.what for row in rows},
        roles=ROLES,
        role_words=ROLE_WORDS,
        reach_words=REACH_WORDS,
        pages=dict(rows_by_policy(current_app)),
    )


@bp.get("/nhan-su/<int:person_id>/vai-tro")
@requires(RolePermission.GRANT, load_person)
def person(card: PersonCard) -> ResponseReturnValue:
    """All roles of one person, ended ones too, and the form that grants one."""
    log_access("roles of a person seen", "person", card.person.id)
    return _page(card, _form())


@bp.post("/nhan-su/<int:person_id>/vai-tro")
@requires(RolePermission.GRANT, load_person)
@writes
def grant(card: PersonCard) -> ResponseReturnValue:
    """Grant a role over a unit or over everything."""
    form, account = _form(), get_account(card)
    if not form.validate():
        return _page(card, form), 422
    try:
        made = services.grant_role(
            get_db(), account, form.wanted(), current_actor().account_id or 0
        )
    except DomainError as refusal:
        form.add_error("unit_id", str(refusal.message))
        return _page(card, form), int(refusal.status)
    trace_person("role granted", card.person.id, made.role)
    flash(_("The role is granted."))
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
        reason=request.form.get("reason", ""),
    )
    trace_person("role ended", card.person.id, ended.role)
    flash(_("The role is ended."))
    return _back(card)


def _chosen_unit(trees: list[UnitTree]) -> tuple[UnitTree | None, int | None]:
    raw = request.args.get("don-vi", "")
    unit_id = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
    for tree in trees:
        if unit_id in tree:
            return tree, unit_id
    return None, None


def _form() -> GrantForm:
    form = GrantForm()
    form.offer_units(trees_today(get_db()))
    return form


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
