"""What each role may be granted over. Pure decisions."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class SignInRules:
    """What the installation asks of an administrator who signs in."""

    second_step_required: bool
    has_office: bool
    """The office's sign-in is set up."""


@dataclass(frozen=True, slots=True)
class Ways:
    """By what somebody has shown that they can sign in."""

    own_password: bool
    """Chosen by its owner: one that an administrator set may lie in a drawer"""
    second_step: bool
    by_office: bool
    """Came in once by the office's sign-in"""
    by_office_strongly: bool
    """And the office asked for a second step itself"""


def can_sign_in(ways: Ways, rules: SignInRules) -> bool:
    """Whether an administrator can sign in with nobody's help."""
    strongly = rules.has_office and ways.by_office_strongly
    if rules.second_step_required and not (ways.second_step or strongly):
        return False
    return ways.own_password or (rules.has_office and (ways.by_office or strongly))
