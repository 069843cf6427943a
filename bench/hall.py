"""The hall drill: 2,000 phones inside two minutes, with displays, watched boards and a large database behind."""

import tempfile
from collections.abc import Iterator

from bench.crowd import gather, settings_for
from bench.drill import figures, hold, plan_for, real_seconds
from bench.harness import DISK, Figure, serve

PEOPLE, SUMMONED = 2_000, 50_000
SECONDS = 120
DISPLAYS, WATCHERS = 5, 200


def measure() -> Iterator[Figure]:
    """One venue, everybody at its door."""
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        crowd = gather(
            settings_for(folder), people=PEOPLE, summoned_besides=SUMMONED - PEOPLE, step_seconds=10
        )
        with serve("wsgi:app", crowd.environment, ready_path="/ma") as server:
            plan = plan_for(
                crowd, seconds=real_seconds(SECONDS), displays=DISPLAYS, watchers=WATCHERS
            )
            found = hold(server, plan)
        assert crowd.recorded() >= found.seen.through
        crowd.close()
        yield from figures("hall of 2,000", plan, found)
