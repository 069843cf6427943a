"""The personal code follows from key, summons and generation, and is read back from careless typing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.invitations.codes import ALPHABET, derive_code, digest_of, read_code, show_code

KEY = bytes(range(32))


def test_code_is_the_same_each_time_it_is_printed() -> None:
    assert derive_code(KEY, 17, 1) == derive_code(KEY, 17, 1)
    assert len(derive_code(KEY, 17, 1)) == 8


def test_code_changes_with_generation_summons_and_key() -> None:
    made = {
        derive_code(KEY, 17, 1),
        derive_code(KEY, 17, 2),
        derive_code(KEY, 171, 1),
        derive_code(KEY[::-1], 17, 1),
    }
    assert len(made) == 4


def test_many_codes_stay_apart() -> None:
    assert len({derive_code(KEY, number, 1) for number in range(20_000)}) == 20_000


@given(st.integers(1, 10**9), st.integers(1, 50))
def test_shown_code_is_read_back(summons_id: int, generation: int) -> None:
    code = derive_code(KEY, summons_id, generation)
    assert set(code) <= set(ALPHABET)
    assert read_code(show_code(code)) == code
    assert read_code(f" {show_code(code).lower()}\n") == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("o1i2-l3bc", "011213BC"),
        ("AB12 CD34", "AB12CD34"),
        ("ab12\u2013cd34", "AB12CD34"),
        ("AB.12.CD.34", "AB12CD34"),
        ("ĐâB12C", "DDAAB12C"),
        ("1234ưé67", None),
        ("123ưé67", "123WES67"),
        ("1234Ắ7", "1234AWS7"),
        ("0Ô12345", "00012345"),
    ],
)
def test_careless_typing_is_forgiven(typed: str, code: str | None) -> None:
    assert read_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "AB12", "AB12-CD345", "AB12-CDU4", "<script>", "七" * 8, "U" * 8]
)
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    assert read_code(typed) is None


def test_digest_needs_the_key() -> None:
    code = derive_code(KEY, 1, 1)
    assert digest_of(KEY, code) != digest_of(KEY[::-1], code)
    assert len(digest_of(KEY, code)) == 64
