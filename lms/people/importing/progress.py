"""How far whoever reads or writes a roster is: a small file that every worker can look at.

Whoever works on an import, a process of its own or a request, holds a lock on the file as long as it lives: nobody
else works on it meanwhile, and its end is seen at once, however it ended. The lock is taken before the process
starts and handed over to it.
"""

import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import orjson

from lms.config import ROOT, Settings
from lms.db.trouble import TROUBLES, Trouble
from lms.errors import Unavailable
from lms.web.i18n import lazy_gettext as _l

log = logging.getLogger(__name__)
_COMMAND: Final = ("-m", "flask", "--app", "wsgi", "roster", "work")
_TOLD_BYTES: Final = 200
_PATIENCE_SECONDS: Final = 10


class Stage(StrEnum):
    """What the process is at."""

    OPENING = "opening"
    ROWS = "rows"
    COMPARING = "comparing"
    KEEPING = "keeping"
    WRITING = "writing"
    WORDS = "words"
    """All is on record but the words by which new people are found"""


@dataclass(frozen=True, slots=True)
class Progress:
    """A glance at an import."""

    is_running: bool
    stage: Stage = Stage.OPENING
    done: int = 0
    whole: int = 0
    """Rows; 0 where nobody can say."""
    trouble: Trouble | None = None
    """What ended it before its time, as far as it could still say so."""


class Report:
    """Where the work says how far it is; nowhere without a file."""

    def __init__(self, handle: int | None = None) -> None:
        """Write to an open file; to none without a handle."""
        self._handle = handle

    def tell(self, stage: Stage, done: int = 0, whole: int = 0) -> None:
        """Say what is being done, and how many rows of how many."""
        self._say([stage, done, whole])

    def tell_trouble(self, trouble: Trouble) -> None:
        """Say what the work ends with; whoever looks afterwards reads it."""
        self._say([trouble])

    def _say(self, what: list[Any]) -> None:
        if self._handle is not None:
            with suppress(OSError):  # a disk without room for a few words is no reason to give up
                os.pwrite(self._handle, orjson.dumps(what).ljust(_TOLD_BYTES), 0)


def look_at(settings: Settings, run_id: int) -> Progress:
    """What whoever works on an import is doing; `is_running` is false when nobody does."""
    try:
        handle = os.open(_place(settings, run_id), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return Progress(False)
    try:
        is_running = not _is_free(handle)
        content = os.pread(handle, _TOLD_BYTES, 0).strip()
    finally:
        os.close(handle)
    told: list[Any] = orjson.loads(content) if content else [Stage.OPENING, 0, 0]
    if len(told) == 1:
        return Progress(is_running, trouble=Trouble(told[0]))
    return Progress(is_running, Stage(told[0]), told[1], told[2])


def _is_free(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def locked(settings: Settings, run_id: int) -> Iterator[int]:
    """The import's file, open and locked: whoever looks sees that it is running."""
    place = _place(settings, run_id)
    place.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(handle)
        Report(handle).tell(Stage.OPENING)  # over what the last one said: that takes no room
        yield handle
    finally:
        os.close(handle)


def _wait_for(handle: int) -> None:
    """Take the lock; the process of the step before may take a moment to end."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise Unavailable(
                    _l("The server is still busy with this file. Please try again in a minute.")
                ) from error
            time.sleep(0.05)


def start_process(settings: Settings, run_id: int, after_failure: Callable[[], object]) -> None:
    """Let a process of its own do an import's next step; returns at once.

    `after_failure` is called, in a thread of this process, when the other one was killed or gave up.
    """
    with locked(settings, run_id) as handle:
        process = subprocess.Popen(  # noqa: S603 - our own module; it lives as long as its work
            [sys.executable, *_COMMAND, str(run_id), str(handle)],
            cwd=ROOT,
            env={
                **os.environ,
                "INSTANCE_PATH": str(settings.instance_path),
                "DATABASE_URL": settings.database_url,
            },
            pass_fds=[handle],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    threading.Thread(target=_see_off, args=(process, after_failure), daemon=True).start()


def _see_off(process: "subprocess.Popen[bytes]", after_failure: Callable[[], object]) -> None:
    """Wait for it, so that it is buried when it ends."""
    if process.wait() == 0:
        return
    try:
        after_failure()
    except TROUBLES as error:  # what made it fail, perhaps; it is done at the next start
        log.warning("after a failed import: %s", error)


def _place(settings: Settings, run_id: int) -> Path:
    return settings.instance_path / "imports" / str(run_id)
