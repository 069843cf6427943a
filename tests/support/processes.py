"""What /proc knows of a process and those it started: ends, memory, processor time."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """The process and all below it, parents first."""
    below = [pid]
    for parent in below:
        below += _children(parent)
    return below


def kill_tree(pid: int) -> None:
    """SIGKILL to a process, then to all below it; return when none is left."""
    doomed = tree(pid)
    for each in doomed:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    while any(is_running(each) for each in doomed):
        time.sleep(0.001)


def is_running(pid: int) -> bool:
    """Whether it exists and is no zombie."""
    try:
        return _fields(pid)[0] != "Z"
    except OSError:
        return False


def command_of(pid: int) -> str:
    """The command line of a process; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def memory_mb(pid: int) -> float:
    """Resident memory in MB of a process, as VmRSS says; 0 of one that has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def share_mb(pid: int) -> float:
    """Memory in MB of a process where each page is shared out among those who have it, as Pss says; 0 when ended.

    Two processes with the same libraries have them in memory once; what each of them has resident counts them twice.
    """
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def processor_seconds(pid: int) -> float:
    """User and system time of a process and all below it, in seconds, of those that still run."""
    total = 0
    for each in tree(pid):
        with suppress(OSError):
            fields = _fields(each)
            total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _fields(pid: int) -> list[str]:
    """Of /proc/PID/stat, from the third on: the state."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
