"""The import an address names: looked up, changed, worked on; and its page while there is nothing else to show."""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms.config import Settings
from lms.db import get_db, in_group
from lms.db.boundary import current_database
from lms.people.actor import current_actor
from lms.people.importing import runs
from lms.people.importing.approval_shown import check_seen
from lms.people.importing.models import ImportRun, RunState
from lms.people.importing.progress import Progress, Report, locked, look_at, start_process
from lms.people.importing.work import work_on
from lms.people.words_due import write_words_due
from lms.web.refusals import trouble_sentence

T = TypeVar("T")

IN_REQUEST_BYTES = 256 * 1024
"""Files up to this size are read and written within the request: a few thousand rows, a second."""
SECONDS_BETWEEN_LOOKS = 2


def page_under_way(run: ImportRun, progress: Progress) -> ResponseReturnValue:
    page = render_template("people/importing/under_way.html", run=run, progress=progress)
    response = current_app.make_response(page)
    response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response


def page_stopped(run: ImportRun, progress: Progress) -> ResponseReturnValue:
    now = get_run(run.id, fresh=True)  # it may have ended between the two looks
    if now.state is not run.state:
        return to_run(run.id)
    trouble = trouble_sentence(progress.trouble) if progress.trouble else ""
    return page_not_imported(run, trouble, is_stopped=True)


def page_not_imported(run: ImportRun, reason: str, *, is_stopped: bool = False) -> str:
    return render_template(
        "people/importing/refused.html",
        run=run,
        reason=reason,
        is_stopped=is_stopped,
        is_still_shown=runs.is_stopped_write(run),
    )


def is_stopped(run: ImportRun) -> bool:
    return (
        run.state in (RunState.READING, RunState.WRITING)
        and not look_at(settings_here(), run.id).is_running
    )


def begin_work(run_id: int, size: int) -> None:
    """Do what the run waits for: a small file within the request, a large one in a process of its own."""
    if size <= IN_REQUEST_BYTES:
        with locked(settings_here(), run_id) as handle:
            work_on(run_id, Report(handle))
    else:
        database = current_database()
        start_process(settings_here(), run_id, lambda: write_words_due(database))


def change_run(run_id: int, act: Callable[[Session, ImportRun], T]) -> T:
    """Look the import up anew inside the transaction, and act on it."""
    account_id, only_own = own_account_id(), only_of() is not None

    def change(db: Session) -> T:
        run = runs.get_run(db, run_id, account_id, only_own=only_own)
        check_seen(db, run, account_id)
        return act(db, run)

    return in_group(change)


def get_run(run_id: int, *, fresh: bool = False) -> ImportRun:
    db = get_db()
    if fresh:
        db.rollback()
        db.expire_all()
    run = runs.get_run(db, run_id, own_account_id(), only_own=only_of() is not None)
    check_seen(db, run, own_account_id())
    return run


def to_run(run_id: int) -> Response:
    return redirect(url_for("people.roster.preview", run_id=run_id), 303)


def settings_here() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def only_of() -> int | None:
    """Whose imports are shown: a list of everything names people whom a clerk of some units does not keep."""
    return None if current_actor().keeps_all_records else own_account_id()


def own_account_id() -> int:
    account_id = current_actor().account_id
    assert account_id is not None  # noqa: S101 - the policy let nobody else in
    return account_id
