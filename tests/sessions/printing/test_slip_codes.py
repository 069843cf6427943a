"""The code on a slip: what it names, and what it takes to make one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.gates.codes import read_code
from sessions.invitations.card_codes import read_card
from sessions.printing.slip_codes import (
    MAX_GATE,
    MAX_NUMBER,
    digest_of,
    is_real,
    read_slip,
    show_slip_code,
    slip_code,
)

KEY = bytes(range(32))


@given(st.integers(1, MAX_GATE), st.integers(1, MAX_NUMBER))
def test_slip_names_its_gate_and_number(gate: int, number: int) -> None:
    slip = read_slip(slip_code(KEY, gate, number))
    assert slip is not None
    assert (slip.gate_id, slip.number) == (gate, number)
    assert is_real(KEY, slip)


def test_slip_is_read_from_its_address_and_as_typed() -> None:
    code = slip_code(KEY, 7, 12)
    for text in (f"HTTPS://LMS.EXAMPLE.VN/P/{code}", code.lower(), show_slip_code(code)):
        found = read_slip(text)
        assert found is not None
        assert found.code == code


@pytest.mark.parametrize("at", range(24))
def test_changed_letter_is_not_a_slip_of_ours(at: int) -> None:
    code = slip_code(KEY, 7, 12)
    other = "0" if code[at] != "0" else "1"
    found = read_slip(code[:at] + other + code[at + 1 :])
    assert found is None or not is_real(KEY, found)


def test_slips_cards_and_screens_are_told_apart() -> None:
    code = slip_code(KEY, 7, 12)
    assert read_code(code) is None
    assert read_card(code) is None
    assert read_slip("2" + code[1:]) is None


@pytest.mark.parametrize("text", ["", "A" * 23, "A" * 25, "U" * 24, "x" * 5000])
def test_nonsense_is_no_slip(text: str) -> None:
    assert read_slip(text) is None


@pytest.mark.parametrize(
    ("gate", "number"), [(0, 1), (MAX_GATE + 1, 1), (1, 0), (1, MAX_NUMBER + 1)]
)
def test_slip_that_no_code_can_hold_is_refused(gate: int, number: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        slip_code(KEY, gate, number)


def test_digest_tells_nothing_without_the_key() -> None:
    code = slip_code(KEY, 7, 12)
    assert digest_of(KEY, code) != digest_of(b"other" * 8, code)
    assert code not in digest_of(KEY, code)
