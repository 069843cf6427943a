"""How many people can come through the door at the same moment: a code opened, a button pressed.

Every press is of another person with a ticket of their own and ends in evidence, verdict and outcome on disk. The
hall is the worst case there is: all phones at once, from one address.
"""

import tempfile
from collections.abc import Iterator

from bench.crowd import BUTTON, Crowd, Guest, cookie_line, gather, settings_for
from bench.harness import Figure, Server, in_blocks, load, serve, yardstick
from bench.pressing import Pressed, pressed_figure
from tests.support.processes import processor_seconds

PEOPLE = 12_000
WARM_UP = 1_000
AGAINST = "GET of a Flask view that answers ok"


def measure() -> Iterator[Figure]:
    """Requests per second against the least that Flask can do."""
    with tempfile.TemporaryDirectory() as folder:
        crowd = gather(settings_for(folder), people=PEOPLE)
        with (
            yardstick() as stick,
            serve("wsgi:app", crowd.environment, ready_path="/ma") as server,
        ):
            opened = [_open(server, crowd, known) for known in (False, True)]
            presses = [_press(server, crowd, guest) for guest in crowd.guests]
            load(server, presses[:WARM_UP])
            before_presses = processor_seconds(server.process.pid)
            pressed = in_blocks(server, presses[WARM_UP:], stick)
            spent = processor_seconds(server.process.pid) - before_presses
            assert pressed.statuses == {303: PEOPLE - WARM_UP}, pressed.statuses
        assert crowd.recorded() == PEOPLE
        crowd.close()
    for who, rate in zip(("a new phone", "a phone that is known"), opened, strict=True):
        yield Figure(f"code opened by {who}", rate, "req/s", stick.rate, AGAINST, "at least", 0.4)
    yield pressed_figure(
        "button pressed, record on disk",
        Pressed(pressed, spent / pressed.answered * 1e3),
        stick,
        0.25,
    )
    yield Figure(
        "button pressed, slowest of a hundred",
        pressed.p99_ms,
        "ms",
        pressed.p50_ms,
        "the median, 64 phones at the same moment",
        "at most",
        80,
        of="figure",
    )


def _open(server: Server, crowd: Crowd, is_known: bool) -> float:
    guest = crowd.guests[0]
    headers = {"Cookie": cookie_line(guest.cookies)} if is_known else {}
    one = [server.request("GET", f"/C/{crowd.code()}", headers)]
    load(server, one, seconds=1)
    opened = load(server, one, seconds=4)
    assert set(opened.statuses) == {200}, opened.statuses
    assert b'name="ve"' in opened.bodies[0]
    assert (b'name="nguoi"' in opened.bodies[0]) == is_known
    return opened.per_second


def _press(server: Server, crowd: Crowd, guest: Guest) -> bytes:
    headers, body = crowd.press(guest)
    return server.request("POST", BUTTON, headers, body)
