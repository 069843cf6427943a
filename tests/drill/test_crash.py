"""Promise 1: what showed green is in the database after kill -9 or a database restart, exactly once.

A server as in production (two workers) under load from 64 phones is killed with SIGKILL at random moments; on
PostgreSQL every second blow hits the database server instead. `make test` strikes five times in all, `make drill`
(`--kills 50`) fifty times on each database. The seed is printed, and `--seed` repeats it.
"""

import os
import random
import signal
from pathlib import Path

import pytest

from bench.crowd import gather, settings_for
from bench.harness import free_port
from tests.drill.door import GREEN, answer_pages, press_again, press_until, taps_of
from tests.drill.ledger import assert_whole, read_ledger
from tests.support.site import start_product, stop, wait_until_ready

FEW = {"sqlite": 3, "postgresql": 2}
PEOPLE_A_ROUND = 1_500
SOONEST, LATEST = 0.05, 0.6
"""Seconds under load before a blow."""
LOOKED_AT = 40
"""Answer pages opened after each blow; all of them would take most of the time."""


@pytest.fixture
def kills(request: pytest.FixtureRequest, backend: str) -> int:
    return request.config.getoption("--kills") or FEW[backend]


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    seed = request.config.getoption("--seed") or random.randrange(1_000_000)
    print(f"seed {seed}")
    return random.Random(seed)


@pytest.fixture
def crowd(safe_url: str, disk_folder: Path, kills: int):
    crowd = gather(settings_for(disk_folder, safe_url), people=kills * PEOPLE_A_ROUND)
    yield crowd
    crowd.close()


class Product:
    """A server with two workers that can be killed and started again."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self.port = 0
        self.start()

    def start(self) -> None:
        self.port = free_port()
        settings = {**self._environment, "PORT": str(self.port), "WORKERS": "2"}
        self._process = start_product(self._folder, **settings)
        wait_until_ready(self._process, self.port, self._folder)

    def kill(self) -> None:
        """The whole process group at once: no worker finishes what it began."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        stop(self._process)


@pytest.fixture
def product(crowd, disk_folder):
    product = Product(disk_folder, crowd.environment)
    yield product
    product.stop()


def test_what_was_acknowledged_survives_every_kill(crowd, product, safe_server, kills, dice):
    guests = iter(crowd.guests)
    pressed, hit = set(), []
    for number in range(kills):
        hits_database = safe_server is not None and number % 2 == 1
        group = [next(guests) for _ in range(PEOPLE_A_ROUND)]

        def restart_database(in_order=number % 4 == 1):
            safe_server.stop() if in_order else safe_server.kill()
            safe_server.start()

        blow = restart_database if hits_database else product.kill
        so_far = press_until(
            product.port,
            taps_of(crowd, group),
            dice.uniform(SOONEST, LATEST),
            blow,
            survives=hits_database,
        )
        if not hits_database:
            product.start()

        told = {tap.guest.person_id for tap in so_far.acknowledged}
        asked = {tap.guest.person_id for tap in so_far.taps}
        ledger = read_ledger(crowd)
        assert_whole(ledger)
        assert told <= ledger.evidence.keys()
        assert ledger.evidence.keys() - pressed <= asked
        unheard = so_far.lost if not hits_database else [t for t in so_far.taps if t.refusals]
        recorded = sum(tap.guest.person_id in ledger.evidence for tap in so_far.lost)
        print(
            f"blow {number + 1}: {len(told)} acknowledged, {len(unheard)} in hand when it fell, "
            f"{recorded} of them recorded"
        )
        hit.append(len(unheard))

        sample = dice.sample(so_far.acknowledged, min(LOOKED_AT, len(told)))
        before = answer_pages(product.port, sample)
        press_again(product.port, [*so_far.lost, *sample])
        after = answer_pages(product.port, [*sample, *so_far.lost])
        assert all(GREEN in page for page in before + after)
        assert [said(page) for page in before] == [said(page) for page in after[: len(sample)]]
        pressed |= asked
    ledger = read_ledger(crowd)
    assert_whole(ledger)
    assert ledger.evidence.keys() == pressed
    assert sum(hit) > 0


def said(page: bytes) -> list[bytes]:
    """The lines of an answer page that do not tick: word, time of the record, name, place."""
    head, _, _ = page.partition(b'class="result-live"')
    return head[head.index(b"<section") :].split(b"\n")
