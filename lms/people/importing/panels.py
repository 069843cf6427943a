"""What keepers of records find on their first page: somebody to look up, imports and what they left open."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import Panel
from lms.people.actor import Actor
from lms.people.belonging import holds_on
from lms.people.enums import Role
from lms.people.importing.approving import waiting_for
from lms.people.importing.models import ImportRun, RunState
from lms.people.importing.runs import figures_of_run, newest_run
from lms.people.models import Membership, Person
from lms.people.policy import imports_people
from lms.people.search_scope import on_record
from lms.people.vouching import count_waiting
from lms.web.i18n import _


@dataclass(frozen=True, slots=True)
class Records:
    """How the records stand: people on them, the newest import, and one's own that waits."""

    people: int
    written: ImportRun | None
    written_by: str
    missing: int
    """Not in the newest list though on record in its units, and not marked as having left."""
    waiting: ImportRun | None
    asked: ImportRun | None
    """Somebody else's that waits for one's word."""
    to_vouch: int = 0
    """People whose e-mail address or code waits for an administrator; 0 for others."""


def home_panels(db: Session, actor: Actor) -> Sequence[Panel]:
    """One panel for those who import and edit people, about the units under their grant. Five queries."""
    if not imports_people(actor):
        return []
    records = records_of(db, actor)
    if actor.is_admin and records.people <= 1:  # the first steps of an empty system say the same
        return []
    html = render_template("people/records_panel.html", records=records)
    return [Panel(_("Records of people"), Markup(html), 14)]  # noqa: S704 - our own template, which escapes


def records_of(db: Session, actor: Actor) -> Records:
    """People on record today, the newest import that was written, the newest of one's own that waits.

    Of keepers of some units: the people of these, and their own imports, for they see no others.
    """
    units, today = actor.units_of(Role.RECORDS_CLERK), clock.today()
    counted = select(func.count()).select_from(Person).where(on_record(today))
    if units is not None:
        inside = select(Membership.person_id).where(Membership.unit_id.in_(units), holds_on(today))
        counted = counted.where(Person.id.in_(inside))
    people = db.scalar(counted)
    own_only = None if units is None else actor.account_id
    newest: Row[ImportRun, str] | None = newest_run(db, RunState.WRITTEN, own_only)
    own = newest_run(db, RunState.READY, actor.account_id)
    written, name = (newest[0], newest[1] or "") if newest else (None, "")
    waits = own[0] if own and (written is None or own[0].id > written.id) else None
    figures = figures_of_run(written) if written else None
    asked = next(iter(waiting_for(db, actor)), None)
    left_open = figures["missing"] - (written.leaving or 0) if written and figures else 0
    to_vouch = count_waiting(db) if actor.is_admin else 0
    return Records(people or 0, written, name, max(left_open, 0), waits, asked, to_vouch)
