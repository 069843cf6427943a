"""Lists of units made for a test, and the trees they become."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from lms.organisation.list_planning import ListPlan
from lms.organisation.list_writing import Decided, import_list
from lms.spreadsheets import open_spreadsheet
from lms.units.enums import Tree
from lms.units.importing.reading import ParsedUnits, parse_units
from lms.units.tree import load_tree

TODAY = date(2026, 11, 23)
DECISION = "12/QĐ-BNV, 01/03/2026"
HEADING = "tree,code,name,parent_code,kind,leader_title"


def read_list(*lines: str, heading: str = HEADING) -> ParsedUnits:
    """A CSV of these lines, read as an administrator's upload is."""
    text = "\n".join([heading, *lines])
    return parse_units(open_spreadsheet(text.encode(), "units.csv"))


def import_lines(
    db: Session, *lines: str, on: date = TODAY, decision: str = DECISION, **decided: Any
) -> ListPlan:
    """Import these lines."""
    return import_list(db, read_list(*lines), Decided(on, decision, **decided), None)


def outline(db: Session, tree: Tree = Tree.STATE, on: date = TODAY) -> list[str]:
    """The tree as indented lines of code and name."""
    return [
        f"{'  ' * depth}{node.code} {node.name}" for depth, node in load_tree(db, tree, on).walk()
    ]
