"""People on record: the list, one person, their account."""

from collections.abc import Sequence

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import parts
from lms.config import Settings
from lms.db import commits_in_group, get_db, in_group, writes
from lms.numbers import number_sent
from lms.people import services
from lms.people.access import add_access, log_access, trace_person
from lms.people.access_words import shown_value
from lms.people.actor import current_actor
from lms.people.among_shown import filters_of
from lms.people.auth.entering import sign_in_rules
from lms.people.auth.passwords import hash_password
from lms.people.cards import PersonCard, get_account
from lms.people.enums import Role
from lms.people.listing import read_spot
from lms.people.on_day_views import people_on_another_day
from lms.people.policy import SEEING, SEEING_PARTY, PersonPermission, load_person
from lms.people.queries import list_people
from lms.people.question import read_question
from lms.people.record_acts import acts_on
from lms.people.roles.panel import roles_of
from lms.people.roles.party import party_known
from lms.people.roles.policy import RolePermission
from lms.people.tracing.changes import SENSITIVE, ShownChange, changes_of
from lms.people.unit_offers import ROSTER, offer_units
from lms.people.words import CATEGORY_WORDS, COLUMN_WORDS, ORDER_WORDS, PARTY_WORDS, SEX_WORDS
from lms.policy import is_allowed, requires
from lms.units.choosing import Problem
from lms.units.enums import Tree
from lms.units.fields import unit_filter
from lms.units.tree import UnitTree
from lms.units.words import TREE_WORDS
from lms.web.days import read_day
from lms.web.i18n import _

bp = Blueprint("people", __name__)


@bp.get("/nhan-su")
@requires(PersonPermission.LIST)
def index() -> ResponseReturnValue:
    """People the person asking may see: found by name, unit by unit, a page at a time; as of a day, if one is given."""
    if (as_of := people_on_another_day()) is not None:
        return as_of
    offer, reach = offer_units(ROSTER), current_actor().units_of(*SEEING)
    trees, party_units = offer.trees, current_actor().units_of(*SEEING_PARTY)
    unit = unit_filter(request.args, offer)
    unit_id = unit.data or None
    if unit.choice.problem is Problem.NOT_OFFERED:  # a link from a unit above one's own
        unit_id = _chosen_unit(trees, party_units)
    units = reach
    if unit_id is not None:
        tree = next(each for each in trees if unit_id in each)
        below = tree.subtree(unit_id)
        units = below if reach is None else below.intersection(reach)
    question = read_question(
        request.args, unit_ids=units, party_units=party_units, sees_all=reach is None
    )
    page = list_people(get_db(), trees, question, read_spot(request.args))
    shown = [line.person.id for line in page.items]
    knows_party = party_units != frozenset()  # one's own membership alone makes no column
    known = party_known(get_db(), current_actor(), shown) if knows_party else frozenset()
    log_access(
        "list of people seen",
        "unit",
        unit_id,
        question.words,
        people=shown,
        shows_party=bool(known),
    )
    no_day = "" if read_day(request.args) else request.args.get("ngay", "").strip()
    return render_template(
        "people/index.html",
        page_of_people=page,
        unit_box=unit,
        unit_id=unit_id,
        words=question.words,
        sort=question.sort,
        order_words=ORDER_WORDS,
        among=question.among,
        filters=filters_of(question.among, knows_party=knows_party, sees_all=reach is None),
        party_words=PARTY_WORDS,
        party_known=known,
        knows_party=knows_party,
        no_day=no_day,
    )


@bp.get("/nhan-su/<int:person_id>")
@requires(PersonPermission.VIEW, load_person)
def show(card: PersonCard) -> ResponseReturnValue:
    """One person: places in both trees, account, roles."""
    log_access("person viewed", "person", card.person.id)
    return _person_page(card)


@bp.post("/nhan-su/<int:person_id>/mat-khau")
@requires(PersonPermission.MANAGE, load_person)
@commits_in_group
def first_password(card: PersonCard) -> ResponseReturnValue:
    """Set a password for the person to change at the first sign-in; it is shown this once."""
    account_id, admin_id = get_account(card).id, current_actor().account_id
    settings: Settings = current_app.extensions["settings"]
    password = services.make_first_password()
    new_hash = hash_password(password, settings.argon2_memory_kib)

    def work(db: Session) -> None:
        services.set_first_password(db, account_id, new_hash)
        add_access(db, admin_id, "first password set", "person", card.person.id)

    in_group(work)
    page = render_template("people/password.html", card=card, password=password)
    response = make_response(page)
    response.cache_control.no_store = True
    return response


@bp.post("/nhan-su/<int:person_id>/tai-khoan/dong")
@requires(PersonPermission.MANAGE, load_person)
@writes
def close_account(card: PersonCard) -> ResponseReturnValue:
    """Keep the person from signing in."""
    services.close_account(get_db(), get_account(card), sign_in_rules())
    trace_person("account closed", card.person.id)
    flash(_("The account is closed."))
    return _back(card)


@bp.post("/nhan-su/<int:person_id>/tai-khoan/mo")
@requires(PersonPermission.MANAGE, load_person)
@writes
def open_account(card: PersonCard) -> ResponseReturnValue:
    """Let the person sign in again."""
    services.open_account(get_db(), get_account(card))
    trace_person("account opened", card.person.id)
    flash(_("The account is open again."))
    return _back(card)


def _chosen_unit(trees: Sequence[UnitTree], party_units: frozenset[int] | None) -> int | None:
    """The unit of the filter; a Party unit only for those who may know who stands in it."""
    unit_id = number_sent(request.args.get("don-vi", ""))
    tree = next((each for each in trees if unit_id in each), None)
    is_known = tree is not None and (
        tree.tree is Tree.STATE or party_units is None or unit_id in party_units
    )
    return unit_id if is_known else None


def _person_page(card: PersonCard) -> str:
    return render_template(
        "people/show.html",
        card=card,
        person=card.person,
        today=clock.today(),
        opens_unit=current_actor().browses,
        kept_units=current_actor().units_of(Role.RECORDS_CLERK),
        record_links=_record_links(card),
        record_acts=acts_on(card) if is_allowed(PersonPermission.EDIT, card) else (),
        roles=roles_of(card) if is_allowed(RolePermission.GRANT, card) else None,
        category_words=CATEGORY_WORDS,
        party_words=PARTY_WORDS,
        sex_words=SEX_WORDS,
        tree_words=TREE_WORDS,
        changes=_changes_to_show(card),
        column_words=COLUMN_WORDS,
        shown_value=shown_value,
    )


def _changes_to_show(card: PersonCard) -> list[ShownChange]:
    """What was corrected, newest first; Party membership only for those who may know it."""
    open_party = is_allowed(PersonPermission.VIEW_PARTY, card)
    return [
        each
        for each in changes_of(get_db(), card.person.id)
        if open_party or each.change.field not in SENSITIVE
    ]


def _record_links(card: PersonCard) -> list[tuple[str, str]]:
    """What other parts of the product offer about the person to whoever is asking."""
    return [
        link
        for part in parts()
        if part.record_links
        for link in part.record_links(get_db(), current_actor(), card)
    ]


def _back(card: PersonCard) -> ResponseReturnValue:
    return redirect(url_for("people.show", person_id=card.person.id), 303)
