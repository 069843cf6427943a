"""Pieces that nobody waits for: told once, after the commit, without keeping those who do wait."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.db import transaction
from lms.db.group import GroupCommit
from lms.units.enums import Tree, UnitKind
from lms.units.models import Unit


@pytest.fixture
def group(app):
    return GroupCommit(app.extensions["database"])


def _add(db, codes):
    units = [Unit(tree=Tree.STATE, code=code, kind=UnitKind.UNIT) for code in codes]
    db.add_all(units)
    db.flush()
    return list(codes)


def _codes(app):
    with app.app_context(), transaction() as db:
        return set(db.scalars(select(Unit.code)))


def test_told_once_it_is_committed(app, group):
    told = []
    group.run_later(_add, "A", lambda outcome: told.append((outcome(), _codes(app))))
    assert told == [("A", {"A"})]


def test_many_threads_wait_or_are_told_and_everybody_gets_their_own(app, group):
    told, lock = [], threading.Lock()

    def tell(outcome):
        with lock:
            told.append(outcome())

    def run(number):
        if number % 3:
            group.run_later(_add, f"T{number}", tell)
            return None
        return group.run_with(_add, f"T{number}")

    with ThreadPoolExecutor(16) as pool:
        waited = [each for each in pool.map(run, range(300)) if each]
    for thread in threading.enumerate():
        if thread.name == "group":
            thread.join(30)

    assert waited == [f"T{number}" for number in range(0, 300, 3)]
    assert sorted(told) == sorted(f"T{number}" for number in range(300) if number % 3)
    assert _codes(app) == {f"T{number}" for number in range(300)}


def _queue_behind_one_that_works(group, items, tell):
    """The items come together in the group after the first."""
    entered, go_on = threading.Event(), threading.Event()

    def slow(db):
        _add(db, ["first"])
        entered.set()
        go_on.wait(30)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(group.run, slow)
        assert entered.wait(30)
        for item in items:
            group.run_later(_add, item, tell)
        go_on.set()
        first.result(30)
    for thread in threading.enumerate():
        if thread.name == "group":
            thread.join(30)


def test_bad_piece_is_told_that_it_failed_and_no_other(app, group):
    group.run_with(_add, "twice")
    told = []

    def tell(outcome):
        try:
            told.append(outcome())
        except IntegrityError:
            told.append("refused")

    _queue_behind_one_that_works(group, ["A", "twice", "B"], tell)
    assert told == ["A", "refused", "B"]
    assert _codes(app) == {"twice", "first", "A", "B"}


def test_whoever_cannot_be_told_keeps_nobody_from_it(app, group, caplog):
    told = []

    def tell(outcome):
        if outcome() == "B":
            raise OSError("the line is dead")
        told.append(outcome())

    with caplog.at_level(logging.ERROR):
        _queue_behind_one_that_works(group, ["A", "B", "C"], tell)
    assert told == ["A", "C"]
    assert "the line is dead" in caplog.text
    assert _codes(app) == {"first", "A", "B", "C"}
    assert group.run_with(_add, "D") == "D"


def test_whoever_waits_is_not_made_to_lead_a_crowd_that_does_not_end(app, group):
    """Their request has its result: another thread leads those who are told later."""
    entered, go_on, is_over = threading.Event(), threading.Event(), threading.Event()
    room = threading.Semaphore(20)
    """So many more may queue: the queue is never empty, nor longer and longer."""

    def slow(db):
        _add(db, ["first"])
        entered.set()
        go_on.wait(30)
        return "done"

    def crowd():
        number = 0
        while not is_over.is_set():
            room.acquire(timeout=30)
            group.run_later(_add, f"C{number}", lambda _outcome: room.release())
            number += 1
        return number

    with ThreadPoolExecutor(2) as pool:
        try:
            first = pool.submit(group.run, slow)
            assert entered.wait(30)
            coming = pool.submit(crowd)
            go_on.set()
            assert first.result(30) == "done"
            assert group.run_with(_add, "waits") == "waits"
            assert not coming.done()
        finally:
            is_over.set()
        came = coming.result(30)
    for thread in threading.enumerate():
        if thread.name == "group":
            thread.join(30)
    assert _codes(app) == {"first", "waits", *(f"C{number}" for number in range(came))}
