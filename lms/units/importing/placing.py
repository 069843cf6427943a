"""Do the rows of a list make a tree? Pure: parents are looked for in the list and among known codes."""

from collections.abc import Collection, Mapping, Sequence

from lms.units.enums import Tree
from lms.units.importing.problems import RejectedUnit, UnitProblem
from lms.units.importing.reading import UnitRow

Key = tuple[Tree, str]


def check_parents(
    rows: Sequence[UnitRow],
    left_out: Mapping[str, RejectedUnit],
    known: Mapping[Key, Key | None],
) -> tuple[list[UnitRow], list[RejectedUnit]]:
    """Rows that can be placed, and those that cannot with the reason.

    `left_out` are rows already rejected, by code; `known` maps every unit on record to the unit it
    stands under. A row under a rejected row is rejected too, unless that unit is on record.
    """
    listed = {row.key: row for row in rows}
    parents = dict(known) | {row.key: row.parent_key for row in rows}
    bad: dict[Key, RejectedUnit] = {}
    safe: set[Key] = set()
    for row in rows:
        problem = _own_problem(row, listed, known, left_out) or _cycle_problem(row, parents, safe)
        if problem is not None:
            bad[row.key] = problem
    _spread(rows, listed, known, bad)
    return [row for row in rows if row.key not in bad], sorted(
        bad.values(), key=lambda each: each.row
    )


def _own_problem(
    row: UnitRow,
    listed: Collection[Key],
    known: Collection[Key],
    left_out: Mapping[str, RejectedUnit],
) -> RejectedUnit | None:
    parent = row.parent_key
    if parent is None or parent in listed or parent in known:
        return None
    other = Tree.PARTY if row.tree is Tree.STATE else Tree.STATE
    if (other, parent[1]) in listed or (other, parent[1]) in known:
        return _reject(row, UnitProblem.PARENT_IN_OTHER_TREE)
    if parent[1] in left_out:
        return _reject(row, UnitProblem.PARENT_LEFT_OUT, left_out[parent[1]].row)
    return _reject(row, UnitProblem.UNKNOWN_PARENT)


def _cycle_problem(
    row: UnitRow, parents: Mapping[Key, Key | None], safe: set[Key]
) -> RejectedUnit | None:
    """Walk up until a root or a unit known to be safe; `safe` keeps the walks short together."""
    chain = [row.code]
    seen = {row.key}
    above = parents[row.key]
    while above is not None and above not in seen and above not in safe:
        seen.add(above)
        chain.append(above[1])
        above = parents.get(above)
    if above is None or above in safe:
        safe |= seen
        return None
    if above != row.key:  # a cycle further up rejects its own rows, and this one with them
        return None
    path = " → ".join([*chain, row.code])
    return RejectedUnit(row.row, UnitProblem.CYCLE, path[:120], code=row.code, name=row.name)


def _spread(
    rows: Sequence[UnitRow],
    listed: Mapping[Key, UnitRow],
    known: Collection[Key],
    bad: dict[Key, RejectedUnit],
) -> None:
    below: dict[Key, list[UnitRow]] = {}
    for row in rows:
        parent = row.parent_key
        if parent is not None:
            below.setdefault(parent, []).append(row)
    waiting = [key for key in bad if key not in known]
    while waiting:
        key = waiting.pop()
        for row in below.get(key, ()):
            if row.key not in bad:
                bad[row.key] = _reject(row, UnitProblem.PARENT_LEFT_OUT, listed[key].row)
                if row.key not in known:
                    waiting.append(row.key)


def _reject(row: UnitRow, problem: UnitProblem, other_row: int = 0) -> RejectedUnit:
    return RejectedUnit(row.row, problem, row.parent_code, other_row, row.code, row.name)
