"""Hashing passwords with argon2id; always done outside a write transaction, it takes its time.

A process of its own hashes (`lms.people.auth.hashing`), one password at a time, and only so many requests wait
for it: a crowd that signs in takes the processors' spare time, never the threads and processors that
check-in needs.
"""

import os
import threading
from functools import lru_cache
from typing import Final, NamedTuple

from lms.errors import Unavailable
from lms.people.auth.hasher import Hasher
from lms.web.i18n import lazy_gettext as _l

_PASSES: Final = ((47_104, 1), (19_456, 2), (12_288, 3), (9_216, 4), (0, 5))
"""KiB of memory from which on so many passes, in one lane, are OWASP's minimum for argon2id: less of one, more of the
other, which its Password Storage Cheat Sheet calls an equal defence."""

MOST_WAITING: Final = 12
"""Requests of a process that hash or wait for it; with 32 threads, twenty are left for all else."""


class Cost(NamedTuple):
    """What one hash takes: KiB of memory, and passes over it."""

    memory_kib: int
    passes: int


_places = threading.BoundedSemaphore(MOST_WAITING)


def hash_password(password: str, memory_kib: int) -> str:
    """An argon2id hash with its own salt, parameters included. Raises Unavailable in a rush."""
    return str(_in_turn("hash", password, memory_kib * 1024, passes_for(memory_kib)))


def verify_password(stored: str | None, password: str, otherwise: Cost) -> bool:
    """Whether the password is the right one; without a stored hash it takes as long as one of that cost.

    Raises Unavailable when too many others wait for the same.
    """
    right = _in_turn("verify", stored or _decoy(otherwise), password)
    return bool(right) and bool(stored)


def is_outdated(stored: str, memory_kib: int) -> bool:
    """Whether a right password should be hashed again with today's parameters."""
    return not stored.startswith(f"$argon2id$v=19$m={memory_kib},t={passes_for(memory_kib)},p=1$")


def cost_of(memory_kib: int) -> Cost:
    """What a hash made now costs, with so much memory."""
    return Cost(memory_kib, passes_for(memory_kib))


def passes_for(memory_kib: int) -> int:
    """How many passes go with so much memory; with less than the least that OWASP names, as many as with that."""
    return next(passes for least, passes in _PASSES if memory_kib >= least)


def _in_turn(*question: str | int) -> str | bool:
    if not _places.acquire(blocking=False):
        raise Unavailable(
            _l("Very many people are signing in at this moment. Please try again in some seconds.")
        )
    try:
        return _hasher().ask(*question)
    finally:
        _places.release()


@lru_cache(maxsize=1)
def _hasher() -> Hasher:
    return Hasher()


os.register_at_fork(after_in_child=_hasher.cache_clear)  # each process has its own


@lru_cache(maxsize=16)
def _decoy(cost: Cost) -> str:
    return str(
        _hasher().ask("hash", "nobody has this password", cost.memory_kib * 1024, cost.passes)
    )
