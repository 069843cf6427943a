"""Uploaded bytes on disk, named by their SHA-256: the same file twice is kept once.

A file is complete and on disk (fsync of the file and of its folder) before the caller writes the row that
names it, so a row never points at nothing after a power cut. A file whose row was rolled back
is harmless: the next upload of the same bytes takes it over.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from lms.errors import NotFound, TooLarge
from lms.web.i18n import lazy_gettext as _l

_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Incoming:
    """An upload that has arrived and waits to be judged."""

    path: Path
    sha256: str
    size: int
    """Bytes"""


@dataclass(frozen=True, slots=True)
class FileStore:
    """The files folder of one instance: `ab/cd/<sha256>`."""

    root: Path

    @contextmanager
    def receive(self, stream: IO[bytes], max_bytes: int) -> Iterator[Incoming]:
        """Take a stream into a temporary file, for the block to look at and perhaps `keep`.

        Raises TooLarge as soon as more than max_bytes have come. The temporary file goes with the block.
        """
        waiting = self.root / "incoming"
        waiting.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=waiting)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                sha256, size = _copy(stream, file, max_bytes)
            yield Incoming(path, sha256, size)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, incoming: Incoming) -> None:
        """Make a received upload permanent; it is on disk when this returns."""
        target = self._place(incoming.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        incoming.path.replace(target)
        _sync_folder(target.parent)

    def remove(self, sha256: str) -> None:
        """Take the bytes off the disk; harmless when they are gone. Whoever calls knows that nothing else needs them."""
        self._place(sha256).unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the bytes lie. Raises NotFound when the disk has lost them."""
        place = self._place(sha256)
        if not place.is_file():
            raise NotFound(_l("The file is missing on the server. Please tell the organisers."))
        return place

    def _place(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256


def _copy(stream: IO[bytes], file: IO[bytes], max_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > max_bytes:
            limit = max_bytes // _PIECE
            raise TooLarge(_l("The file is larger than %(limit)s MB.", limit=limit))
        digest.update(piece)
        file.write(piece)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
