"""A PostgreSQL server of one's own that keeps what it acknowledges, and may be killed.

Everything that `tests.support.postgresql` turns off for speed is on: this one is for crash drills and for figures.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from bench.harness import DISK
from tests.support.postgresql import find_programs, launch, make_cluster
from tests.support.processes import command_of, is_running, kill_tree

_PREFIX = "diemcau-safe-pg-"
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "timezone": "Asia/Ho_Chi_Minh",
}


class SafePostgresql:
    """One server in a folder of its own."""

    def __init__(self, folder: Path, *more: str) -> None:
        """Make the cluster and start it; `more` are further options of initdb."""
        self._folder = folder
        make_cluster(folder, *more)
        self._process = launch(folder, _SETTINGS)

    def new_database(self, name: str) -> str:
        """The address of a new, empty database."""
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def setting(self, name: str) -> str:
        """What the running server says of a setting."""
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
        assert row is not None
        return str(row[0])

    @property
    def pid(self) -> int:
        """Of the postmaster."""
        return self._process.pid

    @property
    def folder(self) -> Path:
        """Where it keeps everything; the owner's of the server."""
        return self._folder

    def kill(self) -> None:
        """SIGKILL to the postmaster and every process it forked; nothing is flushed."""
        kill_tree(self._process.pid)
        self._process.wait()

    def stop(self) -> None:
        """Immediate shutdown: as after a failing power supply, yet in order."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)

    def start(self) -> None:
        """Start again; recovery from the log has ended when this returns."""
        self._process = launch(self._folder, _SETTINGS)

    @property
    def _conninfo(self) -> str:
        return f"host={self._folder} user=postgres dbname=postgres"


@contextmanager
def safe_postgresql(*more: str) -> Iterator[SafePostgresql | None]:
    """A server for the time of a block; None where PostgreSQL is not installed. `more` are options of initdb."""
    if find_programs() is None:
        yield None
        return
    _clear_what_a_killed_run_left()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=DISK))
    (folder / "owner").write_text(str(os.getpid()))
    server = SafePostgresql(folder, *more)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _clear_what_a_killed_run_left() -> None:
    for folder in Path(DISK or tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner, postmaster = folder / "owner", folder / "data" / "postmaster.pid"
        if not owner.is_file() or is_running(int(owner.read_text() or 0)):
            continue
        if postmaster.is_file():
            pid = int(postmaster.read_text().split()[0])
            if str(folder) in command_of(pid):  # the number may be another's by now
                kill_tree(pid)
        shutil.rmtree(folder, ignore_errors=True)
