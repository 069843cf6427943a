"""How far the process that reads or writes a roster is: a small file that every worker can look at.

The process holds a lock on the file as long as it lives, so that its end is seen at once, however it ended. The
lock is taken before the process starts and handed over to it.
"""

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import orjson

from lms.config import ROOT, Settings
from lms.errors import Unavailable
from lms.web.i18n import lazy_gettext as _l

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


@dataclass(frozen=True, slots=True)
class Progress:
    """A glance at a running import."""

    is_running: bool
    stage: Stage = Stage.OPENING
    done: int = 0
    whole: int = 0
    """Rows; 0 where nobody can say."""


class Report:
    """Where the work says how far it is; nowhere, when it is done within a request."""

    def __init__(self, handle: int | None = None) -> None:
        """Write to an open file; to none without a handle."""
        self._handle = handle

    def tell(self, stage: Stage, done: int = 0, whole: int = 0) -> None:
        """Say what is being done, and how many rows of how many."""
        if self._handle is not None:
            content = orjson.dumps([stage, done, whole]).ljust(_TOLD_BYTES)
            os.pwrite(self._handle, content, 0)


def look_at(settings: Settings, run_id: int) -> Progress:
    """What the process of an import is doing; `is_running` is false when there is none."""
    try:
        handle = os.open(_place(settings, run_id), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return Progress(False)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return Progress(False)
    except OSError:
        content = os.pread(handle, _TOLD_BYTES, 0)
        stage, done, whole = orjson.loads(content) if content.strip() else (Stage.OPENING, 0, 0)
        return Progress(True, Stage(stage), done, whole)
    finally:
        os.close(handle)


@contextmanager
def locked(settings: Settings, run_id: int) -> Iterator[int]:
    """The import's file, open and locked: whoever looks sees that it is running."""
    place = _place(settings, run_id)
    place.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(handle)
        os.ftruncate(handle, 0)
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


def start_process(settings: Settings, run_id: int) -> None:
    """Let a process of its own do an import's next step; returns at once."""
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
    threading.Thread(target=process.wait, daemon=True).start()  # so that it is buried when it ends


def _place(settings: Settings, run_id: int) -> Path:
    return settings.instance_path / "imports" / str(run_id)
