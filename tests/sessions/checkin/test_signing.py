"""Signers with a key prepared once: what they sign is what the library signs by itself."""

from hashlib import sha256

import pytest
from itsdangerous import BadSignature, Signer, TimestampSigner

from sessions.checkin.signing import signer, timestamp_signer

KEY, OTHER = b"k" * 32, b"o" * 32
TEXT = "17~Nguyễn Văn Ổn~E2"
AS_THE_LIBRARY = {"digest_method": sha256, "key_derivation": "none"}


def test_signatures_are_those_of_the_library():
    assert signer(KEY).sign(TEXT) == Signer(KEY, **AS_THE_LIBRARY).sign(TEXT)
    kept = TimestampSigner(KEY, **AS_THE_LIBRARY).sign(TEXT)
    assert timestamp_signer(KEY).unsign(kept, max_age=60).decode() == TEXT


def test_one_signer_signs_many_texts():
    same = signer(KEY)
    signed = [same.sign(f"{TEXT} {number}") for number in range(3)]
    assert len(set(signed)) == 3
    assert [same.unsign(each).decode() for each in signed] == [f"{TEXT} {n}" for n in range(3)]


@pytest.mark.parametrize("make", [signer, timestamp_signer])
def test_what_was_changed_or_signed_with_another_key_is_refused(make):
    signed = make(KEY).sign(TEXT).decode()
    for wrong in (signed.replace("17", "18"), signed[:-1], make(OTHER).sign(TEXT), TEXT):
        with pytest.raises(BadSignature):
            make(KEY).unsign(wrong)
