"""Group commit: shared transactions, each piece answering for itself, only after the commit."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from lms.db import Database, in_group, transaction
from lms.db.group import GroupCommit
from lms.units.enums import Tree, UnitKind
from lms.units.models import Unit


def _add(code):
    def work(db):
        unit = Unit(tree=Tree.STATE, code=code, kind=UnitKind.UNIT)
        db.add(unit)
        db.flush()
        return unit.id

    return work


def _codes(app):
    with app.app_context(), transaction() as db:
        return set(db.scalars(select(Unit.code)))


def test_in_group_returns_the_result_of_the_work(app):
    with app.app_context():
        first, second = in_group(_add("A")), in_group(_add("B"))

    assert first != second
    assert _codes(app) == {"A", "B"}


def test_in_group_many_threads_all_are_kept_once(app):
    def run(number):
        with app.app_context():
            return in_group(_add(f"T{number}"))

    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(run, range(120)))

    assert len(set(ids)) == 120
    assert _codes(app) == {f"T{number}" for number in range(120)}


def test_in_group_bad_piece_fails_alone(app):
    with app.app_context():
        in_group(_add("twice"))
    entered, go_on = threading.Event(), threading.Event()

    def slow(db):
        entered.set()
        go_on.wait(5)
        return _add("slow")(db)

    def run(work):
        with app.app_context():
            return in_group(work)

    with ThreadPoolExecutor(4) as pool:
        leader = pool.submit(run, slow)
        entered.wait(5)
        bad = pool.submit(run, _add("twice"))
        good = pool.submit(run, _add("good"))
        go_on.set()

        assert leader.result()
        assert good.result()
        with pytest.raises(IntegrityError):
            bad.result()

    assert _codes(app) == {"twice", "slow", "good"}


def test_in_group_failed_commit_fails_everybody_and_keeps_nothing(app):
    def break_transaction(db):
        _add("lost")(db)
        db.connection().exec_driver_sql("ROLLBACK")

    with app.app_context(), pytest.raises(Exception, match=r"(?i)savepoint|transaction"):
        in_group(break_transaction)

    assert _codes(app) == set()
    with app.app_context():
        in_group(_add("after"))
    assert _codes(app) == {"after"}


def test_in_group_sees_what_earlier_pieces_wrote(app):
    def count(db):
        return db.scalar(select(func.count()).select_from(Unit))

    with app.app_context():
        in_group(_add("A"))
        assert in_group(count) == 1


def test_in_group_two_processes_that_lock_crosswise_both_finish(app):
    databases = [Database(app.extensions["settings"].database_url) for _ in range(2)]
    groups = [GroupCommit(database) for database in databases]
    with app.app_context():
        first, second = in_group(_add("A")), in_group(_add("B"))
    met = threading.Barrier(2)

    def cross(one, other):
        def work(db):
            db.execute(update(Unit).where(Unit.id == one).values(position=Unit.position + 1))
            with contextlib.suppress(threading.BrokenBarrierError):
                met.wait(0.5)  # writers of SQLite take turns and never meet
            db.execute(update(Unit).where(Unit.id == other).values(position=Unit.position + 1))

        return work

    with ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(groups[0].run, cross(first, second)),
            pool.submit(groups[1].run, cross(second, first)),
        ]
        for run in runs:
            run.result()
    for database in databases:
        database.dispose()

    with app.app_context(), transaction() as db:
        assert set(db.scalars(select(Unit.position))) == {2}
