"""A PostgreSQL server that cannot make its files longer when a test says so.

The operating system refuses the write (RLIMIT_FSIZE), as it refuses one on a full disk or beyond a quota: nothing is
mounted, and no rights are needed but the owner's of the server. Segments of the write-ahead log are as short as they can
be, so that only tables and indexes meet the limit.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.postgresql import unprivileged
from tests.support.processes import is_running, tree
from tests.support.safe_postgresql import SafePostgresql, safe_postgresql

LIMIT = 1024**2
"""Bytes a file may grow to: a whole segment of the log, and a table of some thousand rows"""
_SHORT_LOG = "--wal-segsize=1"


class FullPostgresql:
    """A server whose files stay as long as they are, or as LIMIT, while it is filled."""

    def __init__(self, server: SafePostgresql, folder: Path) -> None:
        """`folder` is the product's own, which nothing limits."""
        self._server, self.folder = server, folder
        self.url = server.new_database("full")

    def fill(self, server: int = 0) -> None:
        """Let no file of the server grow beyond LIMIT; the processes of the product are free."""
        self._limit(str(LIMIT))

    def make_room(self, server: int = 0) -> None:
        """Let it write again."""
        self._limit("unlimited")

    def _limit(self, size: str) -> None:
        """Only the owner of a process may change its limits, not even root everywhere; `prlimit` is in util-linux."""
        how = unprivileged(self._server.folder)
        for pid in tree(self._server.pid):
            limit = ["prlimit", f"--pid={pid}", f"--fsize={size}:"]
            done = subprocess.run(limit, check=False, capture_output=True, cwd="/", **how)
            assert done.returncode == 0 or not is_running(pid), done.stderr


@contextmanager
def full_postgresql(folder: Path) -> Iterator[FullPostgresql]:
    """A server of its own for the time of a block."""
    with safe_postgresql(_SHORT_LOG) as server:
        assert server is not None, "PostgreSQL is not installed"
        yield FullPostgresql(server, folder)
