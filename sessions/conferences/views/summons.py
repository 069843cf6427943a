"""Summoning by unit: choose a venue per unit, look at the counts, then summon."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError
from lms.numbers import number_sent
from lms.people.actor import current_actor
from lms.policy import requires
from lms.units.enums import Tree
from lms.web.i18n import lazy_gettext as _l
from lms.web.i18n import ngettext
from sessions.conferences.audience import UnitChoice, people_by_units
from sessions.conferences.loading import load_real_conference
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import summoned_by_venue
from sessions.conferences.summoning import SummonsPreview, preview_summons, summon
from sessions.conferences.units import unit_rows
from sessions.conferences.views import bp
from sessions.invitations.issuing import issue_codes
from sessions.invitations.keys import code_key

TREES = {Tree.STATE: _l("State units"), Tree.PARTY: _l("Party organisations")}
NOBODY = "0"
"""Value of a unit's choice box that summons nobody from there on down."""


@bp.get("/<int:conference_id>/trieu-tap")
@requires(ConferencePermission.MANAGE, load_real_conference)
def by_unit(conference: Conference) -> ResponseReturnValue:
    """The units with a choice box each; with choices made, what summoning would do."""
    choice = read_choice(request.args)
    preview = None
    if choice.venues:
        people = people_by_units(get_db(), conference, choice)
        preview = preview_summons(get_db(), conference, people)
    return _render(conference, choice, preview)


@bp.post("/<int:conference_id>/trieu-tap")
@requires(ConferencePermission.MANAGE, load_real_conference)
@writes
def summon_units(conference: Conference) -> ResponseReturnValue:
    """Summon as previewed; a clash of conferences refuses everybody unless they are left out."""
    db = get_db()
    choice = read_choice(request.form)
    people = people_by_units(db, conference, choice)
    try:
        done = summon(
            db,
            conference,
            people,
            leave_out_clashes=request.form.get("leave_out") == "1",
            by=current_actor().account_id,
        )
    except DomainError as refusal:
        preview = preview_summons(db, conference, people)
        return _render(conference, choice, preview, str(refusal.message)), int(refusal.status)
    issue_codes(db, code_key(), conference.id)
    flash(done_sentence(done))
    return redirect(url_for(".summoned", conference_id=conference.id), 303)


def done_sentence(done: SummonsPreview) -> str:
    """What summoning did, in one sentence or two."""
    said = ngettext(
        "%(num)d person was summoned.", "%(num)d people were summoned.", len(done.fresh)
    )
    if done.moved:
        said += " " + ngettext(
            "%(num)d person was moved to another venue.",
            "%(num)d people were moved to another venue.",
            len(done.moved),
        )
    if done.clashes:
        said += " " + ngettext(
            "%(num)d person was left out, being summoned elsewhere at that time.",
            "%(num)d people were left out, being summoned elsewhere at that time.",
            len(done.clashes),
        )
    return said


def read_choice(values: Mapping[str, str]) -> UnitChoice:
    """The choice of units in an address or a form; what makes no sense is left out."""
    chosen: dict[int, int | None] = {}
    for name, value in values.items():
        unit_id = number_sent(name[1:]) if name.startswith("u") else None
        venue_id = number_sent(value)
        if unit_id is not None and venue_id is not None:
            chosen[unit_id] = None if value == NOBODY else venue_id
    tree = Tree.PARTY if values.get("cay") == Tree.PARTY.value else Tree.STATE
    return UnitChoice(tree, chosen, members_only=values.get("dang-vien") == "1")


def _render(
    conference: Conference,
    choice: UnitChoice,
    preview: SummonsPreview | None,
    refusal: str = "",
) -> str:
    db = get_db()
    return render_template(
        "sessions/conferences/summon.html",
        conference=conference,
        choice=choice,
        rows=unit_rows(db, choice.tree, clock.local(conference.starts_at).date()),
        summoned=summoned_by_venue(db, conference.id),
        preview=preview,
        refusal=refusal,
        trees=TREES,
        nobody=NOBODY,
    )
