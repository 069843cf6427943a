"""The crowd of a drill, in a process of its own: phones arrive, displays beat, boards are watched."""

import asyncio
import random
import re
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bench.crowd import BUTTON, Guest
from bench.phones import PATIENCE, Lost, Phone, Reply

GREEN = b"result-present"
LONGEST_THOUGHT = 20.0
"""Seconds between the page with the button and the press."""
BEAT_EVERY, LOOK_EVERY = 10.0, 2.5
"""Seconds between two heartbeats of a display, and two looks of a board's page."""
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
