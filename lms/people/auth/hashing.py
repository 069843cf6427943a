"""The process that hashes passwords, for one other process: a script that imports nothing of the product.

A line of JSON on its input is one password, a line on its output the answer: `["hash", password, bytes of memory,
passes]` gives the hash, `["verify", hash, password]` whether they fit. It ends with its input, and by
itself when nothing has been asked for some time.

It runs only where a processor has nothing else to do, on that of whoever began it: free to change between them, it
took twice as much from check-in. As a thread of the server that would not do: called back,
it would hold what all threads of Python wait for (its global lock), and not be let near a processor.
"""

import os
import signal
import sys
from contextlib import suppress

import orjson
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id


def main(idle_s: int) -> None:
    """Answer line by line, until nothing was asked for so many seconds."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl+C is for the server, which then closes our input
    _step_back()
    signal.alarm(idle_s)
    while line := sys.stdin.buffer.readline():
        signal.alarm(0)
        sys.stdout.buffer.write(orjson.dumps(_answer(*orjson.loads(line))) + b"\n")
        sys.stdout.buffer.flush()
        signal.alarm(idle_s)


def _answer(what: str, *question: object) -> str | bool:
    match what, question:
        case "hash", (str(password), int(memory), int(passes)):
            return argon2id.str(password.encode(), opslimit=passes, memlimit=memory).decode("ascii")
        case "verify", (str(kept), str(password)):
            try:
                return argon2id.verify(kept.encode(), password.encode())
            except (CryptoError, ValueError):  # another password; no hash at all
                return False
    raise ValueError(what)


def _step_back() -> None:
    """Let everybody else go first; what a system refuses is done without."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(19)


if __name__ == "__main__":
    main(int(sys.argv[1]))
