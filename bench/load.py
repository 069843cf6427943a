"""A small HTTP/1.1 load generator: one thread, many keep-alive connections, standard library only.

It runs in a process of its own, so that its work does not count as the server's.
"""

import selectors
import socket
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle


@dataclass(frozen=True)
class Load:
    """What came back."""

    answered: int
    seconds: float
    p50_ms: float
    p99_ms: float
    statuses: dict[int, int]
    failures: int
    """Connections that broke before an answer was whole."""
    bodies: list[bytes] = field(default_factory=list)
    """The first few answers' bodies, to look at."""
    busy: float = 0.0
    """Share of the time in which the generator itself was at work: near 1, it is what was measured."""

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return self.answered / self.seconds


def all_of(parts: Sequence[Load]) -> Load:
    """Several loads as one; its hundredth is the slowest of theirs."""
    answered, seconds = sum(each.answered for each in parts), sum(each.seconds for each in parts)
    statuses: Counter[int] = Counter()
    for each in parts:
        statuses.update(each.statuses)
    return Load(
        answered,
        seconds,
        statistics.median(each.p50_ms for each in parts),
        max(each.p99_ms for each in parts),
        dict(statuses),
        sum(each.failures for each in parts),
        parts[0].bodies,
        sum(each.busy * each.seconds for each in parts) / seconds,
    )


@dataclass
class _Line:
    """One connection: what it waits for, since when."""

    socket: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)


def send(port: int, requests: list[bytes], connections: int, seconds: float | None) -> Load:
    """Keep `connections` requests in flight until all are answered, or for so many seconds."""
    selector = selectors.DefaultSelector()
    waiting: Iterator[bytes] = cycle(requests) if seconds else iter(requests)
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    bodies: list[bytes] = []
    failures = open_lines = 0
    started, worked = time.perf_counter(), time.process_time()
    ends_at = started + seconds if seconds else float("inf")

    for _ in range(min(connections, len(requests) if not seconds else connections)):
        line = _Line(socket.create_connection(("127.0.0.1", port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if _ask(line, waiting):
            selector.register(line.socket, selectors.EVENT_READ, line)
            open_lines += 1

    while open_lines:
        for key, _ in selector.select():
            line = key.data
            piece = line.socket.recv(65_536)
            line.received += piece
            answer = _whole(line.received) if piece else None
            if piece and answer is None:
                continue
            now = time.perf_counter()
            if answer is None:
                failures += 1
            else:
                latencies.append(now - line.sent_at)
                statuses[answer[0]] += 1
                if len(bodies) < 5:
                    bodies.append(answer[1])
            if answer is None or now >= ends_at or not _ask(line, waiting):
                selector.unregister(line.socket)
                line.socket.close()
                open_lines -= 1
    took = time.perf_counter() - started
    centiles = statistics.quantiles(latencies, n=100) if len(latencies) > 1 else [0.0] * 99
    return Load(
        len(latencies),
        took,
        centiles[49] * 1e3,
        centiles[98] * 1e3,
        dict(statuses),
        failures,
        bodies,
        (time.process_time() - worked) / took,
    )


def _ask(line: _Line, waiting: Iterator[bytes]) -> bool:
    request = next(waiting, None)
    if request is None:
        return False
    line.received.clear()
    line.sent_at = time.perf_counter()
    line.socket.sendall(request)
    return True


def _whole(received: bytearray) -> tuple[int, bytes] | None:
    """Status and body once the answer has arrived completely; answers carry a Content-Length."""
    head, separator, body = bytes(received).partition(b"\r\n\r\n")
    if not separator:
        return None
    status = int(head[9:12])
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line[15:])
        elif line.startswith(b"transfer-encoding:"):
            raise ValueError("the load generator reads answers with a Content-Length only")
    return (status, body) if len(body) >= length else None
