"""The button once more on PostgreSQL, where every commit waits for the disk as well."""

import tempfile
from collections.abc import Iterator

from bench.crowd import gather, settings_for
from bench.harness import Figure, NotMeasured, yardstick
from bench.pressing import press_everybody, pressed_figure
from tests.support.safe_postgresql import safe_postgresql

NAME = "button pressed, on PostgreSQL"
PEOPLE = 10_000


def measure() -> Iterator[Figure | NotMeasured]:
    """Against the same reference; the database server shares the machine, as it does on site."""
    with tempfile.TemporaryDirectory() as folder, safe_postgresql() as server:
        if server is None:
            yield NotMeasured(NAME, "no PostgreSQL server program (apt install postgresql)")
            return
        settings = {name: server.setting(name) for name in ("fsync", "synchronous_commit")}
        assert settings == {"fsync": "on", "synchronous_commit": "on"}
        crowd = gather(settings_for(folder, server.new_database("bench")), people=PEOPLE)
        with yardstick() as stick:
            pressed = press_everybody(crowd, stick)
        yield pressed_figure(NAME, pressed, stick, 0.20)
