"""Hashing passwords with argon2id; always done outside a write transaction, it takes its time.

One process hashes one password at a time, and lets only so many requests wait for it: a crowd that
signs in may take one processor's spare time, never the threads and processors that check-in needs.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from lms.errors import Unavailable
from lms.web.i18n import lazy_gettext as _l

_PASSES = 2
_LANES = 1
"""With 19 MiB of memory (ARGON2_MEMORY_KIB) this is OWASP's minimum for argon2id."""

MOST_WAITING = 12
"""Requests of a process that hash or wait for it; with 32 threads, twenty are left for all else."""
_places = threading.BoundedSemaphore(MOST_WAITING)
_hashing = threading.Lock()


@lru_cache(maxsize=4)
def hasher(memory_kib: int) -> PasswordHasher:
    """The hasher for one memory setting."""
    return PasswordHasher(time_cost=_PASSES, memory_cost=memory_kib, parallelism=_LANES)


def hash_password(password: str, memory_kib: int) -> str:
    """An argon2id hash with its own salt, parameters included. Raises Unavailable in a rush."""
    with _turn():
        return hasher(memory_kib).hash(password)


def verify_password(stored: str | None, password: str, memory_kib: int) -> bool:
    """Whether the password is the right one; without a stored hash it takes just as long.

    Raises Unavailable when too many others wait for the same.
    """
    decoy = _decoy(memory_kib)
    with _turn():
        try:
            return hasher(memory_kib).verify(stored or decoy, password) and bool(stored)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str, memory_kib: int) -> bool:
    """Whether a right password should be hashed again with today's parameters."""
    return hasher(memory_kib).check_needs_rehash(stored)


@contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Unavailable(
            _l("Very many people are signing in at this moment. Please try again in some seconds.")
        )
    try:
        with _hashing:
            yield
    finally:
        _places.release()


@lru_cache(maxsize=4)
def _decoy(memory_kib: int) -> str:
    return hasher(memory_kib).hash("nobody has this password")
