"""Several who issue slips to the same people at the same moment: one slip is good in the end, and nobody sees an error page."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.db.engine import Database
from lms.errors import Conflict
from lms.people.slips import services
from lms.people.slips.models import ActivationSlip
from lms.people.slips.rules import HOLD
from lms.units.models import Unit
from tests.lms.people.slips.desk import PATH, slips, waiting

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
AT_ONCE = 6


@pytest.fixture
def worker(app: Flask) -> Iterator[Database]:
    """The server's other process: connections and a turn of its own."""
    database = Database(app.extensions["database"].url)
    yield database
    database.dispose()


def test_two_slips_of_an_account_are_never_good_at_once(db: Session, unit: Unit) -> None:
    account = waiting(db, unit)
    slip = services.issue_slip(db, account.id, by=None)
    db.add(
        ActivationSlip(account_id=account.id, issued_at=slip.issued_at, expires_at=slip.expires_at)
    )
    with pytest.raises(IntegrityError):
        db.flush()
    db.rollback()


@pytest.mark.parametrize("way", ["to one", "to all"])
@pytest.mark.parametrize("has_one", [False, True])
def test_who_issues_while_another_has_not_committed_yet_hands_out_none_or_the_good_one(
    head: FlaskClient, db: Session, unit: Unit, worker: Database, way: str, has_one: bool
) -> None:
    """PostgreSQL lets both begin, and the constraint decides; on SQLite the second begins when the first is done."""
    account = waiting(db, unit)
    if has_one:
        long_ago = services.issue_slip(db, account.id, by=None)
        long_ago.expires_at = clock.now() - HOLD / 2
    path, sent = f"/nhan-su/{account.person_id}/phieu-kich-hoat", {}
    if way == "to all":
        path, sent = PATH, {"don-vi": str(unit.id)}
    account_id, takes_turns = account.id, worker.is_sqlite
    db.commit()
    with ThreadPoolExecutor(1) as pool:
        with worker.transaction() as other:
            services.issue_slip(other, account_id, by=None)
            second = pool.submit(head.post, path, data=sent)
            wait_until_it_waits(worker)
        answer = second.result(20)
    good = [each for each in slips(db) if each.ended_at is None]
    assert len(good) == 1
    assert len(slips(db)) == 1 + has_one + (takes_turns and way == "to one")
    if takes_turns:
        assert answer.status_code == 303
    else:
        assert answer.status_code == 409
        assert "Có người khác đang cấp phiếu" in answer.text


def test_of_many_who_issue_at_once_one_slip_stays_good(
    app: Flask, db: Session, unit: Unit, worker: Database
) -> None:
    account_ids = [waiting(db, unit).id for _ in range(3)]
    unit_id, databases = unit.id, (app.extensions["database"], worker)
    db.commit()
    start = threading.Barrier(AT_ONCE)

    def issue(number: int) -> int:
        start.wait(10)
        try:
            with databases[number % 2].transaction() as own:
                if number % 3:
                    services.issue_slip(own, account_ids[number % 3], by=None)
                    return 1
                return services.issue_slips(own, [unit_id], by=None)
        except Conflict:
            return 0

    with ThreadPoolExecutor(AT_ONCE) as pool:
        issued = list(pool.map(issue, range(AT_ONCE)))
    good = [each.account_id for each in slips(db) if each.ended_at is None]
    assert len(good) == len(set(good))
    assert len(slips(db)) == sum(issued) > 0


def wait_until_it_waits(database: Database) -> None:
    """Until the other transaction stands before what this one holds; on SQLite it stands before the turn."""
    if database.is_sqlite:
        time.sleep(0.3)
        return
    deadline = time.monotonic() + 20
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        while not looking.scalar(WAITING):
            assert time.monotonic() < deadline
            time.sleep(0.02)
