"""What a keeper of records may write: everything, or what stands in the units under the grant. Pure decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Final

from lms.units.enums import Tree

SIGNING_IN: Final = frozenset({"email", "personnel_code"})
"""Of a person's columns those by which an account is entered: by login, and by the office's sign-in."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The units of both trees whose people's records are kept, with all below them; None: everything."""

    units: frozenset[int] | None = None
    holding_roles: frozenset[int] = frozenset()
    """People whose accounts hold a role: by what they sign in is the administrator's to change. Empty for
    administrators alone."""

    @property
    def is_everything(self) -> bool:
        """Whether nothing lies outside."""
        return self.units is None

    @property
    def is_trusted(self) -> bool:
        """Whether a code or an e-mail address written by its holder names the person beyond doubt: an
        administrator's do, and so do those of whoever runs the server."""
        return self == EVERYTHING

    @property
    def mark(self) -> str:
        """The same for the same scope, another for another; empty for administrators."""
        if self.is_trusted:
            return ""
        units = "all" if self.units is None else sorted(self.units)
        told = f"{units}{sorted(self.holding_roles)}"
        return ":" + blake2b(told.encode(), digest_size=16).hexdigest()

    def holds(self, unit_ids: Iterable[int | None]) -> bool:
        """Whether every one of the units lies inside; nowhere (None) is passed over."""
        return self.units is None or all(each is None or each in self.units for each in unit_ids)

    def within(self, unit_ids: frozenset[int]) -> frozenset[int]:
        """Those of the units that lie inside."""
        return unit_ids if self.units is None else unit_ids & self.units

    def touches(self, unit_ids: Iterable[int | None]) -> bool:
        """Whether somebody who stands in these units is one whose record is kept.

        One of both trees is enough: name, birth and position belong to the person and not to a tree.
        Whoever stands nowhere is kept by those who keep everything.
        """
        return self.units is None or any(each in self.units for each in unit_ids)

    def leaves_inside(self, unit_ids: Iterable[int | None]) -> bool:
        """Whether somebody who stands in these units may be made a leaver: nothing else would end with it.

        Who stands outside as well leaves the units inside only, and stays where they are otherwise.
        """
        units = list(unit_ids)
        return self.touches(units) and self.holds(units)

    def may_rename_login(self, person_id: int, columns: Iterable[str]) -> bool:
        """Whether these columns of the person may change: who could change a role holder's e-mail address
        could be let in as them by the office's sign-in, and come into more than they were given."""
        return person_id not in self.holding_roles or SIGNING_IN.isdisjoint(columns)

    def may_bring_back(self, person_id: int) -> bool:
        """Whether a leaver may be there again: a role that was never ended would hold with it."""
        return self.units is None or person_id not in self.holding_roles


EVERYTHING: Final = Scope()


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as the keeping of a record depends on it."""

    unit_id: int
    tree: Tree
    ends_on: date | None


Kept = dict[Tree, frozenset[int]]
"""Units by tree."""


def kept_in(places: Iterable[Place], day: date) -> Kept:
    """By which units a record is kept on a day: those the person stands in then or later.

    Of somebody who stands nowhere any more (who left, or was let go from a unit), those they stood in on the last
    day on which they stood anywhere: whoever ended a place by mistake can mend it, and a leaver comes back to
    whoever let them go. Nobody who stands nowhere and never did is kept by a unit.
    """
    known = list(places)
    standing = [each for each in known if each.ends_on is None or each.ends_on >= day]
    if not standing and known:
        last = max(each.ends_on or day for each in known)
        standing = [each for each in known if each.ends_on == last]
    return {
        tree: frozenset(each.unit_id for each in standing if each.tree is tree) for tree in Tree
    }
