"""What offices wait for: the preview of their roster, a list of ten thousand people as a paper."""

from collections.abc import Iterator
from datetime import date

from python_calamine import CalamineWorkbook

from bench.harness import Figure, median_seconds
from lms.config import ROOT
from lms.papers.pdf import draw_table_paper
from lms.people.importing.roster import parse_roster
from lms.spreadsheets import open_spreadsheet
from tests.lms.papers.factories import make_paper

ROSTER = ROOT / "tests" / "data" / "roster.xlsx"


def measure() -> Iterator[Figure]:
    """Seconds against the bare reading of the same file, and against a tenth of the list."""
    data = ROSTER.read_bytes()
    yield Figure(
        "preview of a roster of 1,200",
        median_seconds(
            lambda: parse_roster(open_spreadsheet(data, "roster.xlsx"), date(2021, 3, 1))
        ),
        "s",
        median_seconds(
            lambda: CalamineWorkbook.from_path(ROSTER).get_sheet_by_index(0).to_python()
        ),
        "bare reading of its cells",
        "at most",
        1.5,
        of="figure",
    )
    yield Figure(
        "list of 10,000 as PDF",
        median_seconds(lambda: draw_table_paper(make_paper(rows=10_000)), repeats=3),
        "s",
        median_seconds(lambda: draw_table_paper(make_paper(rows=1_000)), repeats=3),
        "list of 1,000",
        "at most",
        20,
    )
