"""A second person's word on an import by which many would leave: asked for, given, turned down, taken back."""

import hashlib
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from lms.people.access import add_access
from lms.people.actor import Actor, find_actor
from lms.people.enums import Decision, Role
from lms.people.importing.approval_rules import Bar, bar_to_approval, covers
from lms.people.importing.freezing import frozen_of
from lms.people.importing.models import ImportApproval, ImportRow, ImportRun, RowKind, RunState
from lms.people.importing.runs import NOT_FOUND, check_ready
from lms.people.models import Account, Person, RoleGrant
from lms.people.roles.queries import not_over
from lms.web.i18n import lazy_gettext as _l

LONGEST_ANSWER: Final = 440
_ENTITLED: Final = (Role.ADMINISTRATOR, Role.RECORDS_CLERK)
SAYINGS: Final = {
    Bar.OWN: _l("You imported this list; a second person decides. You can take it back."),
    Bar.CONCERNED: _l("You are among those who would leave; somebody else decides."),
    Bar.DECIDED: _l("This was decided meanwhile; look at what came of it."),
}


def approvers(db: Session, run: ImportRun) -> list[str]:
    """Names of the others whose grant holds all units of whoever imports, and who can sign in."""
    return approvers_beside(db, run.uploaded_by)


def approvers_beside(db: Session, own_id: int | None) -> list[str]:
    """The same for whoever has this account."""
    today = clock.today()
    rows = db.execute(
        select(Account.id, Person.full_name)
        .join(Person, Person.id == Account.person_id)
        .where(
            Account.is_active,
            Account.id != own_id,
            or_(Account.password_hash.is_not(None), Account.last_signed_in_at.is_not(None)),
            or_(Person.left_on.is_(None), Person.left_on > today),
            select(RoleGrant.id)
            .where(
                RoleGrant.account_id == Account.id,
                RoleGrant.role.in_(_ENTITLED),
                RoleGrant.starts_on <= today,
                not_over(today),
            )
            .exists(),
        )
        .order_by(Person.sort_key, Person.id)
    ).all()
    theirs = _units_of(db, own_id)
    return [name for account_id, name in rows if covers(_units_of(db, account_id), theirs)]


def propose(db: Session, run: ImportRun) -> None:
    """Put a confirmed import before a second person; its day and who leaves are set already.

    Raises Conflict when it is not waiting for a word.
    """
    check_ready(run)
    run.state, run.message = RunState.AWAITING, ""
    db.add(_approval(run, Decision.OPEN))
    _trace(db, run.uploaded_by, "approval of leavers asked for", run)


def note_alone(db: Session, run: ImportRun) -> None:
    """Keep that whoever imports typed the number of those who leave: they are few, or nobody else is entitled."""
    approval = _approval(run, Decision.GRANTED)
    approval.decided_at = approval.proposed_at
    db.add(approval)
    _trace(db, run.uploaded_by, "leavers confirmed alone", run)


def approve(db: Session, run: ImportRun, account_id: int) -> bool:
    """Let the import be written as it was shown; the caller begins the writing when this is True.

    False when the same hand approved before. Raises Forbidden to whoever imports or would leave by it, NotFound
    where the units are not all under one's grant, Conflict when it was decided otherwise meanwhile.
    """
    if not _decide(db, run, Decision.GRANTED, account_id, ""):
        return False
    run.state = RunState.WRITING
    _trace(db, account_id, "leavers approved", run)
    return True


def refuse(db: Session, run: ImportRun, account_id: int, answer: str) -> None:
    """Turn it down with an answer: back to the preview. Raises as `approve`, and Invalid without an answer."""
    kept = answer.strip()
    if not kept:
        raise Invalid(_l("Give an answer: the other side reads it."))
    if len(kept) > LONGEST_ANSWER:
        raise Invalid(_l("Keep the answer within 440 characters."))
    if _decide(db, run, Decision.REFUSED, account_id, kept):
        run.state, run.leaving = RunState.READY, None
        _trace(db, account_id, "leavers turned down", run)


def withdraw(db: Session, run: ImportRun, account_id: int) -> None:
    """Take one's own import back to its preview. Forbidden to anybody else, Conflict when decided."""
    if run.uploaded_by != account_id:
        raise Forbidden(_l("Only the person who imported it can take it back."))
    if not _settle(db, run, decision=Decision.WITHDRAWN, decided_at=clock.now()):
        raise Conflict(SAYINGS[Bar.DECIDED])
    run.state, run.leaving = RunState.READY, None


def newest_approval(db: Session, run: ImportRun) -> tuple[ImportApproval, str] | None:
    """The last word asked for on a run, with the name of whoever gave it. One query."""
    row = db.execute(
        select(ImportApproval, Person.full_name)
        .outerjoin(Account, Account.id == ImportApproval.decided_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ImportApproval.run_id == run.id)
        .order_by(ImportApproval.id.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1] or "") if row else None


def bar_of(db: Session, run: ImportRun, account_id: int) -> Bar | None:
    """Why this account may not decide on a waiting run."""
    decision = Decision.OPEN if run.state is RunState.AWAITING else Decision.GRANTED
    actor = find_actor(db, account_id)
    is_covered = actor is not None and covers(_reach(db, actor), _units_of(db, run.uploaded_by))
    leaves = select(ImportRow.id).where(
        ImportRow.run_id == run.id,
        ImportRow.kind == RowKind.MISSING,
        ImportRow.person_id == (actor.person_id if actor else None),
    )
    return bar_to_approval(
        decision,
        is_own=run.uploaded_by == account_id,
        is_covered=is_covered,
        is_leaving=db.scalar(leaves.limit(1)) is not None,
    )


def waiting_for(db: Session, actor: Actor) -> list[ImportRun]:
    """Imports that wait for this person's word, the newest first. Few ever wait at once."""
    waiting = db.scalars(
        select(ImportRun)
        .where(ImportRun.state == RunState.AWAITING, ImportRun.uploaded_by != actor.account_id)
        .order_by(ImportRun.id.desc())
    ).all()
    own = _reach(db, actor) if waiting else frozenset()
    return [run for run in waiting if covers(own, _units_of(db, run.uploaded_by))]


def is_cleared(db: Session, run: ImportRun, *, by_second: bool = False) -> bool:
    """Whether a word was given on just this: the preview, the decisions on its rows, the day, the number.

    `by_second`: the word of another than the importer alone counts.
    """
    granted = select(ImportApproval.id).where(
        ImportApproval.run_id == run.id,
        ImportApproval.decision == Decision.GRANTED,
        ImportApproval.mark == _mark(run),
    )
    if by_second:
        granted = granted.where(ImportApproval.decided_by.is_not(None))
    return db.scalar(granted.limit(1)) is not None


def _approval(run: ImportRun, decision: Decision) -> ImportApproval:
    assert run.uploaded_by is not None  # noqa: S101 - the command line has no preview to confirm
    return ImportApproval(
        run_id=run.id,
        mark=_mark(run),
        proposed_by=run.uploaded_by,
        proposed_at=clock.now(),
        decision=decision,
    )


def _mark(run: ImportRun) -> str:
    frozen = frozen_of(run)
    told = (frozen["digest"] if frozen else "", run.choices, run.starts_on, run.leaving)
    return hashlib.blake2b("\x1f".join(map(str, told)).encode(), digest_size=16).hexdigest()


def _decide(db: Session, run: ImportRun, decision: Decision, account_id: int, answer: str) -> bool:
    """Whether this hand decided just now; False when the same hand had decided the same before."""
    bar = bar_of(db, run, account_id)
    if bar not in (None, Bar.DECIDED):
        raise _refusal(bar)
    now = clock.now()
    won = _settle(db, run, decision=decision, decided_by=account_id, decided_at=now, answer=answer)
    if not won:
        newest = newest_approval(db, run)
        if not newest or (newest[0].decision, newest[0].decided_by) != (decision, account_id):
            raise Conflict(SAYINGS[Bar.DECIDED])
    return won


def _refusal(bar: Bar | None) -> DomainError:
    return Forbidden(SAYINGS[bar]) if bar in SAYINGS else NotFound(NOT_FOUND)


def _settle(db: Session, run: ImportRun, **values: object) -> bool:
    """Decide what is open; the database lets one hand win."""
    settled = db.execute(
        update(ImportApproval)
        .where(ImportApproval.run_id == run.id, ImportApproval.decision == Decision.OPEN)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(settled.rowcount)  # type: ignore[attr-defined] # an UPDATE has one


def _units_of(db: Session, account_id: int | None) -> frozenset[int] | None:
    actor = find_actor(db, account_id or 0)
    return _reach(db, actor) if actor else frozenset()


def _reach(db: Session, actor: Actor) -> frozenset[int] | None:
    return actor.units_of(Role.RECORDS_CLERK, db=db)


def _trace(db: Session, account_id: int | None, action: str, run: ImportRun) -> None:
    detail = f"{run.leaving or 0} · {run.file_name}"
    add_access(db, account_id, action, "roster", run.id, detail)
