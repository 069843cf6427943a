"""Figures and dates as a Vietnamese office writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from lms.web import format as fmt

MOMENT = datetime(2021, 3, 27, 0, 52, 14, tzinfo=UTC)  # 07:52:14 in Hà Nội


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1587, "1.587", "1,587"),
        (1_000_000, "1.000.000", "1,000,000"),
        (-1587, "-1.587", "-1,587"),
        (6.5, "6,5", "6.5"),
        (Decimal("7.00"), "7", "7"),
        (Fraction(1, 3), "0,33", "0.33"),
        (None, "–", "–"),
    ],
)
def test_number(value, vi, en):
    assert fmt.format_number(value, "vi") == vi
    assert fmt.format_number(value, "en") == en


def test_number_with_places_keeps_zeros():
    assert fmt.format_number(7, "vi", 1) == "7,0"


@pytest.mark.parametrize(
    ("rate", "vi", "en"),
    [
        (Decimal("0.9556"), "95,56\u00a0%", "95.56%"),
        (Fraction(222, 1587), "13,99\u00a0%", "13.99%"),
        (1, "100,00\u00a0%", "100.00%"),
        (0.5, "50,00\u00a0%", "50.00%"),
        (Decimal("0.00005"), "0,01\u00a0%", "0.01%"),
        (None, "–", "–"),
    ],
)
def test_percent_rounds_half_up(rate, vi, en):
    assert fmt.format_percent(rate, "vi") == vi
    assert fmt.format_percent(rate, "en") == en


def test_percent_is_half_up_and_never_bankers():
    assert fmt.format_percent(Decimal("0.12345"), "vi") == "12,35\u00a0%"
    assert fmt.percent_of(1, 800, "en") == "0.13%"


def test_percent_of_nothing_is_a_dash():
    assert fmt.percent_of(0, 0) == "–"


def test_dates_are_those_of_viet_nam():
    late_evening = datetime(2021, 3, 26, 18, 30, tzinfo=UTC)
    assert fmt.format_date(late_evening) == "27/03/2021"
    assert fmt.format_date(date(2021, 2, 5)) == "05/02/2021"
    assert fmt.format_day(date(2021, 3, 27), "vi") == "Thứ Bảy, 27/03/2021"
    assert fmt.format_day(date(2021, 3, 28), "vi") == "Chủ nhật, 28/03/2021"
    assert fmt.format_day(date(2021, 3, 27), "en") == "Saturday, 27/03/2021"
    assert fmt.format_date(None) == "–"


def test_times():
    assert fmt.format_time(MOMENT) == "07:52"
    assert fmt.format_time(MOMENT, seconds=True) == "07:52:14"
    assert fmt.format_datetime(MOMENT) == "07:52, 27/03/2021"
    assert fmt.format_time(None) == "–"


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0\u00a0B"),
        (999, "999\u00a0B"),
        (24_000, "24,0\u00a0kB"),
        (2_431_000, "2,4\u00a0MB"),
        (112_000, "112\u00a0kB"),
        (3_000_000_000_000_000, "3.000\u00a0TB"),
        (None, "–"),
    ],
)
def test_file_size(size, shown):
    assert fmt.format_size(size, "vi") == shown


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(seconds=-3), ("second", 0)),
        (timedelta(seconds=59), ("second", 59)),
        (timedelta(seconds=60), ("minute", 1)),
        (timedelta(minutes=119), ("hour", 1)),
        (timedelta(days=3), ("day", 3)),
    ],
)
def test_elapsed_in_the_largest_unit(ago, expected):
    assert fmt.elapsed(MOMENT - ago, MOMENT) == expected


def test_given_name_is_the_last_word():
    assert fmt.given_name("Nguyễn Thị Ánh") == "Ánh"
    assert fmt.given_name("") == ""
