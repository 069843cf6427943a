"""Figures and days as Vietnamese papers print them: 1.587 and 95,56 and ngày 05 tháng 02."""

from datetime import date, datetime
from decimal import Decimal

from lms import clock
from lms.papers.values import Cell


def written(cell: Cell) -> str:
    """A cell as it is printed: counts with a point per thousand, percentages with two decimals."""
    match cell:
        case None:
            return ""
        case int():
            return count(cell)
        case Decimal():
            return percent(cell)
        case str():
            return cell


def count(number: int) -> str:
    """1587 as 1.587."""
    return f"{number:,}".replace(",", ".")


def percent(value: Decimal) -> str:
    """95.56 as 95,56; the sign is the caller's."""
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def long_day(day: date) -> str:
    """Ngày 05 tháng 02 năm 2021: days below 10 and the months 1 and 2 get a zero (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_day(day: date) -> str:
    """Day as 05/02/2021."""
    return f"{day:%d/%m/%Y}"


def moment(at: datetime) -> str:
    """A moment on the Vietnamese clock: 16:30 ngày 05/02/2021."""
    return f"{clock.local(at):%H:%M} ngày {clock.local(at):%d/%m/%Y}"
