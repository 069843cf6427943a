"""The address of a verify page: 128 random bits, written so that people can type them."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U"""
LENGTH = 26


def new_public_id() -> str:
    """A fresh id of 26 characters; nobody can guess or count through them."""
    number = secrets.randbits(128)
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, 32)
        letters = ALPHABET[place] + letters
    return letters


def read_public_id(typed: str) -> str:
    """What was typed or scanned, as it is stored: upper case, O as 0, I and L as 1."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return letters.translate(str.maketrans("OIL", "011"))
