"""One process asked line by line: begun when first needed, begun again when it has ended."""

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

import orjson

from lms.errors import Unavailable
from lms.web.i18n import lazy_gettext as _l

_SCRIPT = Path(__file__).with_name("hashing.py")
_IDLE_S: Final = 60
"""It takes 12 MB, and on most days nobody signs in for hours."""


class Hasher:
    """The hashing process of this process; whoever asks while it works waits for their turn."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, *question: str | int) -> str | bool:
        """What it answers. It may have ended meanwhile: then another is begun, once.

        Raises Unavailable when that does not help.
        """
        line = orjson.dumps(question) + b"\n"
        with self._turn:
            answer = self._ask(line) or self._ask(line)
        if not answer:
            raise Unavailable(
                _l(
                    "The server cannot check passwords at this moment. Please try again in a minute."
                )
            )
        found: str | bool = orjson.loads(answer)
        return found

    def _ask(self, line: bytes) -> bytes:
        try:
            process = self._process or _begin()
            assert process.stdin is not None  # noqa: S101 - both are pipes
            assert process.stdout is not None  # noqa: S101
            self._process = process
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:  # it has ended, or there is no room for another
            answer = b""
        if not answer:
            self._end()
        return answer

    def _end(self) -> None:
        if self._process is None:
            return
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError, AttributeError):
                pipe.close()  # type: ignore[union-attr]
        self._process = None


def _begin() -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-I", str(_SCRIPT), str(_IDLE_S)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    threading.Thread(target=process.wait, daemon=True).start()  # so that it is buried when it ends
    return process
