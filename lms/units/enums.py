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
