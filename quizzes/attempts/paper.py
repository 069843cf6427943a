"""The results of a quiz as a list that an office can print, sign and file."""

from collections.abc import Sequence
from decimal import Decimal

from lms import clock
from lms.papers.values import Cell, Column, Kind, Letterhead, Standard, TablePaper
from lms.web.format import format_datetime
from lms.web.i18n import _
from quizzes.attempts.report import ResultRow, ResultState, count_states
from quizzes.quiz.models import Quiz


def results_paper(quiz: Quiz, issuer: str, rows: Sequence[ResultRow]) -> TablePaper:
    """Everybody concerned, one line each, as of now; the words are in the language asked for."""
    now = clock.now()
    counts = count_states(rows)
    summary = _(
        "%(total)d people: %(passed)d passed, %(failed)d not passed, %(under_way)d under way, "
        "%(not_taken)d not taken",
        total=len(rows),
        passed=counts[ResultState.PASSED],
        failed=counts[ResultState.FAILED],
        under_way=counts[ResultState.UNDER_WAY],
        not_taken=counts[ResultState.NOT_TAKEN],
    )
    return TablePaper(
        letterhead=Letterhead(Standard.STATE, issuer, year=clock.local(now).year),
        kind=_("LIST OF RESULTS"),
        subject=quiz.title,
        columns=_columns(),
        rows=[_cells(number, row) for number, row in enumerate(rows, start=1)],
        as_of=now,
        lead=(quiz.campaign.title, _("As of %(time)s", time=format_datetime(now))),
        notes=(summary,),
    )


def state_words() -> dict[ResultState, str]:
    """What each state is called on the page and on paper."""
    return {
        ResultState.PASSED: _("Passed"),
        ResultState.FAILED: _("Not passed"),
        ResultState.UNDER_WAY: _("Under way"),
        ResultState.NOT_TAKEN: _("Not taken"),
    }


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("No."), 12, Kind.COUNT),
        Column(_("Full name"), 55),
        Column(_("Unit"), 70),
        Column(_("Result"), 26, Kind.MARK),
        Column(_("Score"), 20, Kind.MARK),
        Column(_("Out of"), 20, Kind.MARK),
        Column(_("Attempts"), 20, Kind.COUNT),
        Column(_("Handed in"), 36, Kind.MARK),
    )


def _cells(number: int, row: ResultRow) -> tuple[Cell, ...]:
    return (
        number,
        row.full_name,
        row.unit,
        state_words()[row.state],
        _figure(row.score),
        _figure(row.max_score),
        row.attempts,
        format_datetime(row.finished_at) if row.finished_at else "",
    )


def _figure(score: float | None) -> Cell:
    if score is None:
        return ""
    number = Decimal(str(score)).normalize()
    return format(number, "f").replace(".", ",")
