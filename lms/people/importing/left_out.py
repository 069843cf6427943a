"""The rows of an import that stay out, as its preview told them and as was decided of those in doubt."""

from collections.abc import Iterator

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.importing.acts import load_doubt
from lms.people.importing.deciding import decide_rows
from lms.people.importing.models import ImportRow, ImportRun, RowKind
from lms.people.importing.parsed import ParsedRoster, RejectedRow
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.problems import Problem, RowProblem
from lms.people.importing.runs import choices_of


def rows_left_out(db: Session, run: ImportRun, parsed: ParsedRoster) -> list[RejectedRow]:
    """The rejected rows with their cells, in the order of the file. One query.

    An import from the command line kept no preview: its file is compared anew.
    """
    if not run.frozen:
        return plan_roster_import(db, parsed, clock.today()).rejected
    problems = dict(_problems(db, run))
    rejected = {bad.row: (bad.cells, bad.headings) for bad in parsed.rejected}
    good = {row.row: row.headings for row in parsed.people}
    found = []
    for row, told in sorted(problems.items()):
        if row in rejected:
            cells, headings = rejected[row]
        elif row in good:
            cells, headings = parsed.rows[row], good[row]
        else:
            continue
        found.append(RejectedRow(row, told, cells, headings))
    return found


def _problems(db: Session, run: ImportRun) -> Iterator[tuple[int, tuple[RowProblem, ...]]]:
    kept = db.execute(
        select(ImportRow.kind, ImportRow.row, ImportRow.detail, ImportRow.act)
        .where(
            ImportRow.run_id == run.id,
            ImportRow.kind.in_((RowKind.REJECTED, RowKind.DOUBTFUL)),
        )
        .order_by(ImportRow.id)
    ).all()
    for row in kept:
        if row.kind is RowKind.REJECTED:
            told = orjson.loads(row.detail)["problems"]
            yield row.row, tuple(RowProblem(Problem(kind), *rest) for kind, *rest in told)
    doubts = ((row.row, load_doubt(row.act)) for row in kept if row.kind is RowKind.DOUBTFUL)
    for number, problem in decide_rows(doubts, choices_of(run)).left_out.items():
        yield number, (problem,)
