"""Disks that are full when a test says so: a small file system where this account may mount one, else a size limit."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.support.processes import tree

MIB = 1024**2
SIZE = 24 * MIB
LEFT = MIB
"""What is left to write when the disk counts as nearly full."""


class Disk(Protocol):
    """A folder whose disk can be made nearly full."""

    folder: Path

    def fill(self, server: int) -> None:
        """Leave only LEFT bytes to a server process and its workers."""
        ...

    def make_room(self, server: int) -> None:
        """Let them write again."""
        ...


class SmallFileSystem:
    """A file system of its own, filled with ballast."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, server: int) -> None:
        room = os.statvfs(self.folder)
        self._ballast.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - LEFT)))

    def make_room(self, server: int) -> None:
        self._ballast.unlink()


class SizeLimit:
    """No file may grow beyond a limit: what an account without any rights can have."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, server: int) -> None:
        largest = max(path.stat().st_size for path in self.folder.iterdir())
        self._limit(server, largest + LEFT)

    def make_room(self, server: int) -> None:
        self._limit(server, resource.RLIM_INFINITY)

    def _limit(self, server: int, size: int) -> None:
        for pid in tree(server):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@contextmanager
def small_file_system(folder: Path, size: int = SIZE) -> Iterator[Disk]:
    """A loop-back ext4 or a tmpfs of so many bytes where mounting is allowed; a size limit where it is not."""
    at = folder / "disk"
    at.mkdir()
    if not (
        _mount_loop(folder, at, size) or _mount(["-t", "tmpfs", "-o", f"size={size}", "tmpfs"], at)
    ):
        yield SizeLimit(at)
        return
    try:
        yield SmallFileSystem(at)
    finally:
        subprocess.run(["umount", at], check=True)


def _mount_loop(folder: Path, at: Path, size: int) -> bool:
    image = folder / "disk.img"
    with image.open("wb") as file:
        file.truncate(size)
    made = _runs(["mkfs.ext4", "-q", "-m", "0", "-O", "^has_journal", str(image)])
    return made and _mount(["-o", "loop", str(image)], at)


def _mount(what: list[str], at: Path) -> bool:
    return os.geteuid() == 0 and _runs(["mount", *what, str(at)])


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
