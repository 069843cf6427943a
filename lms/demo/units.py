"""The invented ministry: its units and Party organisations, read from the file beside."""

import csv
from dataclasses import dataclass

from lms.demo.sources import CONTENT
from lms.units.enums import Tree


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One node of either tree."""

    tree: Tree
    code: str
    name: str
    parent_code: str
    kind: str
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
                row["kind"],
                row["leader_title"],
            )
            for row in csv.DictReader(file)
        )
