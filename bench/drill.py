"""A conference day in small: phones arrive, displays beat, boards are watched, and nobody may wait long.

The crowd lives in a process of its own; this one looks after the server and weighs it meanwhile.
"""

import asyncio
import os
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing import get_context

from bench.crowd import BUTTON, Crowd, Guest
from bench.harness import WORKERS, Figure, Server
from bench.phones import PATIENCE, Lost, Phone, Reply
from tests.support.processes import kill_tree, memory_mb, processor_seconds, tree

GREEN = b"result-present"
LONGEST_THOUGHT = 20.0
"""Seconds between the page with the button and the press."""
BEAT_EVERY, LOOK_EVERY = 10.0, 2.5
"""Seconds between two heartbeats of a display, and two looks of a board's page."""
SLOWEST_MS = 300
MEMORY_MB = 300
FAR_TOO_MUCH_MB = 5 * MEMORY_MB
"""Here the drill has failed, and the machine is to survive it."""
_HIDDEN = re.compile(r'type="hidden" name="([\w-]+)" value="([^"]*)"')
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True)
class Plan:
    """Who comes when: plain values for the crowd's own process."""

    guests: list[Guest]
    codes: dict[int, list[tuple[float, str]]]
    """What each gate's screen will show, as `Crowd.codes` says."""
    seconds: float
    """In which everybody must be through."""
    manager_cookie: str
    displays: list[int]
    """Gates with a screen."""
    watchers: int
    board: str
    """Address of the figures that an open board asks for again and again."""


@dataclass
class Seen:
    """What all of them saw, by kind of request."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    through: int = 0
    """Guests who stood before a green page."""
    took: float = 0.0
    """Seconds until the last guest was through."""

    def percentile_ms(self, kind: str, share: float) -> float:
        """In milliseconds, of all answers of a kind; as if all had given up when there were none."""
        taken = sorted(self.seconds[kind]) or [PATIENCE]
        return taken[min(len(taken) - 1, int(len(taken) * share))] * 1e3


@dataclass
class Findings:
    """What came of a drill."""

    seen: Seen
    workers_mb: float
    """Most that the workers held together at any moment."""
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
    heaviest = 0.0
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        day = other.submit(live_through, server.port, plan)
        while not day.done():
            heaviest = max(heaviest, sum(memory_mb(pid) for pid in _workers(server)))
            if heaviest > FAR_TOO_MUCH_MB:
                print(f"    the workers hold {heaviest:,.0f} MB and were killed")
                kill_tree(server.process.pid)
                break
            time.sleep(0.5)
        seen = day.result()
    return Findings(seen, heaviest, processor_seconds(server.process.pid) - before)


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
    )


def live_through(port: int, plan: Plan) -> Seen:
    """The whole day, in the crowd's process."""
    return asyncio.run(_day(port, plan))


async def _day(port: int, plan: Plan) -> Seen:
    seen, dice = Seen(), random.Random(2021)
    around = [_display(port, plan, gate, seen, dice) for gate in plan.displays]
    around += [_watcher(port, plan, seen, dice) for _ in range(plan.watchers)]
    tasks = [asyncio.create_task(each) for each in around]
    started = time.perf_counter()
    last = max(1.0, plan.seconds - min(LONGEST_THOUGHT, plan.seconds / 3) - 3)
    await asyncio.gather(
        *(
            # The door is busiest early, and half of the phones know their owner.
            _guest(
                port, plan, guest, dice.triangular(0, last, last / 4), number % 2 == 0, seen, dice
            )
            for number, guest in enumerate(plan.guests)
        )
    )
    seen.took = time.perf_counter() - started
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    seen.errors += [repr(each) for each in ended if isinstance(each, Exception)]
    return seen


async def _guest(
    port: int,
    plan: Plan,
    guest: Guest,
    arrives: float,
    is_known: bool,
    seen: Seen,
    dice: random.Random,
) -> None:
    """Read the code, think, press or type, stand before the answer."""
    thought = dice.uniform(0, min(LONGEST_THOUGHT, plan.seconds / 3))
    await asyncio.sleep(arrives)
    phone = Phone(port, guest.cookies if is_known else None)
    try:
        opened = await phone.get(f"/C/{_code_now(plan, guest.gate_id)}")
        if not _is_fine(seen, "code", opened, 200, b'name="ve"'):
            return
        form = dict(_HIDDEN.findall(opened.body.decode()))
        if not is_known:
            form["ma-moi"] = guest.code
        await asyncio.sleep(thought)
        pressed = await phone.send_form(BUTTON, form)
        if not _is_fine(seen, "press", pressed, 303):
            return
        answer = await phone.get(pressed.location)
        seen.through += _is_fine(seen, "answer", answer, 200, GREEN)
    except Lost as error:
        seen.errors.append(str(error)[:60])
    finally:
        phone.hang_up()


async def _display(port: int, plan: Plan, gate: int, seen: Seen, dice: random.Random) -> None:
    """A screen: loads its page once, then sends its heartbeat."""
    name, _, value = plan.manager_cookie.partition("=")
    phone = Phone(port, {name: value})
    await asyncio.sleep(dice.uniform(0, min(BEAT_EVERY, plan.seconds / 4)))
    page = await phone.get(f"/cua/{gate}/man-hinh")
    token = _TOKEN.search(page.body.decode())
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "X-CSRFToken": token[1] if token else "",
    }
    while True:
        body = b'{"display": "drill-%d", "offset": 3}' % gate
        try:
            reply = await phone.ask("POST", f"/cua/{gate}/nhip", headers, body)
            _is_fine(seen, "beat", reply, 200)
        except Lost as error:
            seen.errors.append(f"beat: {error}"[:60])
        await asyncio.sleep(BEAT_EVERY)


async def _watcher(port: int, plan: Plan, seen: Seen, dice: random.Random) -> None:
    """An open board: asks for the figures, and hears mostly that nothing changed."""
    name, _, value = plan.manager_cookie.partition("=")
    phone, known = Phone(port, {name: value}), ""
    await asyncio.sleep(dice.uniform(0, LOOK_EVERY))
    while True:
        headers = {"Accept": "application/json", **({"If-None-Match": known} if known else {})}
        try:
            reply = await phone.get(plan.board, headers)
            _is_fine(seen, "board", reply, 304 if reply.status == 304 else 200)
            known = reply.headers.get("etag", "")
        except Lost as error:
            seen.errors.append(f"board: {error}"[:60])
        await asyncio.sleep(LOOK_EVERY)


def _is_fine(seen: Seen, kind: str, reply: Reply, status: int, has: bytes = b"") -> bool:
    """Note an answer, and whether it is the one to expect."""
    seen.seconds[kind].append(reply.seconds)
    seen.statuses[f"{kind} {reply.status}"] += 1
    if reply.status == status and has in reply.body:
        return True
    seen.errors.append(f"{kind}: {reply.status}" + (f" without {has!r}" if has else ""))
    return False


def _code_now(plan: Plan, gate_id: int) -> str:
    now = time.time()
    turns = plan.codes[gate_id]
    return next((code for until, code in turns if now < until), turns[-1][1])


def _workers(server: Server) -> list[int]:
    return tree(server.process.pid)[1:]
