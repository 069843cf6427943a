"""The second person's word on an import by which many would leave; adds its acts to those of the import."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.db import commits_in_group, in_group
from lms.people.actor import current_actor
from lms.people.importing import approving, runs
from lms.people.importing.approval_shown import check_seen
from lms.people.importing.current import begin_work
from lms.people.importing.models import ImportRun
from lms.people.importing.views import bp
from lms.people.policy import PersonPermission
from lms.policy import requires
from lms.web.i18n import _

T = TypeVar("T")


@bp.post("/<int:run_id>/duyet")
@requires(PersonPermission.IMPORT)
@commits_in_group
def approve(run_id: int) -> ResponseReturnValue:
    """Agree: the import is written as it was shown."""

    def act(db: Session, run: ImportRun) -> tuple[bool, int]:
        return approving.approve(db, run, _account_id()), run.size

    begins, size = _change(run_id, act)
    if begins:
        begin_work(run_id, size)
    return _to_run(run_id)


@bp.post("/<int:run_id>/khong-duyet")
@requires(PersonPermission.IMPORT)
@commits_in_group
def refuse(run_id: int) -> ResponseReturnValue:
    """Turn it down with an answer; nothing is written."""
    answer = request.form.get("answer", "")
    _change(run_id, lambda db, run: approving.refuse(db, run, _account_id(), answer))
    flash(_("Nothing was written; your colleague reads your answer."))
    return redirect(url_for("people.roster.history"), 303)


@bp.post("/<int:run_id>/rut-lai")
@requires(PersonPermission.IMPORT)
@commits_in_group
def withdraw(run_id: int) -> ResponseReturnValue:
    """Take one's own import back to its preview."""
    _change(run_id, lambda db, run: approving.withdraw(db, run, _account_id()))
    flash(_("The import is taken back; nothing was written."))
    return _to_run(run_id)


def _change(run_id: int, act: Callable[[Session, ImportRun], T]) -> T:
    """Look the import up anew inside the transaction, and act on it."""
    account_id, only_own = _account_id(), not current_actor().keeps_all_records

    def change(db: Session) -> T:
        run = runs.get_run(db, run_id, account_id, only_own=only_own)
        check_seen(db, run, account_id)
        return act(db, run)

    return in_group(change)


def _account_id() -> int:
    return current_actor().account_id or 0


def _to_run(run_id: int) -> ResponseReturnValue:
    return redirect(url_for("people.roster.preview", run_id=run_id), 303)
