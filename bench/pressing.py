"""The benchmark of the button: everybody of a crowd presses, from 64 connections at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.crowd import BUTTON, Crowd
from bench.harness import Figure, Yardstick, in_blocks, load, serve
from bench.load import Load
from tests.support.processes import processor_seconds

WARM_UP = 1_000
AGAINST = "GET of a Flask view that answers ok"


@dataclass(frozen=True)
class Pressed:
    """What came back, and what it cost the server."""

    load: Load
    cpu_ms: float
    """Of all the server's processes, for each check-in; a database server's work is not in it."""


def press_everybody(
    crowd: Crowd, stick: Yardstick, extra: Mapping[str, str] | None = None
) -> Pressed:
    """Every guest presses once; AssertionError unless each is answered and recorded.

    `extra` settings are the served product's alone. The first thousand warm it up.
    """
    with serve("wsgi:app", {**crowd.environment, **(extra or {})}, ready_path="/ma") as server:
        presses = [server.request("POST", BUTTON, *crowd.press(guest)) for guest in crowd.guests]
        load(server, presses[:WARM_UP])
        before = processor_seconds(server.process.pid)
        done = in_blocks(server, presses[WARM_UP:], stick)
        cpu = processor_seconds(server.process.pid) - before
    assert done.statuses == {303: len(presses) - WARM_UP}, done.statuses
    assert crowd.recorded() == len(presses)
    crowd.close()
    return Pressed(done, cpu / done.answered * 1e3)


def pressed_figure(name: str, pressed: Pressed, stick: Yardstick, target: float) -> Figure:
    """Presses per second against the reference."""
    return Figure(
        name,
        pressed.load.per_second,
        "req/s",
        stick.rate,
        AGAINST,
        "at least",
        target,
        details={
            "median ms": pressed.load.p50_ms,
            "p99 ms": pressed.load.p99_ms,
            "CPU ms each": pressed.cpu_ms,
            "generator busy": pressed.load.busy,
        },
    )
