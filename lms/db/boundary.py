"""Who commits: the boundary, once. Services only add, change and flush.

`@writes` marks a view that changes something; the policy decorator around it opens the write
transaction before it loads anything, and commits before the response leaves. Refusals and
statuses from 400 up roll back. The CLI and background jobs use `with transaction() as db:`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import Response, current_app, g, make_response
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lms.db.engine import Database
from lms.db.group import GroupCommit
from lms.db.pieces import Handler

I = TypeVar("I")  # noqa: E741 - an item of a batch
T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def get_db() -> Session:
    """The request's session, opened at first use: read-only unless the view is `@writes`."""
    if "db" not in g:
        g.db = current_database().reading()
    session: Session = g.db
    return session


def current_database() -> Database:
    """The database of the running application."""
    database: Database = current_app.extensions["database"]
    return database


@contextmanager
def transaction(*, is_roomy: bool = False) -> Iterator[Session]:
    """A writing transaction of its own, for commands and jobs: commits at the end of the block.

    `is_roomy`: thousands of rows are written, see `lms.db.opening`.
    """
    with current_database().transaction(is_roomy=is_roomy) as session:
        yield session


def look(question: Callable[[Connection], T]) -> T:
    """Ask outside any transaction, for a fraction of what a session costs; each statement sees what is committed.

    A connection may have broken since it was last in use: then it is asked once more, on one that was tried.
    """
    database = current_database()
    try:
        with database.peek() as connection:
            return question(connection)
    except DBAPIError:
        with database.reading() as session:
            return question(session.connection())


def in_group(work: Callable[[Session], T]) -> T:
    """Run a hot write together with those of other waiting requests; return when it is durable.

    `work` may be run by another request's thread: it gets a session and must not touch Flask's
    request, `get_db()` or the current user. Raises what the work raises.
    """
    group: GroupCommit = current_app.extensions["group_commit"]
    return group.run(work)


def in_group_with(handler: Handler[I, T], item: I) -> T:
    """The same for one item of `handler(db, items)`, which gets those of all waiting requests.

    The handler answers for each item in its order; what it raises for many is found out by trying
    them one by one. It, too, must not touch the request.
    """
    group: GroupCommit = current_app.extensions["group_commit"]
    return group.run_with(handler, item)


def writes(view: View) -> View:
    """Mark a view that changes the database; see `run_view` for what the mark does."""
    view.boundary = "request"  # type: ignore[attr-defined] # read by run_view and by a test
    return view


def commits_in_group(view: View) -> View:
    """Mark a view that changes the database only through `in_group`."""
    view.boundary = "group"  # type: ignore[attr-defined] # as above
    return view


def run_view(
    view: Callable[..., ResponseReturnValue], call: Callable[[], ResponseReturnValue]
) -> Response:
    """Answer a request through its boundary: commit what a `@writes` view did, once."""
    if getattr(view, "boundary", None) != "request":
        return make_response(call())
    session = get_db()
    with current_database().turned_to_writing(session):
        response = make_response(call())
        if response.status_code < 400:
            session.commit()
        return response


def close_db(_error: BaseException | None = None) -> None:
    """Give the request's connection back; whatever was not committed is rolled back."""
    session: Session | None = g.pop("db", None)
    if session is not None:
        session.close()
