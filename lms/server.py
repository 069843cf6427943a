"""The production server: Granian, a few processes with many threads each."""

import ctypes
import gc
import os
import resource
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from time import sleep
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer
from granian.server.mp import WorkerProcess

_M_ARENA_MAX = -8
"""As malloc.h of glibc says."""
_WAITING = 4_096
"""Connections that the system keeps until a worker takes them."""
_MOST_CONNECTIONS = 50_000
_OTHER_FILES = 512
"""Files that a worker has open besides connections, with room to spare."""
_GARBAGE = (10_000, 20, 50)
"""Objects made before a search among the youngest, and how many of one generation go before one of the next."""
_BETWEEN_LOOKS = 60
"""Seconds between two looks at the calendar."""
GRACE_SECONDS = 30
"""How long requests in hand may take after the order to stop."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where and how the server listens."""

    host: str
    port: int
    workers: int
    threads: int
    """Blocking threads per worker: requests served at the same time."""
    certificate: tuple[Path, Path] | None = None
    """Certificate and key of HTTPS, in PEM form; None serves plain HTTP."""


def run_server(target: str, listening: Listening) -> None:
    """Serve a WSGI application ("module:name") until stopped; benchmarks serve theirs the same way."""
    _share_arenas()
    _may_open_files()
    cert, key = listening.certificate or (None, None)
    _Server(
        target,
        address=listening.host,
        port=listening.port,
        interface=Interfaces.WSGI,
        workers=listening.workers,
        blocking_threads=listening.threads,
        backlog=_WAITING,
        backpressure=_open_connections(listening.workers),
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        ssl_cert=cert,
        ssl_key=key,
    ).serve()


def _may_open_files() -> None:
    """As many as the system allows: every phone keeps its connection open for a while."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _open_connections(workers: int) -> int:
    """How many connections one worker holds. Granian's own limit is 512, idle ones included.

    Beyond it nobody is let in: with a thousand phones in a hall the next one waited for seconds.
    """
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = _MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else soft - _OTHER_FILES
    return max(512, min(_MOST_CONNECTIONS, allowed) // workers)


def _share_arenas() -> None:
    """Let all threads allocate from two arenas, workers inherit it: a fifth less memory for 32 threads.

    glibc gives threads arenas of their own so that they need not wait for each other; ours wait for Python anyway.
    """
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def _stay_on_one_processor(number: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[number % len(allowed)]})


def _finish_what_is_begun() -> None:
    """Let no thread of this process take the processor from another one when it wakes.

    The thread that commits for a group wakes all that waited. Each would push it aside, find Python's lock still held
    by it, and go to sleep again: three of seven changes between threads in a check-in. Other processes,
    the database server among them, are let in as before. What a system refuses is done without.
    """
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _let_answers_come_later() -> None:
    """Give each request of this worker a `Later`: Granian's own wrapper answers with what the application returns."""
    from lms.web.later import with_later  # the parent serves nobody

    workers: Any = import_module("granian.server.mp")
    workers._wsgi_call_wrap = with_later(workers._wsgi_call_wrap)


def _turn_days(application: Any) -> None:
    """Do what the product does on every new day, now and after each midnight, and tidy up each minute, beside the requests."""
    if "parts" in getattr(application, "extensions", ()):  # benchmarks serve other applications too
        threading.Thread(target=_each_day, args=(application,), name="days", daemon=True).start()


def _each_day(app: Any) -> None:
    from lms import clock  # the parent, which serves nobody, needs none of this
    from lms.areas import each_day

    done: date | None = None
    while True:
        today = clock.today()
        if today != done:
            try:
                with app.app_context():
                    each_day()
                done = today
            except Exception:
                app.logger.exception("the new day's work failed; it is tried again in a minute")
        sleep(_BETWEEN_LOOKS)
        _give_memory_back()


def _give_memory_back() -> None:
    """Let the system have the pages that glibc keeps for later: after a rush some megabytes, in a fifth of a millisecond."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def leave_in_peace() -> None:
    """Keep what was loaded out of the search for garbage, and search less often.

    Going through all of it takes some fifty milliseconds, in which everybody waits.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


class _Server(MPServer):
    """Granian's server, safe against an order to stop that comes twice.

    Its own handler sets an event inside the signal handler. A second signal then, or one while the main loop is just
    about to wait, finds the event's lock held by its own thread and never returns.
    """

    interrupt_signal: bool
    _parent: int

    def _spawn_worker(  # type: ignore[override] # the base has one argument that no server passes
        self, idx: int, target: Any, callback_loader: Callable[[], Any]
    ) -> WorkerProcess:
        """A worker with a processor of its own.

        Its threads take turns at Python's lock anyway. On several processors each turn moves to another one, which
        costs half of what a check-in costs; on one they follow each other.
        """

        self._parent = os.getpid()

        def load() -> Any:
            _stay_on_one_processor(idx)
            _finish_what_is_begun()
            _let_answers_come_later()
            application = callback_loader()
            _turn_days(application)
            leave_in_peace()
            return application

        return super()._spawn_worker(idx, target, load)

    def signal_handler_interrupt(self, *_signal: object, **_more: object) -> None:
        """Note the order, and let another thread wake the main loop.

        A worker that is still loading inherited this handler, and the order is its own as well: it has
        nothing in hand. Kept to itself, the server would wait for it until the grace is over.
        """
        if os.getpid() != self._parent:
            os._exit(0)
        if not self.interrupt_signal:
            self.interrupt_signal = True
            threading.Thread(target=self.main_loop_interrupt.set).start()
