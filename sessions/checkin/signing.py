"""Signers of what phones carry: tickets, answers, whom they remember."""

import hmac
from hashlib import sha256

from itsdangerous import Signer, TimestampSigner
from itsdangerous.signer import SigningAlgorithm


class _Keyed(SigningAlgorithm):
    """HMAC-SHA-256 under one key, prepared once: the same signatures for two thirds of the time."""

    def __init__(self, key: bytes) -> None:
        self._prepared = hmac.new(key, digestmod=sha256)

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """`key` is the one that was prepared: nothing is derived from it."""
        signing = self._prepared.copy()
        signing.update(value)
        return signing.digest()


def signer(key: bytes) -> Signer:
    """What signs a text and checks it; the key was drawn for one purpose already."""
    return Signer(key, key_derivation="none", algorithm=_Keyed(key))


def timestamp_signer(key: bytes) -> TimestampSigner:
    """The same, with the moment of signing, so that the text can grow too old."""
    return TimestampSigner(key, key_derivation="none", algorithm=_Keyed(key))
