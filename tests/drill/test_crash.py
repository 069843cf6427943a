"""Promise 1: what showed green is in the database after kill -9 or a database restart, exactly once.

A server as in production (two workers) under load from 64 phones is killed with SIGKILL at random moments; on
PostgreSQL every second blow hits the database server instead. `make test` strikes five times in all, `make drill`
(`--kills 50`) fifty times on each database. The seed is printed, and `--seed` repeats its moments.
"""

import random

import pytest

from bench.crowd import gather, settings_for
from tests.drill.door import (
    GREEN,
    Round,
    answer_pages,
    press_again,
    press_until,
    taps_of,
)
from tests.drill.ledger import assert_whole, read_ledger
from tests.drill.product import Product

FEW = {"sqlite": 3, "postgresql": 2}
PEOPLE_A_ROUND = 2_500
SOONEST, LATEST = 0.05, 0.3
"""Seconds under load before a blow."""
LOOKED_AT = 40
"""Answer pages opened after each blow; all of them would take most of the time."""


@pytest.fixture
def kills(request, backend):
    return request.config.getoption("--kills") or FEW[backend]


@pytest.fixture
def dice(request):
    seed = request.config.getoption("--seed") or random.randrange(1_000_000)
    say(f"seed {seed}")
    return random.Random(seed)


@pytest.fixture
def crowd(safe_url, disk_folder, kills):
    crowd = gather(settings_for(disk_folder, safe_url), people=kills * PEOPLE_A_ROUND)
    yield crowd
    crowd.close()


@pytest.fixture
def product(crowd, disk_folder):
    product = Product(disk_folder, crowd.environment)
    yield product
    product.stop()


def test_what_was_acknowledged_survives_every_kill(crowd, product, safe_server, kills, dice):
    guests, pressed, hit = iter(crowd.guests), set(), 0
    for number in range(kills):
        taps = taps_of(crowd, [next(guests) for _ in range(PEOPLE_A_ROUND)])
        after = dice.uniform(SOONEST, LATEST)
        if safe_server is None or number % 2 == 0:
            so_far = press_until(product.port, taps, after, product.kill, survives=False)
            product.start()
        else:
            blow = restarting(safe_server, in_order=number % 4 == 3)
            so_far = press_until(product.port, taps, after, blow, survives=True)
        assert_kept(so_far, crowd, pressed)
        say(f"blow {number + 1} after {after:.3f} s: {so_far}")
        pressed |= so_far.people
        hit += len(so_far.interrupted)
        assert_answered_alike(so_far, product.port, dice)
    ledger = read_ledger(crowd)
    assert_whole(ledger)
    assert ledger.evidence.keys() == pressed
    assert hit > 0


def restarting(server, *, in_order):
    """A blow to the database server: an immediate shutdown or SIGKILL, and up again."""

    def blow():
        if in_order:
            server.stop()
        else:
            server.kill()
        server.start()

    return blow


def assert_kept(so_far: Round, crowd, before):
    """Everybody who was told so is recorded, once and wholly; nobody is who did not ask."""
    ledger = read_ledger(crowd)
    assert_whole(ledger)
    assert {tap.guest.person_id for tap in so_far.acknowledged} <= ledger.evidence.keys()
    assert ledger.evidence.keys() - before <= so_far.people
    so_far.unheard_of = sum(tap.guest.person_id in ledger.evidence for tap in so_far.lost)


def assert_answered_alike(so_far: Round, port, dice):
    """Whose answer was lost presses again and gets one; whose was not gets the same as before."""
    sample = dice.sample(so_far.acknowledged, min(LOOKED_AT, len(so_far.acknowledged)))
    lost = so_far.lost
    before = answer_pages(port, sample)
    press_again(port, [*sample, *lost])
    after = answer_pages(port, sample)
    assert all(GREEN in page for page in before + answer_pages(port, lost))
    assert [said(page) for page in before] == [said(page) for page in after]


def said(page):
    """What an answer page shows, but for the clock that ticks: word, time of the record, name, place."""
    head, _, _ = page.partition(b'class="result-live"')
    return head[head.index(b"<section") :]


def say(line):
    """Captured by pytest, and shown when the drill fails or with -s."""
    print(line, flush=True)  # noqa: T201
