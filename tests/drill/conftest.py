"""Installations for drills: on a real disk, with servers that may be killed."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.harness import DISK
from tests.support.safe_postgresql import SafePostgresql, safe_postgresql


@pytest.fixture
def disk_folder() -> Iterator[Path]:
    """A new folder where fsync reaches a disk; `tmp_path` may be memory."""
    with tempfile.TemporaryDirectory(prefix="diemcau-drill-", dir=DISK) as folder:
        yield Path(folder)


@pytest.fixture
def safe_server(backend: str) -> Iterator[SafePostgresql | None]:
    """A PostgreSQL server that keeps what it says; None on SQLite."""
    if backend == "sqlite":
        yield None
        return
    with safe_postgresql() as server:
        yield server


@pytest.fixture
def safe_url(safe_server: SafePostgresql | None, disk_folder: Path) -> str:
    """The address of an empty database that survives a crash."""
    if safe_server is None:
        return f"sqlite:///{disk_folder / 'diemcau.db'}"
    return safe_server.new_database("drill")
