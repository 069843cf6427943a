"""Hashing passwords with argon2id; always done outside a write transaction, it takes its time.

One process hashes one password at a time, in a thread that steps back for all others, and lets only so
many requests wait for it: a crowd that signs in may take a processor's spare time, never the threads and
processors that check-in needs.
"""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import ParamSpec, TypeVar

from lms.errors import Unavailable
from lms.web.i18n import lazy_gettext as _l

P = ParamSpec("P")
T = TypeVar("T")
_PASSES = 2
"""With 19 MiB of memory (ARGON2_MEMORY_KIB) and one lane this is OWASP's minimum for argon2id."""

MOST_WAITING = 12
"""Requests of a process that hash or wait for it; with 32 threads, twenty are left for all else."""
_places = threading.BoundedSemaphore(MOST_WAITING)
_NICENESS = 10
"""A tenth of the weight of the threads that answer requests; where a processor idles, it is no slower."""


def hash_password(password: str, memory_kib: int) -> str:
    """An argon2id hash with its own salt, parameters included. Raises Unavailable in a rush."""
    return _in_turn(_hashed, password, memory_kib)


def verify_password(stored: str | None, password: str, memory_kib: int) -> bool:
    """Whether the password is the right one; without a stored hash it takes just as long.

    Raises Unavailable when too many others wait for the same.
    """
    right = _in_turn(_fits, stored or _decoy(memory_kib), password)
    return right and bool(stored)


def is_outdated(stored: str, memory_kib: int) -> bool:
    """Whether a right password should be hashed again with today's parameters."""
    return not stored.startswith(f"$argon2id$v=19$m={memory_kib},t={_PASSES},p=1$")


def _hashed(password: str, memory_kib: int) -> str:
    from nacl.pwhash import argon2id

    kept = argon2id.str(password.encode(), opslimit=_PASSES, memlimit=memory_kib * 1024)
    return kept.decode("ascii")


def _fits(stored: str, password: str) -> bool:
    from nacl.exceptions import CryptoError
    from nacl.pwhash import argon2id

    try:
        return argon2id.verify(stored.encode(), password.encode())
    except (CryptoError, ValueError):  # another password; no hash at all
        return False


def _in_turn(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    if not _places.acquire(blocking=False):
        raise Unavailable(
            _l("Very many people are signing in at this moment. Please try again in some seconds.")
        )
    try:
        return _worker().submit(work, *arguments, **named).result()
    finally:
        _places.release()


@lru_cache(maxsize=1)
def _worker() -> ThreadPoolExecutor:
    """The one thread of this process that hashes; made when first needed, in the process that needs it."""
    return ThreadPoolExecutor(1, "hashing", initializer=_step_back)


os.register_at_fork(after_in_child=_worker.cache_clear)  # threads do not come along


def _step_back() -> None:
    """Let every other thread of the product go first. Linux counts threads one by one; others do not."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


@lru_cache(maxsize=4)
def _decoy(memory_kib: int) -> str:
    return _hashed("nobody has this password", memory_kib)
