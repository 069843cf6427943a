"""A preview as it was shown: kept row by row with what each would write, and written as just that.

With it goes the stamp of all it was compared with. As long as the stamp and the day are the same, nothing is
compared again; when they are not, the file is, and its preview must come out the same in every row.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

import orjson
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.people.importing.acts import (
    LEAVES_UNITS,
    Acts,
    Opened,
    load_added,
    load_change,
    load_doubt,
    opened_of,
)
from lms.people.importing.deciding import Choices, Decided, decide_rows
from lms.people.importing.list_order import load_list
from lms.people.importing.models import ImportRow, ImportRun, RowKind
from lms.people.importing.roster_plan import RosterPlan


class Frozen(TypedDict):
    """What a preview was made from."""

    stamp: str
    """Of units, people, places and logins, read before the comparison"""
    asked: str
    """ISO day that was asked for"""
    on: str
    """ISO day from which it holds: for a first roster the first of January"""
    digest: str
    """Of all rows, shown and written"""
    opened: list[list[Any]]
    """People on record who get an account, see `acts.Opened`"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview in one piece: what it was made from, and its rows for `import_rows`."""

    frozen: Frozen
    rows: Sequence[dict[str, Any]]
    plan: RosterPlan


def freeze(stamp: str, asked: date, plan: RosterPlan, rows: Sequence[dict[str, Any]]) -> Shown:
    """A preview that was just made."""
    opened = [
        [each.person_id, each.full_name, each.email, each.personnel_code]
        for each in opened_of(plan)
    ]
    return Shown(
        {
            "stamp": stamp,
            "asked": asked.isoformat(),
            "on": plan.on.isoformat(),
            "digest": _digest(rows),
            "opened": opened,
        },
        rows,
        plan,
    )


def frozen_of(run: ImportRun) -> Frozen | None:
    """What the run's preview was made from; None for one that was never frozen."""
    frozen: Frozen | None = orjson.loads(run.frozen) if run.frozen else None
    return frozen


def keep_frozen(run: ImportRun, frozen: Frozen) -> None:
    """Put it on record."""
    run.frozen = orjson.dumps(frozen).decode()


def load_acts(
    db: Session, run_id: int, frozen: Frozen, choices: Choices, *, leave: bool
) -> tuple[Acts, Decided]:
    """What the preview shows, with what was decided of its rows in doubt. One query."""
    acts = Acts(
        date.fromisoformat(frozen["on"]), opened=[Opened(*each) for each in frozen["opened"]]
    )
    doubts = []
    for kind, row, person_id, act in db.execute(_rows(run_id)):
        match kind:
            case RowKind.NEW:
                acts.added.append(load_added(act))
                acts.added_rows.append(row)
            case RowKind.MOVED | RowKind.CHANGED:
                acts.changes.append(load_change(act))
                acts.listed.append((acts.changes[-1].person_id, row))
            case RowKind.DOUBTFUL:
                doubts.append((row, load_doubt(act)))
            case RowKind.LISTED:
                load_list(act, acts)
            case RowKind.MISSING if leave and person_id is not None:
                gone = acts.leaving_units if act == LEAVES_UNITS else acts.leaving
                gone.append(person_id)
    decided = decide_rows(doubts, choices)
    acts.added += decided.added
    acts.changes += decided.changes
    acts.opened += decided.opened
    acts.added_rows += decided.added_rows
    acts.listed += decided.listed
    if decided.added_rows or decided.listed:
        acts.keeps_order = acts.is_of_ours
    return acts, decided


def _rows(run_id: int) -> Select[RowKind, int, int | None, str]:
    columns = (ImportRow.kind, ImportRow.row, ImportRow.person_id, ImportRow.act)
    written = (
        RowKind.NEW,
        RowKind.MOVED,
        RowKind.CHANGED,
        RowKind.DOUBTFUL,
        RowKind.MISSING,
        RowKind.LISTED,
    )
    return (
        select(*columns)
        .where(ImportRow.run_id == run_id, ImportRow.kind.in_(written))
        .order_by(ImportRow.id)
    )


def _digest(rows: Sequence[dict[str, Any]]) -> str:
    total = hashlib.blake2b(digest_size=16)
    for row in rows:
        told = (row["kind"], row["row"], row["person_id"], row["name"], row["detail"], row["act"])
        total.update("\x1f".join(map(str, told)).encode())
    return total.hexdigest()
