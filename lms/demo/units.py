"""The invented ministry: its units and Party organisations, read from the file beside."""

import csv
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.demo.sources import CONTENT
from lms.text import fold
from lms.units.enums import Tree, UnitKind
from lms.units.models import Unit, UnitName, UnitPlacement

SINCE: Final = date(2020, 1, 1)
"""Everything about the invented ministry holds from this day on."""


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One node of either tree."""

    tree: Tree
    code: str
    name: str
    parent_code: str
    kind: UnitKind
    leader_title: str

    @property
    def top(self) -> str:
        """The code of the unit right under the ministry that this one belongs to."""
        return self.code.partition(".")[0]


def read_units() -> tuple[DemoUnit, ...]:
    """All nodes in the order of the file, parents before their children."""
    with (CONTENT / "units.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            DemoUnit(
                Tree(row["tree"]),
                row["code"],
                row["name"],
                row["parent_code"],
                UnitKind(row["kind"]),
                row["leader_title"],
            )
            for row in csv.DictReader(file)
        )


def seed_units(db: Session, units: tuple[DemoUnit, ...]) -> dict[str, int]:
    """Write both trees; code → unit id (the codes of the two trees differ)."""
    rows = [
        {
            "tree": unit.tree,
            "code": unit.code,
            "kind": unit.kind,
            "leader_title": unit.leader_title,
            "position": place,
        }
        for place, unit in enumerate(units, 1)
    ]
    made = db.scalars(insert(Unit).returning(Unit, sort_by_parameter_order=True), rows)
    ids = {unit.code: unit.id for unit in made}
    db.execute(
        insert(UnitName),
        [
            {"unit_id": ids[u.code], "name": u.name, "name_fold": fold(u.name), "starts_on": SINCE}
            for u in units
        ],
    )
    db.execute(
        insert(UnitPlacement),
        [
            {"unit_id": ids[u.code], "parent_id": ids.get(u.parent_code), "starts_on": SINCE}
            for u in units
        ],
    )
    return ids
