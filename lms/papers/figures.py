"""Figures and days in the running text and the cells of papers, always the Vietnamese way."""

from datetime import date, datetime
from decimal import Decimal

from lms.papers.values import Cell
from lms.web.format import format_date, format_number, format_time


def written(cell: Cell) -> str:
    """A cell as it is printed: 1.587 for a count, 95,56 for a percentage, 27/03/2021."""
    match cell:
        case None:
            return ""
        case Decimal():
            return format_number(cell, places=2)
        case int():
            return format_number(cell, places=0)
        case date():
            return format_date(cell)
        case str():
            return cell


def long_day(day: date) -> str:
    """Ngày 05 tháng 02 năm 2021: days below 10 and the months 1 and 2 get a zero (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def moment(at: datetime) -> str:
    """A moment on the Vietnamese clock: 16:30 ngày 05/02/2021."""
    return f"{format_time(at)} ngày {format_date(at)}"
