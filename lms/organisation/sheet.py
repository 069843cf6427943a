"""One tree as of a day as a table to take away; a list of units can be imported from it again."""

from collections.abc import Iterable
from typing import Final

from lms.organisation.headcounts import Counted
from lms.papers.values import Column, Kind, Letterhead, Standard, TablePaper
from lms.units.enums import Tree, UnitKind
from lms.units.tree import UnitTree

_TREES: Final = {Tree.STATE: "Nhà nước", Tree.PARTY: "Đảng"}
_KINDS: Final = {
    UnitKind.MINISTRY: "Bộ",
    UnitKind.UNIT: "Đơn vị",
    UnitKind.SUB_UNIT: "Phòng",
    UnitKind.PARTY_COMMITTEE: "Đảng bộ",
    UnitKind.PARTY_CELL: "Chi bộ",
}
"""Words that `lms.units.importing.reading` understands."""
_COLUMNS: Final = (
    Column("Cây", 20),
    Column("Mã", 20, Kind.CODE),
    Column("Tên đơn vị", 90),
    Column("Mã cấp trên", 20, Kind.CODE),
    Column("Loại", 25),
    Column("Chức danh", 40),
    Column("Số người", 20, Kind.COUNT),
    Column("Số người kể cả cấp dưới", 20, Kind.COUNT),
)


def tree_paper(tree: UnitTree, tops: Iterable[int], counted: Counted) -> TablePaper:
    """These units and everything below them, each after the unit above it."""
    codes = {node.id: node.code for node in tree.nodes.values()}
    rows = [
        (
            _TREES[tree.tree],
            node.code,
            node.name,
            codes.get(node.parent_id or 0, ""),
            _KINDS[node.kind],
            node.leader_title,
            counted.own.get(node.id, 0),
            counted.below[node.id],
        )
        for top in tops
        for _depth, node in tree.walk(top)
    ]
    return TablePaper(
        letterhead=Letterhead(Standard.STATE, ""),
        kind="DANH MỤC",
        subject="Đơn vị",
        columns=_COLUMNS,
        rows=rows,
        as_of=counted.at,
    )
