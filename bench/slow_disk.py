"""The button once more on an ordinary disk: 4 ms added to every fsync, by a shim in front of the C library."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.crowd import gather, settings_for
from bench.harness import DISK, Figure, NotMeasured, timed, yardstick
from bench.pressing import press_everybody, pressed_figure

NAME = "button pressed, 4 ms more for each fsync"
DELAY_US = 4_000
PEOPLE = 6_000
SOURCE = Path(__file__).with_name("slow_disk.c")


def measure() -> Iterator[Figure | NotMeasured]:
    """Against the same reference, which touches no disk."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        yield NotMeasured(NAME, "no C compiler to build the shim with (apt install gcc)")
        return
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        slow = _slow_disk(compiler, Path(folder))
        crowd = gather(settings_for(folder), people=PEOPLE)
        with yardstick() as stick:
            pressed = press_everybody(crowd, stick, slow)
    yield pressed_figure(NAME, pressed, stick, 0.15)


def _slow_disk(compiler: str, folder: Path) -> dict[str, str]:
    """The environment of a process whose disk is slow; AssertionError when the shim does nothing."""
    library = folder / "slow_disk.so"
    options = ["-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"]
    subprocess.run([compiler, *options], check=True)
    slow = {"LD_PRELOAD": str(library), "DISK_DELAY_US": str(DELAY_US)}
    probe = (
        f"import os; file = os.open({str(folder)!r}, 0); [os.fdatasync(file) for _ in range(50)]"
    )

    def run(extra: dict[str, str]) -> float:
        command = [sys.executable, "-S", "-c", probe]
        return timed(lambda: subprocess.run(command, env={**os.environ, **extra}, check=True))

    assert run(slow) - run({**slow, "DISK_DELAY_US": "0"}) > 50 * DELAY_US / 1e6 * 0.8
    return slow
