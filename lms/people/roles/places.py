"""What a grant is over, in words: a unit's name, a conference's or a venue's, or everything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import granted_places
from lms.people.enums import Role
from lms.people.models import RoleGrant
from lms.people.roles.trees import find_stamp, remembered_tree
from lms.units.enums import Tree
from lms.units.tree import UnitTree


@dataclass(frozen=True, slots=True)
class Over:
    """The scope of a grant; an empty name stands for everything."""

    name: str
    address: str = ""
    above: str = ""
    """The unit above it, for rooms of many departments are called alike; empty below the whole office."""


def trees_today(db: Session) -> list[UnitTree]:
    """Both trees as they stand today."""
    stamp = find_stamp(db)
    return [remembered_tree(db, tree, clock.today(), stamp) for tree in Tree]


def name_places(
    db: Session, grants: Iterable[RoleGrant]
) -> Mapping[tuple[Role, int], tuple[str, str]]:
    """(role, place id) → (name, address) of the conferences and venues among the grants."""
    wanted: dict[Role, list[int]] = {}
    for grant in grants:
        if grant.place_id is not None:
            wanted.setdefault(grant.role, []).append(grant.place_id)
    return {
        (role, place_id): named
        for role, ids in wanted.items()
        for place_id, named in granted_places(db, role, ids).items()
    }


def name_scopes(db: Session, grants: Sequence[RoleGrant]) -> dict[int, Over]:
    """Grant id → what it is over, under today's names. A fixed number of queries."""
    trees, places = trees_today(db), name_places(db, grants)
    return {grant.id: _over(grant, trees, places) for grant in grants}


def _over(
    grant: RoleGrant,
    trees: Sequence[UnitTree],
    places: Mapping[tuple[Role, int], tuple[str, str]],
) -> Over:
    if grant.place_id is not None:
        return Over(*places.get((grant.role, grant.place_id), ("–", "")))
    if grant.unit_id is None:
        return Over("")
    for tree in trees:
        if grant.unit_id in tree:
            address = url_for("units.show", unit_id=grant.unit_id)
            return Over(tree.name(grant.unit_id), address, tree.above(grant.unit_id))
    return Over("–")
