"""What a password must be, and how long to wait after wrong ones."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from lms.text import fold, nfc_clean

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)
"""Failures older than this no longer count."""

SHORTEST = 8
LONGEST = 128
_COMMON = frozenset(
    "12345678a a1234567 abc12345 abcd1234 admin123 matkhau1 matkhau123 password1 password123 "
    "qwerty123 1q2w3e4r 1qaz2wsx vietnam1 vietnam123 dongchi1 dongchi123 hanoi123 diemcau1".split()
)


class PasswordFlaw(StrEnum):
    """Why a new password is not accepted."""

    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    ONE_KIND = "one kind"
    """Letters only or digits only"""
    COMMON = "common"
    LIKE_NAME = "like name"


def password_flaw(password: str, *names: str) -> PasswordFlaw | None:
    """The first reason to refuse a new password, or None.

    At least 8 characters with a letter and something else, as information-security level 2 asks
    of state systems (TCVN 11930:2017); not among the commonest, not the person's own name or
    login. At most 128 characters, so that hashing stays cheap.
    """
    if len(password) < SHORTEST:
        return PasswordFlaw.TOO_SHORT
    if len(password) > LONGEST:
        return PasswordFlaw.TOO_LONG
    if not any(char.isalpha() for char in password) or password.isalpha():
        return PasswordFlaw.ONE_KIND
    bare = fold(password)
    if bare in _COMMON or len(set(bare)) < 4:
        return PasswordFlaw.COMMON
    words = {fold(name).replace(" ", "") for name in names} - {""}
    if any(
        bare == word or (len(word) >= 4 and bare.strip("0123456789!@#.") == word) for word in words
    ):
        return PasswordFlaw.LIKE_NAME
    return None


def wait_after(failures: int) -> timedelta:
    """How long a name is closed after so many failures in a row.

    Five tries are free; then 30 seconds, doubling with each failure up to 15 minutes. The name
    is what waits, never an address: a whole hall may share one.
    """
    if failures < FREE_TRIES:
        return timedelta(0)
    doublings = min(failures - FREE_TRIES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def failures_that_count(count: int, last_at: datetime, now: datetime) -> int:
    """Failures in a row as of now: a day without any wipes the slate."""
    return 0 if now - last_at > FORGET_AFTER else count


def login_form(typed: str) -> str:
    """A login as it is kept and compared: e-mail or personnel code, lower case, no blanks."""
    return nfc_clean(typed).replace(" ", "").lower()


def name_hash(login: str) -> str:
    """Under what the failures of a typed name are counted."""
    return hashlib.sha256(login_form(login).encode()).hexdigest()


def browser_hash(account_id: int, mark: str) -> str:
    """Under what the wrong passwords of a browser that an account is known on are counted; likewise no typed name."""
    return hashlib.sha256(f"browser {account_id} {mark}".encode()).hexdigest()


def second_step_hash(account_id: int) -> str:
    """Under what an account's wrong second steps are counted; no typed name, which has no blanks, meets it."""
    return hashlib.sha256(f"second step {account_id}".encode()).hexdigest()
