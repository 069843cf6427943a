"""Figures, dates and names as a Vietnamese office writes them; English beside it.

Every function is pure: the language is a parameter. `lms.web.filters` binds them to the
language of the request under the names that templates use.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from lms import clock

NBSP: Final = "\N{NO-BREAK SPACE}"
NONE: Final = "–"
"""What stands where there is no value."""

_WEEKDAYS: Final = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SIZES: Final = ("B", "kB", "MB", "GB", "TB")

Figure: TypeAlias = int | float | Decimal | Fraction


def format_date(value: date | datetime | None) -> str:
    """dd/MM/yyyy in both languages; a moment is first moved to Việt Nam's time."""
    if value is None:
        return NONE
    day = clock.local(value).date() if isinstance(value, datetime) else value
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_day(value: date | datetime | None, locale: str = "vi") -> str:
    """The date with its weekday: Thứ Bảy, 27/03/2021."""
    if value is None:
        return NONE
    day = clock.local(value).date() if isinstance(value, datetime) else value
    return f"{_WEEKDAYS[locale][day.weekday()]}, {format_date(day)}"


def format_time(value: datetime | None, *, seconds: bool = False) -> str:
    """24-hour time in Việt Nam, 07:52, to the second where a receipt needs it: 07:52:14."""
    if value is None:
        return NONE
    return clock.local(value).strftime("%H:%M:%S" if seconds else "%H:%M")


def format_datetime(value: datetime | None, *, seconds: bool = False) -> str:
    """Time, then date, as letters do: 07:52, 27/03/2021."""
    if value is None:
        return NONE
    return f"{format_time(value, seconds=seconds)}, {format_date(value)}"


def format_number(value: Figure | None, locale: str = "vi", places: int | None = None) -> str:
    """Groups of three: 1.587 or 1,587. `places` rounds half up to so many decimals.

    Without `places` a whole number has none and any other keeps what it has, at most two.
    """
    if value is None:
        return NONE
    exact = _decimal(value)
    rounded = half_up(exact, 2 if places is None else places)
    text = f"{rounded:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return _localised(text, locale)


def format_percent(rate: Figure | None, locale: str = "vi", places: int = 2) -> str:
    """A fraction of one as a percentage, half up: 0.95561 → 95,56 % (English 95.56%)."""
    if rate is None:
        return NONE
    figure = _localised(f"{half_up(_decimal(rate) * 100, places):,f}", locale)
    return f"{figure}{NBSP}%" if locale == "vi" else f"{figure}%"


def percent_of(part: int, whole: int, locale: str = "vi", places: int = 2) -> str:
    """`part` of `whole` as a percentage; a dash where there is no whole to divide by."""
    return NONE if whole == 0 else format_percent(Fraction(part, whole), locale, places)


def format_size(size: int | None, locale: str = "vi") -> str:
    """A file's size in decimal units: 2,4 MB."""
    if size is None:
        return NONE
    amount, unit = Decimal(size), 0
    while amount >= 1000 and unit < len(_SIZES) - 1:
        amount, unit = amount / 1000, unit + 1
    places = 0 if unit == 0 or amount >= 100 else 1
    return f"{format_number(amount, locale, places)}{NBSP}{_SIZES[unit]}"


def elapsed(since: datetime, now: datetime) -> tuple[str, int]:
    """How long ago, in the largest whole unit: ("second" | "minute" | "hour" | "day", count).

    A moment in the future counts as zero seconds: clocks of two servers may differ a little.
    """
    seconds = max(0, int((now - since).total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return unit, seconds // length
    return "second", seconds


def given_name(full_name: str) -> str:
    """The name a Vietnamese person is called by: the last word of the full name."""
    words = full_name.split()
    return words[-1] if words else ""


def half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero to `places` decimals, the rule printed on every report."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _decimal(value: Figure) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value))


def _localised(text: str, locale: str) -> str:
    return text.translate(str.maketrans(",.", ".,")) if locale == "vi" else text
