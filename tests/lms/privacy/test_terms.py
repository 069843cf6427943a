"""Terms by the law, and who may be made anonymous: pure rules."""

from datetime import date

import pytest

from lms.privacy.enums import RequestKind
from lms.privacy.rules import Refusal, add_working_days, refusal_of, terms_of, years_after


@pytest.mark.parametrize(
    ("received", "answer_by"),
    [
        (date(2026, 3, 2), date(2026, 3, 4)),  # Monday
        (date(2026, 3, 5), date(2026, 3, 9)),  # Thursday: Friday, Monday
        (date(2026, 3, 7), date(2026, 3, 10)),  # Saturday
        (date(2026, 4, 29), date(2026, 5, 5)),  # 30 April, 1 May and a weekend lie between
    ],
)
def test_an_answer_is_due_after_two_working_days(received, answer_by):
    assert terms_of(RequestKind.ACCESS, received).answer_by == answer_by


def test_no_working_days_is_the_day_itself():
    assert add_working_days(date(2026, 3, 7), 0) == date(2026, 3, 7)


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        (RequestKind.ACCESS, date(2026, 3, 12)),
        (RequestKind.CORRECTION, date(2026, 3, 12)),
        (RequestKind.WITHDRAWAL, date(2026, 3, 17)),
        (RequestKind.OBJECTION, date(2026, 3, 17)),
        (RequestKind.RESTRICTION, date(2026, 3, 17)),
        (RequestKind.ERASURE, date(2026, 3, 22)),
    ],
)
def test_each_kind_has_its_term(kind, day):
    assert terms_of(kind, date(2026, 3, 2)).fulfil_by == day


def test_a_leap_day_some_years_later():
    assert years_after(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


FREE = {
    "left_on": date(2021, 3, 1),
    "is_anonymous": False,
    "has_active_role": False,
    "keep_years": 5,
    "today": date(2026, 3, 1),
}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({}, None),
        ({"today": date(2026, 2, 28)}, Refusal.IN_RETENTION),
        ({"left_on": None}, Refusal.NOT_LEFT),
        ({"left_on": date(2026, 3, 2)}, Refusal.NOT_LEFT),
        ({"has_active_role": True}, Refusal.HOLDS_ROLE),
        ({"is_anonymous": True}, Refusal.ALREADY),
    ],
)
def test_who_is_made_anonymous(change, refusal):
    assert refusal_of(**{**FREE, **change}) is refusal
