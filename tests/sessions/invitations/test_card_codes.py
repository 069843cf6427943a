"""The code on a personal card: what it names, and what it takes to make one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.gates.codes import read_code
from sessions.invitations.card_codes import MAX_SUMMONS, card_code, is_card_of, read_card

KEY = bytes(range(32))


@given(st.integers(1, MAX_SUMMONS), st.integers(1, 1000))
def test_a_card_names_its_summons_and_generation(summons_id: int, generation: int) -> None:
    card = read_card(card_code(KEY, summons_id, generation))
    assert card is not None
    assert card.summons_id == summons_id
    assert is_card_of(KEY, card, generation)
    assert not is_card_of(KEY, card, generation + 1)


def test_a_card_is_read_from_its_address_and_as_typed() -> None:
    code = card_code(KEY, 17, 1)
    for text in (f"HTTPS://LMS.EXAMPLE.VN/T/{code}", code.lower(), f"{code[:12]}-{code[12:]}"):
        assert read_card(text) == read_card(code)


def test_a_card_of_another_instance_is_nobodys() -> None:
    card = read_card(card_code(b"other" * 8, 17, 1))
    assert card is not None
    assert not is_card_of(KEY, card, 1)


def test_a_card_is_no_gate_code() -> None:
    assert read_code(card_code(KEY, 17, 1)) is None


@pytest.mark.parametrize(
    "text", ["", "7K2M-9QXP", "1" * 24, "U" * 24, "2" * 10_000, "https://a/T/"]
)
def test_anything_else_is_no_card(text: str) -> None:
    assert read_card(text) is None


@pytest.mark.parametrize("summons_id", [0, MAX_SUMMONS + 1])
def test_a_summons_beyond_the_room_is_refused(summons_id: int) -> None:
    with pytest.raises(ValueError, match="28 bits"):
        card_code(KEY, summons_id, 1)
