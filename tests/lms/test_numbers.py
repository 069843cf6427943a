"""Numbers that addresses and forms send: digits of one alphabet, and no more than a row's number has."""

import pytest

from lms.numbers import number_sent, numbers_sent


@pytest.mark.parametrize(
    ("raw", "number"), [("0", 0), ("12", 12), ("007", 7), ("9" * 9, 10**9 - 1)]
)
def test_number_is_read(raw, number):
    assert number_sent(raw) == number


@pytest.mark.parametrize(
    "raw", ["", " 1", "-1", "+1", "1.0", "1e3", "²", "١٢", "9" * 10, "9" * 5_000, "x"]
)
def test_whatever_else_is_none(raw):
    assert number_sent(raw) is None


def test_numbers_keep_their_order():
    assert numbers_sent(["3", "x", "1", "", "3"]) == [3, 1, 3]
