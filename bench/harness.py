"""What benchmarks share: figures, a served application, and load from a second process.

A benchmark serves with the product's own server settings, sends load from another process over keep-alive
connections on the loopback address, and compares with `reference`: a Flask view that answers "ok", served the same
way in the same run.
"""

import contextlib
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

from bench.load import Load, all_of, send
from lms.config import ROOT

WORKERS, THREADS = 2, 32
CONNECTIONS = 64
_OFTEN_A_DISK = Path("/var/tmp")  # noqa: S108 - folders of a run's own are made in it
DISK = str(_OFTEN_A_DISK) if _OFTEN_A_DISK.is_dir() else None
"""Where to make temporary folders whose fsync is to reach a disk: /tmp may be memory."""


@dataclass(frozen=True)
class Figure:
    """One measured promise."""

    name: str
    figure: float
    unit: str
    reference: float
    """The same unit, measured in the same run; `against` says of what."""
    against: str
    bound: Literal["at least", "at most"]
    target: float
    of: Literal["ratio", "figure"] = "ratio"
    """Which of the two the target bounds."""
    details: Mapping[str, float] = field(default_factory=dict)
    """What else was measured on the way: name → figure, the unit in the name."""

    @property
    def ratio(self) -> float:
        """Figure by reference."""
        return self.figure / self.reference

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        value = self.ratio if self.of == "ratio" else self.figure
        return value >= self.target if self.bound == "at least" else value <= self.target


@dataclass(frozen=True)
class NotMeasured:
    """A promise that this machine cannot put to the test: neither kept nor broken."""

    name: str
    why: str


@dataclass(frozen=True)
class Server:
    """A served application."""

    port: int
    process: subprocess.Popen[bytes]

    def request(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> bytes:
        """The bytes of one HTTP/1.1 request to this server, for `load`."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body or method != "GET":
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", ""]).encode() + body


@contextlib.contextmanager
def serve(
    target: str, environment: Mapping[str, str] | None = None, ready_path: str = "/"
) -> Iterator[Server]:
    """Serve a WSGI application ("module:name") as the product is served, in its own processes."""
    port = free_port()
    command = [sys.executable, "-m", "bench.server", target, str(port), str(WORKERS), str(THREADS)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(environment or {})})
    try:
        wait_for_answer(port, ready_path, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(30)


@contextlib.contextmanager
def reference() -> Iterator[Server]:
    """The yardstick: one line of Flask behind the same server."""
    with serve("bench.reference:app") as server:
        yield server


def load(
    server: Server,
    requests: Sequence[bytes],
    *,
    connections: int = CONNECTIONS,
    seconds: float | None = None,
) -> Load:
    """Send requests from a second process: each once, or over and over for so many seconds."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(send, server.port, list(requests), connections, seconds).result()


class Yardstick:
    """The reference, measured between the blocks of what is measured: a machine's mood changes within seconds."""

    def __init__(self, server: Server) -> None:
        """Warm the served reference up."""
        self._server, self._one = server, [server.request("GET", "/")]
        self._rates: list[float] = []
        load(server, self._one, seconds=1)

    def measure(self, seconds: float = 1.5) -> None:
        """Once more, for so long."""
        self._rates.append(load(self._server, self._one, seconds=seconds).per_second)

    @property
    def rate(self) -> float:
        """Requests per second, the median of all times."""
        return statistics.median(self._rates)


@contextlib.contextmanager
def yardstick() -> Iterator[Yardstick]:
    """The reference, served while the block runs; measured at its beginning and its end by itself."""
    with reference() as server:
        stick = Yardstick(server)
        stick.measure()
        yield stick
        stick.measure()


def in_blocks(server: Server, requests: Sequence[bytes], stick: Yardstick, blocks: int = 4) -> Load:
    """Each request once, in so many blocks, with the yardstick measured between them."""
    size = -(-len(requests) // blocks)
    parts = []
    for start in range(0, len(requests), size):
        if parts:
            stick.measure()
        parts.append(load(server, requests[start : start + size]))
    return all_of(parts)


def median_seconds(action: Callable[[], object], repeats: int = 5) -> float:
    """Median wall-clock time of an action."""
    return statistics.median(timed(action) for _ in range(repeats))


def timed(action: Callable[[], object]) -> float:
    """Wall-clock seconds an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def free_port() -> int:
    """A port of the loopback address that nothing listens on.

    Below those the system hands out to outgoing connections: one of these could take it meanwhile.
    """
    while True:
        port = random.randint(10_000, 30_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_for_answer(
    port: int, path: str, process: subprocess.Popen[bytes], seconds: float = 60
) -> None:
    """Return as soon as the server answers anything; RuntimeError when it ended or takes too long."""
    deadline = time.monotonic() + seconds
    question = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as line:
            line.sendall(question)
            if line.recv(1):
                return
        time.sleep(0.01)
    raise RuntimeError(f"the server did not answer within {seconds:g} s")
