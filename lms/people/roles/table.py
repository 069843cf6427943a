"""The table of rights: every permission, every role, how far it reaches; and every endpoint."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask import Flask, current_app

from lms.people.enums import Role
from lms.policy import PUBLIC_FILES, Right

ROLES: Final = tuple(Role)
"""The columns, in this order."""


class Reach(StrEnum):
    """How far a right goes; the words stand in the table."""

    ANYWHERE = "yes"
    CUT = "cut"
    WITHIN = "within"
    OWN = "own"
    EVERYTHING = "if everywhere"
    NOWHERE = "no"


@dataclass(frozen=True, slots=True)
class RightRow:
    """A permission and how far each role's right goes, in the order of ROLES."""

    permission: str
    what: object
    reaches: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """An endpoint and the permission, or mark, it stands under."""

    endpoint: str
    addresses: tuple[str, ...]
    """`GET /nhan-su` and the like"""
    policy: str


def right_rows() -> list[RightRow]:
    """Every permission that has a row, by name."""
    rights: dict[StrEnum, Right] = current_app.extensions["rights"]
    return [
        RightRow(str(permission), right.what, tuple(reach(right, role) for role in ROLES))
        for permission, right in sorted(rights.items(), key=lambda item: str(item[0]))
    ]


@dataclass(frozen=True, slots=True)
class RightGroup:
    """The rights of one area of work, as they stand together on the page."""

    under: object
    """The heading, lazily translated"""
    rows: tuple[RightRow, ...]

    def held_by(self, role: Role) -> "RightGroup":
        """The group cut to what the role may do at all."""
        at = ROLES.index(role)
        kept = tuple(row for row in self.rows if row.reaches[at] is not Reach.NOWHERE)
        return RightGroup(self.under, kept)


def right_groups() -> list[RightGroup]:
    """Every permission under the heading of its area; areas as the product plugs them in."""
    under: dict[StrEnum, object] = current_app.extensions["rights_under"]
    headings = {str(permission): heading for permission, heading in under.items()}
    found: dict[str, list[RightRow]] = {str(heading): [] for heading in under.values()}
    shown = {str(heading): heading for heading in under.values()}
    for row in right_rows():
        found[str(headings[row.permission])].append(row)
    return [RightGroup(shown[name], tuple(rows)) for name, rows in found.items()]


def reach(right: Right, role: Role) -> Reach:
    """How far the right of a role goes: the farthest of the role's own and everybody's."""
    everywhere = (Role.ADMINISTRATOR.value,) if right.is_cut else right.anywhere
    for found, named in (
        (Reach.ANYWHERE, everywhere),
        (Reach.CUT, right.anywhere),
        (Reach.WITHIN, right.within),
        (Reach.EVERYTHING, right.everything),
        (Reach.OWN, right.own),
    ):
        if role.value in named or Role.LEARNER.value in named:
            return found
    return Reach.NOWHERE


def endpoint_rows(app: Flask) -> list[EndpointRow]:
    """Every endpoint but browser files, by permission and name."""
    found: dict[str, list[str]] = {}
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.setdefault(rule.endpoint, []).append(f"{method} {rule.rule}")
    rows = [
        EndpointRow(
            endpoint, tuple(sorted(addresses)), getattr(app.view_functions[endpoint], "policy", "")
        )
        for endpoint, addresses in found.items()
        if endpoint not in PUBLIC_FILES
    ]
    return sorted(rows, key=lambda row: (row.policy, row.endpoint))


def rows_by_policy(app: Flask) -> Iterator[tuple[str, list[EndpointRow]]]:
    """The endpoints of each permission or mark."""
    rows: dict[str, list[EndpointRow]] = {}
    for row in endpoint_rows(app):
        rows.setdefault(row.policy, []).append(row)
    yield from rows.items()
