"""The two trees and the kinds of nodes in them."""

from enum import StrEnum


class Tree(StrEnum):
    """The state's organisation, or the Party's, over the same people."""

    STATE = "state"
    PARTY = "party"


class UnitKind(StrEnum):
    """What a node is; the roster office's own file uses these words."""

    MINISTRY = "ministry"
    UNIT = "unit"
    SUB_UNIT = "sub-unit"
    PARTY_COMMITTEE = "party committee"
    PARTY_CELL = "party cell"


class ActKind(StrEnum):
    """What an office decides about units; each is one dated act."""

    FOUND = "found"
    RENAME = "rename"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    CLOSE = "close"
    UNDO = "undo"
    """Takes an earlier act back as if it had never been; both stay on record."""


class ActPart(StrEnum):
    """What a unit is in an act."""

    SOURCE = "source"
    """It ends, or hands people on, by the act."""
    RESULT = "result"
    """It is founded by the act, or takes people over."""
    SUBJECT = "subject"
    """It is renamed or moved."""
    HEIR = "heir"
    """Of the results of a split, beside being one: it takes over everybody who is not named."""


class Ledger(StrEnum):
    """Which dated facts an act wrote."""

    NAME = "name"
    PLACEMENT = "placement"
    MEMBERSHIP = "membership"
    GRANT = "grant"
    POSITION = "position"
    """A position in the Party that ended with the cell; whose it was stands in place of the row."""


class Change(StrEnum):
    """What an act did to a dated fact."""

    ENDED = "ended"
    ADDED = "added"
    REDIRECTED = "redirected"
    """The fact begins on the day of the act or later, and now points at another unit."""
