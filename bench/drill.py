"""A conference day in small: everybody within the time, nobody waits long, and the server stays light.

The crowd (`bench.day`) lives in a process of its own; this one looks after the server and weighs it meanwhile.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context

from bench.crowd import Crowd
from bench.day import Plan, Seen, live_through
from bench.harness import WORKERS, Figure, Server
from tests.support.processes import kill_tree, memory_mb, processor_seconds, share_mb, tree

SLOWEST_MS = 300
MEMORY_MB = 300
FAR_TOO_MUCH_MB = 5 * MEMORY_MB
"""Here the drill has failed, and the machine is to survive it."""


@dataclass
class Findings:
    """What came of a drill."""

    seen: Seen
    workers_mb: float
    """Most that the workers held together at any moment, what they share counted once."""
    resident_mb: float
    """The same with what they share counted for each."""
    cpu_seconds: float


def real_seconds(seconds: float) -> float:
    """The drill's length, or BENCH_SECONDS while it is being worked on."""
    return float(os.environ.get("BENCH_SECONDS") or seconds)


def plan_for(crowd: Crowd, *, seconds: float, displays: int, watchers: int) -> Plan:
    """Everybody of a crowd within so many seconds."""
    board = f"/hoi-nghi/{crowd.conference_id}/buoi/{crowd.session_id}/so-lieu.json"
    return Plan(
        guests=crowd.guests,
        codes=crowd.codes(timedelta(seconds=seconds + 60)),
        seconds=seconds,
        manager_cookie=crowd.manager_cookie(),
        displays=[crowd.gates[number % len(crowd.gates)] for number in range(displays)],
        watchers=watchers,
        board=board,
    )


def hold(server: Server, plan: Plan) -> Findings:
    """Let the crowd in, and weigh the server until everybody is through."""
    before = processor_seconds(server.process.pid)
    heaviest = resident = 0.0
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        day = other.submit(live_through, server.port, plan)
        while not day.done():
            workers = _workers(server)
            now = sum(memory_mb(pid) for pid in workers)
            if (
                now > resident - 1
            ):  # looking closer stops a worker for a moment: only at the heaviest
                resident = max(resident, now)
                heaviest = max(heaviest, sum(share_mb(pid) for pid in workers))
            if resident > FAR_TOO_MUCH_MB:
                print(f"    the workers hold {resident:,.0f} MB and were killed")
                kill_tree(server.process.pid)
                break
            time.sleep(0.5)
        seen = day.result()
    return Findings(seen, heaviest, resident, processor_seconds(server.process.pid) - before)


def figures(name: str, plan: Plan, found: Findings) -> Iterator[Figure]:
    """The promises of a drill."""
    seen, people = found.seen, len(plan.guests)
    for error, count in Counter(seen.errors).most_common(5):
        print(f"    {count} × {error}")
    details = {
        "green": seen.through,
        "requests": sum(len(each) for each in seen.seconds.values()),
        "CPU ms per check-in": found.cpu_seconds / people * 1e3,
    }
    for kind in ("board", "beat"):
        if seen.seconds[kind]:
            details[f"{kind} p99 ms"] = seen.percentile_ms(kind, 0.99)
    allowed = "the allowance"
    yield Figure(
        f"{name}: all are through",
        seen.took,
        "s",
        plan.seconds,
        allowed,
        "at most",
        1,
        details=details,
    )
    wrong = max(len(seen.errors), people - seen.through)
    requests = details["requests"]
    yield Figure(f"{name}: errors", wrong, "errors", requests, "all requests", "at most", 0)
    for kind, what in (("code", "code opened"), ("press", "button pressed"), ("answer", "answer")):
        late = seen.percentile_ms(kind, 0.99)
        middle = {"median ms": seen.percentile_ms(kind, 0.5)}
        yield Figure(
            f"{name}: {what}, p99", late, "ms", SLOWEST_MS, allowed, "at most", 1, details=middle
        )
    yield Figure(
        f"{name}: memory of {WORKERS} workers",
        found.workers_mb,
        "MB",
        MEMORY_MB,
        allowed,
        "at most",
        1,
        details={"with what they share counted for each, MB": found.resident_mb},
    )


def _workers(server: Server) -> list[int]:
    return tree(server.process.pid)[1:]
