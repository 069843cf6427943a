"""What several columns on the Party say together of one person: marks, and the days of admission and confirmation."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from lms.people.enums import PartyStatus
from lms.people.importing.cells import Birth, as_text, is_marked, read_day, read_member
from lms.people.importing.problems import Problem
from lms.spreadsheets import Cell
from lms.text import words_of

_PROBATION: Final = timedelta(days=365)
"""Twelve months from the admission; Điều lệ Đảng, Điều 5."""


@dataclass(frozen=True, slots=True)
class PartyCells:
    """A row's cells on the Party; empty where the list has no such column."""

    member: Cell = ""
    """Whether somebody is a member, and of which kind"""
    official: Cell = ""
    probationary: Cell = ""
    since: Cell = ""
    """Day of admission"""
    official_since: Cell = ""
    """Day on which the member was confirmed"""

    @property
    def shown(self) -> str:
        """All that is filled, as a message quotes it."""
        cells = (self.member, self.official, self.probationary, self.since, self.official_since)
        return " · ".join(filter(None, map(as_text, cells)))[:60]


def read_membership(cells: PartyCells, today: date) -> PartyStatus | Problem:
    """The membership that the columns tell together.

    Whoever is marked in one column is a member, whatever is empty. The marks tell the kind; where they do not, a day
    of confirmation makes a full member, and an admission less than twelve months ago a probationary one. Under both
    kinds two days are those of admission and confirmation. Marks that speak against each other are a
    BAD_MEMBER_MARK.
    """
    told = read_member(cells.member)
    if isinstance(told, Problem):
        return told
    is_official, is_probationary = is_marked(cells.official), is_marked(cells.probationary)
    if is_official and is_probationary:
        are_days = _is_day(cells.official, today) and _is_day(cells.probationary, today)
        return PartyStatus.OFFICIAL if are_days else Problem.BAD_MEMBER_MARK
    is_denied = told is PartyStatus.NONE and as_text(cells.member) not in ("", "-", "–")
    is_dated = is_marked(cells.since) or is_marked(cells.official_since)
    if is_denied and (is_official or is_probationary or is_dated):
        return Problem.BAD_MEMBER_MARK
    if is_probationary:
        return PartyStatus.PROBATIONARY
    if is_official:
        is_other = told is PartyStatus.PROBATIONARY
        return Problem.BAD_MEMBER_MARK if is_other else PartyStatus.OFFICIAL
    if told is PartyStatus.PROBATIONARY or not (told.is_member or is_dated):
        return told
    if is_marked(cells.official_since) or _says_kind(cells.member):
        return PartyStatus.OFFICIAL
    is_new = _is_recent(cells.since, today) or _is_recent(cells.member, today)
    return PartyStatus.PROBATIONARY if is_new else PartyStatus.OFFICIAL


def _says_kind(cell: Cell) -> bool:
    """Whether the mark itself says full member, not only that somebody is one."""
    return re.search(r"\b(chinh thuc|ct|dvct)\b", words_of(as_text(cell))) is not None


def _is_day(cell: Cell, today: date) -> bool:
    found = read_day(cell, today)
    return isinstance(found, Birth) and found != Birth()


def _is_recent(cell: Cell, today: date) -> bool:
    """Whether an admission lies less than twelve months back; of a year alone, whether it is this one."""
    found = read_day(cell, today)
    if isinstance(found, Problem):
        return False
    return today - _PROBATION < found.on if found.on else found.year == today.year
