"""Terms of requests, whether a leaver may be made anonymous: pure decisions on days and plain values."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from lms.privacy.enums import RequestKind

ANSWER_WORKING_DAYS: Final = 2
"""Decree 356/2025/NĐ-CP: the person is answered within 2 working days of the request."""

FULFIL_DAYS: Final = {
    RequestKind.ACCESS: 10,
    RequestKind.CORRECTION: 10,
    RequestKind.ERASURE: 20,
    RequestKind.RESTRICTION: 15,
    RequestKind.OBJECTION: 15,
    RequestKind.WITHDRAWAL: 15,
}
"""Decree 356/2025/NĐ-CP: 10 to 20 days by kind; 15 for withdrawal, restriction and objection."""

LONGEST_EXTENSION: Final = 15
"""Days; the same decree, one time only."""

_GAP: Final = re.compile(r"\[(?!\d+\])[^\[\]\n]*\]|(?:\.{4,}|…{2,}|_{4,})")
"""Brackets with anything but a number in them, and lines to write on."""

_FIXED_HOLIDAYS: Final = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})
"""Labour Code 2019, Art. 112, those with a fixed day. Tết and the Kings' day move with the moon and are
counted as working days: the term shown is then earlier than the law's, never later."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Last days to answer and to carry out."""

    answer_by: date
    fulfil_by: date


class Refusal(StrEnum):
    """Why a person is not made anonymous."""

    NOT_LEFT = "not left"
    HOLDS_ROLE = "holds a role"
    IN_RETENTION = "in retention"
    ALREADY = "already"


def is_working_day(day: date) -> bool:
    """Monday to Friday, no holiday with a fixed day."""
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS


def add_working_days(day: date, count: int) -> date:
    """The day on which so many working days after `day` have passed; `day` itself does not count."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def terms_of(kind: RequestKind, received_on: date) -> Terms:
    """The law's terms for a request received on a day; the day of receipt does not count."""
    return Terms(
        add_working_days(received_on, ANSWER_WORKING_DAYS),
        received_on + timedelta(days=FULFIL_DAYS[kind]),
    )


def years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def gaps_in(body: str) -> list[str]:
    """What a text still leaves to fill in, such as `[Tên cơ quan]`, `[…]` or a line of dots; each once."""
    return list(dict.fromkeys(found.group(0) for found in _GAP.finditer(body)))


def refusal_of(
    *,
    left_on: date | None,
    is_anonymous: bool,
    has_active_role: bool,
    keep_years: int,
    today: date,
) -> Refusal | None:
    """Why this person cannot be made anonymous today, or None.

    A leaver's data are erased when the time for keeping them is over (Law 91/2025/QH15, Art. 25.2);
    within it, records of service are still asked for.
    """
    if is_anonymous:
        return Refusal.ALREADY
    if left_on is None or left_on > today:
        return Refusal.NOT_LEFT
    if has_active_role:
        return Refusal.HOLDS_ROLE
    if years_after(left_on, keep_years) > today:
        return Refusal.IN_RETENTION
    return None
