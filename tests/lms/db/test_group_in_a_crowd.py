"""In a crowd a group waits for more to join; nobody waits for a crowd that is not there."""

import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select

from lms.db.group import A_CROWD, ENOUGH, GroupCommit, Patience
from lms.units.models import Unit

FOR_EVER = 600.0
"""A wait that no test would survive."""
AT_MOST = 60


class Counted:
    """A handler that notes how many came together, and holds its first group back until told."""

    def __init__(self):
        self.sizes = []
        self.entered, self.go_on = threading.Event(), threading.Event()

    def __call__(self, db, items):
        db.scalar(select(func.count()).select_from(Unit))
        self.sizes.append(len(items))
        self.entered.set()
        assert self.go_on.wait(AT_MOST)
        return items


@pytest.fixture
def pool():
    with ThreadPoolExecutor(3 * ENOUGH) as made:
        yield made


@pytest.fixture
def crowd(app, pool):
    """A group that is as patient as asked, after a first group of one and a second of so many."""

    def make(size, patience):
        group, handler = GroupCommit(app.extensions["database"], patience), Counted()
        pieces = [pool.submit(group.run_with, handler, 0)]
        handler.entered.wait(AT_MOST)
        pieces += [pool.submit(group.run_with, handler, number) for number in range(size)]
        deadline = monotonic() + AT_MOST
        while len(group._queue) < size:
            assert monotonic() < deadline
            sleep(0.001)
        handler.go_on.set()
        for piece in pieces:
            piece.result(AT_MOST)
        assert handler.sizes == [1, size]
        return group, handler

    return make


def _come(pool, group, handler, size):
    for piece in [pool.submit(group.run_with, handler, number) for number in range(size)]:
        piece.result(AT_MOST)


def test_group_after_a_large_one_waits_for_half_as_many_again(crowd, pool):
    group, handler = crowd(10, Patience(FOR_EVER, FOR_EVER))

    _come(pool, group, handler, 15)

    assert handler.sizes[2:] == [15]


def test_group_never_waits_for_more_than_are_enough(crowd, pool):
    group, handler = crowd(ENOUGH, Patience(FOR_EVER, FOR_EVER))

    _come(pool, group, handler, ENOUGH)

    assert handler.sizes[2:] == [ENOUGH]


def test_group_after_a_small_one_waits_for_nobody(crowd, pool):
    group, handler = crowd(A_CROWD - 1, Patience(FOR_EVER, FOR_EVER))

    assert pool.submit(group.run_with, handler, "alone").result(AT_MOST) == "alone"


def test_group_after_a_pause_waits_for_nobody(crowd, pool):
    group, handler = crowd(ENOUGH, Patience(FOR_EVER, -1.0))

    assert pool.submit(group.run_with, handler, "alone").result(AT_MOST) == "alone"


def test_group_that_waited_in_vain_goes_on_with_who_is_there(crowd, pool):
    group, handler = crowd(ENOUGH, Patience(0.001, FOR_EVER))

    assert pool.submit(group.run_with, handler, "alone").result(AT_MOST) == "alone"


def test_wait_in_vain_shows_how_many_there_are(crowd, pool):
    group, handler = crowd(A_CROWD, Patience(2.0, FOR_EVER))
    _come(pool, group, handler, A_CROWD)  # half as many again are waited for, and never come
    assert handler.sizes[2:] == [A_CROWD]

    group._patience = Patience(FOR_EVER, FOR_EVER)
    _come(pool, group, handler, A_CROWD)

    assert handler.sizes[3:] == [A_CROWD]
