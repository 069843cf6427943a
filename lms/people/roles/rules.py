"""What each role may be granted over. Pure decisions."""

from enum import StrEnum
from typing import Final

from lms.people.enums import Role
from lms.units.enums import Tree


class Scope(StrEnum):
    """What a role reaches."""

    EVERYTHING = "everything"
    STATE_UNIT = "state unit"
    PARTY_UNIT = "party unit"
    CONFERENCE = "conference"
    VENUE = "venue"


SCOPES: Final[dict[Role, frozenset[Scope]]] = {
    Role.ADMINISTRATOR: frozenset({Scope.EVERYTHING}),
    Role.CAMPAIGN_OFFICE: frozenset({Scope.EVERYTHING, Scope.STATE_UNIT, Scope.PARTY_UNIT}),
    Role.TRAINER: frozenset({Scope.STATE_UNIT, Scope.PARTY_UNIT}),
    Role.SECRETARY: frozenset({Scope.CONFERENCE}),
    Role.VENUE_OFFICER: frozenset({Scope.VENUE}),
    Role.UNIT_HEAD: frozenset({Scope.STATE_UNIT}),
    Role.CELL_COMMITTEE: frozenset({Scope.PARTY_UNIT}),
    Role.RECORDS_CLERK: frozenset({Scope.EVERYTHING, Scope.STATE_UNIT, Scope.PARTY_UNIT}),
    Role.LEARNER: frozenset(),
}
"""A committee's eyes follow the Party tree, a head's the state tree; a clerk's roster has both."""

OF_UNITS: Final = (
    Role.TRAINER,
    Role.CAMPAIGN_OFFICE,
    Role.UNIT_HEAD,
    Role.CELL_COMMITTEE,
    Role.RECORDS_CLERK,
    Role.ADMINISTRATOR,
)
"""Granted on the page of a person, offered in this order: the one that opens everything is chosen on purpose.
The others are granted on the page of their conference."""


def scope_of_unit(tree: Tree) -> Scope:
    """The scope that a unit of a tree is."""
    return Scope.STATE_UNIT if tree is Tree.STATE else Scope.PARTY_UNIT


def may_hold(role: Role, scope: Scope) -> bool:
    """Whether a role can be granted over such a thing."""
    return scope in SCOPES[role]
