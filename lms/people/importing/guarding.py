"""What is asked before the missing of an import leave, when it is previewed, confirmed and written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.actor import find_actor
from lms.people.importing.approval_rules import Guard, guard_of
from lms.people.importing.approving import approvers, is_cleared
from lms.people.importing.figures import Figures
from lms.people.importing.models import ImportRow, ImportRun, RowKind
from lms.people.importing.runs import figures_of_run
from lms.people.let_leave import last_units, let_leave_lately, without_place
from lms.people.let_leave_share import Share, worst_share
from lms.people.scope import scope_of_account
from lms.units.enums import Tree
from lms.units.tree import load_tree
from lms.web.i18n import lazy_gettext as _l

NOT_APPROVED: Final = _l(
    "More people would leave than the guard lets pass, and no second person has approved it. Nothing was written."
)
_OF_SECOND: Final = (Guard.SECOND_PERSON, Guard.NOBODY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What must happen before they leave, who could give a second word, and how many left before them."""

    guard: Guard = Guard.NONE
    others: Sequence[str] = ()
    before: int = 0
    """Let leave by the same account within a day, and counted with them."""


def guard_for(db: Session, run: ImportRun, figures: Figures) -> Asked:
    """What is asked before the missing leave, and who could give a second word, by name.

    Whom the same account let leave within a day counts with them, as for an act of many on the pages (`worst_share`).
    At most four queries where few leave or somebody keeps all records and let nobody leave lately.
    """
    if not figures["missing"]:
        return Asked()
    share = _share_of(db, run, figures)
    if not share.is_guarded:
        return Asked()
    others, importer = approvers(db, run), find_actor(db, run.uploaded_by or 0)
    is_admin = importer is not None and importer.is_admin
    guard = guard_of(
        is_guarded=True, leaving=share.leaving, has_others=bool(others), is_admin=is_admin
    )
    return Asked(guard, others, share.before)


def is_let_through(db: Session, run: ImportRun) -> bool:
    """Whether those who leave by a confirmed import may, as it stands when it is written.

    To be asked while `hold_stamp` holds: who leaves by another page or another list of the same moment is counted.
    """
    figures = figures_of_run(run)
    if run.leaving is None or figures is None:
        return True
    guard = guard_for(db, run, figures).guard
    return guard is Guard.NONE or is_cleared(db, run, by_second=guard in _OF_SECOND)


def _share_of(db: Session, run: ImportRun, figures: Figures) -> Share:
    alone = Share(figures["missing"], figures["covered"])
    lately = let_leave_lately(db, run.uploaded_by)
    if not lately:
        return alone
    missing = select(ImportRow.person_id).where(
        ImportRow.run_id == run.id,
        ImportRow.kind == RowKind.MISSING,
        ImportRow.person_id.is_not(None),
    )
    lately -= set(db.scalars(missing))
    picture = load_tree(db, Tree.STATE, clock.today())
    gone = {
        person_id: unit_id
        for person_id, unit_id in last_units(db, Tree.STATE, lately).items()
        if unit_id in picture
    }
    own = frozenset(figures.get("covered_units", ())) & picture.nodes.keys()
    scope = scope_of_account(db, run.uploaded_by)
    besides = len(without_place(db, lately))
    share = worst_share(db, picture, figures["missing"], own, gone, scope, besides=besides)
    return max(alone, share, key=lambda each: (each.is_guarded, each.leaving))
