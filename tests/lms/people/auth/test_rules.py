"""What a password must be, and how long wrong ones keep a name waiting."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.people.auth.rules import (
    PasswordFlaw,
    failures_that_count,
    login_form,
    password_flaw,
    wait_after,
)


@pytest.mark.parametrize(
    "password",
    ["hoc-tap-2021", "mùa thu 45", "Ánh@1975x", "đồng chí, mời vào", "a1b2c3d4", "x" * 60 + "1yz"],
)
def test_good_passwords(password):
    assert password_flaw(password, "Nguyễn Thị Ánh", "anh@bo.example") is None


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("", PasswordFlaw.TOO_SHORT),
        ("abc-123", PasswordFlaw.TOO_SHORT),
        ("a1" * 65, PasswordFlaw.TOO_LONG),
        ("12345678", PasswordFlaw.ONE_KIND),
        ("matkhaumoi", PasswordFlaw.ONE_KIND),
        ("!!!!!!!!1", PasswordFlaw.ONE_KIND),
        ("matkhau123", PasswordFlaw.COMMON),
        ("Mậtkhẩu123", PasswordFlaw.COMMON),
        ("a1a1a1a1", PasswordFlaw.COMMON),
        ("nguyenthianh1975", PasswordFlaw.LIKE_NAME),
        ("Nguyễnthịánh2021", PasswordFlaw.LIKE_NAME),
        ("anh@bo.example", PasswordFlaw.LIKE_NAME),
    ],
)
def test_flaws(password, flaw):
    assert password_flaw(password, "Nguyễn Thị Ánh", "anh@bo.example") is flaw


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (500, 900)],
)
def test_waiting_doubles_up_to_a_quarter_of_an_hour(failures, seconds):
    assert wait_after(failures) == timedelta(seconds=seconds)


def test_a_day_without_failures_wipes_the_slate():
    now = datetime(2021, 3, 27, tzinfo=UTC)
    assert failures_that_count(9, now - timedelta(hours=23), now) == 9
    assert failures_that_count(9, now - timedelta(hours=25), now) == 0


def test_logins_are_compared_without_case_and_blanks():
    assert login_form(" BNV 0412 ") == "bnv0412"
    assert login_form("Anh@Bo.Example") == "anh@bo.example"
