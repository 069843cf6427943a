"""Where those responsible for a unit's people find the slips: on their first page and on a person's."""

from collections.abc import Sequence

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from lms.areas import Panel
from lms.people.actor import Actor
from lms.people.cards import PersonCard
from lms.people.policy import SEEING, imports_people, sees_person
from lms.web.i18n import _


def home_panels(_db: Session, actor: Actor) -> Sequence[Panel]:
    """One panel for heads, committees, offices and clerks; the administrator has the menu. No query.

    Who keeps records has a search in the panel of these already.
    """
    if actor.is_admin or not actor.has_any(*SEEING):
        return []
    html = render_template("people/slips/own_unit.html", looks_up=not imports_people(actor))
    return [Panel(_("People of my unit"), Markup(html), 40)]  # noqa: S704 - our own template, which escapes


def record_links(_db: Session, actor: Actor, card: PersonCard) -> Sequence[tuple[str, str]]:
    """The slip of somebody who has not set a password yet, or has no account. No query."""
    account = card.account
    if card.has_left:
        return []
    if account is not None and (account.password_hash or not account.is_active):
        return []
    if not sees_person(actor, card):
        return []
    return [(_("Activation slip"), url_for("slips.of_person", person_id=card.person.id))]
