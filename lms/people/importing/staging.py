"""A plan as the rows of its preview, to be paged and searched by whoever serves the page."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import orjson
from sqlalchemy.orm import Session

from lms.people.importing.acts import LEAVES_UNITS, dump_added, dump_change, dump_doubt
from lms.people.importing.changing import PersonChange
from lms.people.importing.list_order import list_row
from lms.people.importing.models import RowKind
from lms.people.importing.on_record import OnRecord
from lms.people.importing.parsed import BETWEEN, ParsedRoster, RosterPerson
from lms.people.importing.problems import RowProblem
from lms.people.importing.roster_plan import InDoubt, RosterPlan
from lms.people.importing.shown import row_name
from lms.text import fold
from lms.units.enums import Tree
from lms.units.tree import load_tree

Columns = list[tuple[str, object, object]]
"""A person's column, its value before and after; before is None where nobody was on record."""
_SHOWN_OF_NEW: Final = (
    "sort_name",
    "personnel_code",
    "born_on",
    "birth_year",
    "position",
    "email",
    "phone",
)
_SHOWN_OF_KNOWN: Final = ("personnel_code", "born_on", "birth_year", "position", "email")


def staged_rows(
    run_id: int, plan: RosterPlan, parsed: ParsedRoster, names: dict[int, str]
) -> Iterator[dict[str, Any]]:
    """The rows of `import_rows`; `names` are those of the units of both trees."""
    for new in plan.new:
        unit = names[new.unit_id]
        columns = _described(new.row, unit, names.get(new.party_unit_id or 0))
        yield _row(run_id, RowKind.NEW, new.row, columns, unit, act=dump_added(new))
    for change in plan.changed:
        kind = RowKind.MOVED if change.moves else RowKind.CHANGED
        unit = names.get(change.unit_id or change.before.unit_id or 0, "")
        person_id, act = change.before.id, dump_change(change)
        row = _row(run_id, kind, change.row, _changes(change, names), unit, person_id, act)
        if since := plan.undone.get(person_id):
            undoes = {"undoes": "leaving" if change.returns else "move", "since": since}
            row["detail"] = _dump({"columns": _changes(change, names), **undoes})
        yield row
    asked = set()
    for doubt in plan.doubtful:
        asked.add(doubt.row.row)
        columns = _described(doubt.row, doubt.row.told_unit, doubt.row.party_unit)
        told = doubt.row.told_unit
        row = _row(run_id, RowKind.DOUBTFUL, doubt.row, columns, told, act=dump_doubt(doubt))
        detail = {
            "columns": columns,
            "candidates": _candidates(doubt, names),
            "may_be_new": doubt.may_be_new,
        }
        yield row | {"detail": _dump(detail)}
    for bad in plan.rejected:
        if bad.row not in asked:
            yield _problems(
                run_id, RowKind.REJECTED, bad.row, row_name(parsed.header, bad), bad.problems
            )
    named = {row.row: row.full_name for row in parsed.people} if plan.remarks else {}
    for number, problem in plan.remarks:
        yield _problems(run_id, RowKind.REMARK, number, named.get(number, ""), (problem,))
    if plan.unchanged or plan.is_of_ours:
        yield list_row(run_id, plan)
    for person in plan.missing:
        unit = names.get(person.unit_id or 0, "")
        columns = [*_known(person), ("unit", unit, None)]
        name = person.values["full_name"]
        code, stays = person.values["personnel_code"], person.id in plan.staying_elsewhere
        yield _line(
            run_id,
            RowKind.MISSING,
            0,
            name,
            f"{code or ''} {unit}",
            {"columns": columns, "stays_elsewhere": stays},
            person.id,
            LEAVES_UNITS if stays else "",
        )


def unit_names(db: Session, on: date) -> dict[int, str]:
    """What the units of both trees are shown as: their names with those above, but for the one all stand under."""
    names = {}
    for tree in (load_tree(db, each, on) for each in Tree):
        is_one = len(tree.roots) == 1
        for unit_id, node in tree.nodes.items():
            above = tree.ancestors(unit_id)
            told = [tree.name(each) for each in reversed(above[:-1] if is_one else above)]
            names[unit_id] = BETWEEN.join((*told, node.name))
    return names


def _row(
    run_id: int,
    kind: RowKind,
    row: RosterPerson,
    columns: Columns,
    unit: str = "",
    person_id: int | None = None,
    act: str = "",
) -> dict[str, Any]:
    words = f"{row.personnel_code or ''} {unit}"
    return _line(run_id, kind, row.row, row.full_name, words, {"columns": columns}, person_id, act)


def _line(
    run_id: int,
    kind: RowKind,
    row: int,
    name: str,
    words: str,
    detail: object,
    person_id: int | None = None,
    act: str = "",
) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "kind": kind,
        "row": row,
        "person_id": person_id,
        "name": name[:255],
        "search": fold(f"{name} {words}")[:600],
        "detail": _dump(detail),
        "act": act,
    }


def _problems(
    run_id: int, kind: RowKind, row: int, name: str, problems: Sequence[RowProblem]
) -> dict[str, Any]:
    told = [(each.kind, each.value, each.other_row, each.meant) for each in problems]
    return _line(run_id, kind, row, name, "", {"problems": told})


def _described(row: RosterPerson, unit: str, party_unit: str | None) -> Columns:
    columns: Columns = [
        (name, None, value) for name in _SHOWN_OF_NEW if (value := getattr(row, name))
    ]
    columns.append(("unit", None, unit))
    if row.party_status.is_member:
        columns.append(("party_status", None, row.party_status))
        if row.party_position:
            columns.append(("party_position", None, row.party_position))
    if party_unit:
        columns.append(("party_unit", None, party_unit))
    return columns


def _changes(change: PersonChange, names: dict[int, str]) -> Columns:
    before = change.before
    columns: Columns = [(name, before.values[name], value) for name, value in change.values.items()]
    if change.unit_id:
        columns.append(("unit", names.get(before.unit_id or 0), names.get(change.unit_id)))
    if change.party_unit_id or change.leaves_party_unit:
        left, joined = names.get(before.party_unit_id or 0), names.get(change.party_unit_id or 0)
        columns.append(("party_unit", left, joined))
    return columns


def _known(person: OnRecord) -> Columns:
    values = person.values
    doubled = "birth_year" if values["born_on"] else ""
    shown = [name for name in _SHOWN_OF_KNOWN if values[name] and name != doubled]
    return [(name, values[name], None) for name in shown]


def _candidates(doubt: InDoubt, names: dict[int, str]) -> list[dict[str, object]]:
    return [
        {
            "id": each.before.id,
            "name": each.before.values["full_name"],
            "known": [*_known(each.before), ("unit", names.get(each.before.unit_id or 0), None)],
            "columns": _changes(each, names),
        }
        for each in doubt.candidates
    ]


def _dump(value: object) -> str:
    return orjson.dumps(value).decode()
