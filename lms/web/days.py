"""The day in an address (`ngay=2026-01-31`), for pages that answer as of a day."""

from collections.abc import Mapping
from datetime import date


def read_day(args: Mapping[str, str], name: str = "ngay") -> date | None:
    """The day asked for; None for none, and for anything that is no day."""
    try:
        return date.fromisoformat(args.get(name, ""))
    except ValueError:
        return None
