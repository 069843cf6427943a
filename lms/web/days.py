"""Days as people give them: in an address (`ngay=2026-01-31`), for pages that answer as of a day."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from lms.web.i18n import gettext

_FIRST_YEAR: Final = 1800
_LAST_YEAR: Final = 2999
"""Days beyond are slips of the keyboard, and leave no day before or after them to end something on."""


def read_day(args: Mapping[str, str], name: str = "ngay") -> date | None:
    """The day asked for; None for none, and for anything that is no day."""
    try:
        return date.fromisoformat(args.get(name, ""))
    except ValueError:
        return None


def believed(day: date) -> date:
    """The day that was typed. Raises ValueError, with the sentence to show, for one of another age."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        first, last = str(_FIRST_YEAR), str(_LAST_YEAR)
        raise ValueError(
            gettext("Enter a year from %(first)s to %(last)s.", first=first, last=last)
        )
    return day
