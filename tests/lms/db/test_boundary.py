"""Who commits: `@writes` views once and only when they succeed; everything else is read-only."""

from contextlib import suppress

import psycopg
import pytest
from flask import Blueprint, abort
from sqlalchemy import Integer, bindparam, select
from sqlalchemy.exc import DBAPIError

from lms.db import get_db, look, transaction, writes
from lms.db.boundary import current_database
from lms.db.engine import MOST_PEEKING
from lms.db.prepared import Prepared
from lms.errors import Conflict
from lms.policy import public
from lms.units.enums import Tree, UnitKind
from lms.units.models import Unit
from tests.factories import make_account

ONE = Prepared(select(bindparam("number", type_=Integer())))


@pytest.fixture
def door(app, client, db):
    """A few views that write in good and bad ways; somebody has an account already."""
    make_account(db)
    db.commit()
    bp = Blueprint("door", __name__)

    def add(code):
        get_db().add(Unit(tree=Tree.STATE, code=code, kind=UnitKind.UNIT))
        get_db().flush()

    @bp.get("/door/good")
    @public
    @writes
    def good():
        add("good")
        return "kept"

    @bp.get("/door/refused")
    @public
    @writes
    def refused():
        add("refused")
        raise Conflict("no")

    @bp.get("/door/status")
    @public
    @writes
    def status():
        add("status")
        return "mended form", 422

    @bp.get("/door/aborted")
    @public
    @writes
    def aborted():
        add("aborted")
        abort(404)

    @bp.get("/door/unmarked")
    @public
    def unmarked():
        try:
            add("unmarked")
        except DBAPIError as error:
            return str(error.orig), 500
        return "written"

    app.register_blueprint(bp)
    return client


def _codes(app):
    with app.app_context(), transaction() as db:
        return set(db.scalars(select(Unit.code)))


def test_writes_commits_before_it_answers(app, door):
    assert door.get("/door/good").text == "kept"
    assert _codes(app) == {"good"}


@pytest.mark.parametrize(("path", "status"), [("refused", 409), ("status", 422), ("aborted", 404)])
def test_writes_refusal_keeps_nothing(app, door, path, status):
    assert door.get(f"/door/{path}").status_code == status
    assert _codes(app) == set()


def test_unmarked_view_cannot_write(app, door):
    response = door.get("/door/unmarked")

    assert response.status_code == 500
    assert "readonly" in response.text.replace("-", "") or "read-only" in response.text
    assert _codes(app) == set()


def test_transaction_rolls_back_on_error(app):
    def add_and_fail():
        with transaction() as db:
            db.add(Unit(tree=Tree.STATE, code="x", kind=UnitKind.UNIT))
            raise RuntimeError

    with app.app_context(), pytest.raises(RuntimeError):
        add_and_fail()

    assert _codes(app) == set()


def test_transaction_keeps_what_was_added_and_never_flushed(app):
    with app.app_context(), transaction() as db:
        db.add(Unit(tree=Tree.STATE, code="late", kind=UnitKind.UNIT))

    assert _codes(app) == {"late"}


def test_transaction_without_a_statement_is_no_fault(app):
    with app.app_context(), transaction():
        pass


def test_transaction_that_the_database_gave_up_is_not_taken_for_kept(app, backend):
    def add_and_lose():
        with transaction() as db:
            db.add(Unit(tree=Tree.STATE, code="lost", kind=UnitKind.UNIT))
            db.flush()
            with suppress(psycopg.Error):
                driver = db.connection().connection.dbapi_connection.cursor()
                driver.execute("ROLLBACK" if backend == "sqlite" else "SELECT 1/0")

    with app.app_context(), pytest.raises(RuntimeError, match="nothing was kept"):
        add_and_lose()

    assert _codes(app) == set()


@pytest.mark.sqlite_only("PostgreSQL lets several transactions write at once")
def test_second_transaction_in_a_writing_thread_is_refused_at_once(app):
    with (
        app.app_context(),
        transaction(),
        pytest.raises(RuntimeError, match="writing already"),
        transaction(),
    ):
        pass


def test_a_question_is_asked_again_where_the_connection_broke(app):
    with app.app_context():
        database = current_database()
        for _ in range(MOST_PEEKING):
            with database.peek() as connection:
                connection.connection.dbapi_connection.close()
        for _ in range(MOST_PEEKING):
            assert look(lambda connection: ONE.rows(connection, number=1)) == [(1,)]


def test_what_no_connection_can_answer_is_an_error(app):
    with app.app_context(), pytest.raises(DBAPIError):
        look(lambda connection: connection.exec_driver_sql("SELECT nothing_of_the_kind"))
