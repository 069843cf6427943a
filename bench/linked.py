"""The linked drill: fifty venues of 500 people inside ten minutes, a screen at each door."""

import tempfile
from collections.abc import Iterator

from bench.crowd import gather, settings_for
from bench.drill import figures, hold, plan_for, real_seconds
from bench.harness import DISK, Figure, serve

VENUES, EACH, SUMMONED = 50, 500, 50_000
SECONDS = 600
WATCHERS = 200


def measure() -> Iterator[Figure]:
    """Fifty venues at once; BENCH_SECONDS shortens the day and thins out the people with it."""
    seconds = real_seconds(SECONDS)
    people = max(VENUES, int(VENUES * EACH * min(1.0, seconds / SECONDS)))
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        crowd = gather(
            settings_for(folder),
            people=people,
            venues=VENUES,
            summoned_besides=SUMMONED - people,
            step_seconds=10,
        )
        with serve("wsgi:app", crowd.environment, ready_path="/ma") as server:
            plan = plan_for(crowd, seconds=seconds, displays=VENUES, watchers=WATCHERS)
            found = hold(server, plan)
        assert crowd.recorded() >= found.seen.through
        crowd.close()
        yield from figures("50 linked venues", plan, found)
