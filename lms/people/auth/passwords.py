"""Hashing passwords with argon2id; always done outside a write transaction, it takes its time."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

_PASSES = 2
_LANES = 1
"""With 19 MiB of memory (ARGON2_MEMORY_KIB) this is OWASP's minimum for argon2id."""


@lru_cache(maxsize=4)
def hasher(memory_kib: int) -> PasswordHasher:
    """The hasher for one memory setting."""
    return PasswordHasher(time_cost=_PASSES, memory_cost=memory_kib, parallelism=_LANES)


def hash_password(password: str, memory_kib: int) -> str:
    """An argon2id hash with its own salt, parameters included."""
    return hasher(memory_kib).hash(password)


def verify_password(stored: str | None, password: str, memory_kib: int) -> bool:
    """Whether the password is the right one; without a stored hash it takes just as long."""
    try:
        return hasher(memory_kib).verify(stored or _decoy(memory_kib), password) and bool(stored)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str, memory_kib: int) -> bool:
    """Whether a right password should be hashed again with today's parameters."""
    return hasher(memory_kib).check_needs_rehash(stored)


@lru_cache(maxsize=4)
def _decoy(memory_kib: int) -> str:
    return hasher(memory_kib).hash("nobody has this password")
