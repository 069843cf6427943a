"""What the page of an import says about the second person's word."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.errors import NotFound
from lms.people.importing.approval_rules import Bar
from lms.people.importing.approving import SAYINGS, bar_of, newest_approval
from lms.people.importing.models import ImportApproval, ImportRun, RunState
from lms.people.importing.runs import NOT_FOUND
from lms.people.models import Account, Person


@dataclass(frozen=True, slots=True)
class ApprovalShown:
    """The newest word on an import, and what whoever reads it may do now."""

    approval: ImportApproval
    proposer: str
    decider: str
    """Empty while nobody has decided, and where nobody else was entitled."""
    is_waiting: bool
    is_own: bool
    may_decide: bool
    saying: object
    """Why not, in a sentence; empty where there is nothing to decide."""


def approval_shown(db: Session, run: ImportRun, account_id: int) -> ApprovalShown | None:
    """The word on a run, if one was ever asked for; one query then, some more while it waits."""
    found = newest_approval(db, run)
    if found is None:
        return None
    approval, decider = found
    waits = run.state is RunState.AWAITING
    bar = bar_of(db, run, account_id) if waits else Bar.DECIDED
    account = db.get_one(Account, approval.proposed_by)
    return ApprovalShown(
        approval,
        proposer=db.get_one(Person, account.person_id).full_name,
        decider=decider,
        is_waiting=waits,
        is_own=run.uploaded_by == account_id,
        may_decide=bar is None,
        saying=SAYINGS[bar] if waits and bar in SAYINGS else "",
    )


def check_seen(db: Session, run: ImportRun, account_id: int) -> None:
    """NotFound for a waiting import of units that are not all under one's grant."""
    if run.state is RunState.AWAITING and bar_of(db, run, account_id) is Bar.OUTSIDE:
        raise NotFound(NOT_FOUND)
