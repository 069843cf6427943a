"""From marks to a result, and from several results to the one that counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from quizzes.quiz.enums import CountingAttempt


@dataclass(frozen=True, slots=True)
class Result:
    """A finished attempt, as far as counting it goes."""

    number: int
    score: float
    max_score: float
    finished_at: datetime


def add_up(marks: Iterable[Fraction]) -> Fraction:
    """Sum marks exactly: three thirds are one."""
    return sum(marks, Fraction(0))


def shown_score(score: Fraction) -> float:
    """Round half up to the two decimals that are stored and shown."""
    return float(Fraction(int(score * 100 + Fraction(1, 2)), 100))


def has_passed(score: float, max_score: float, pass_percent: int) -> bool:
    """Whether a stored score reaches the pass mark; exactly at the mark is passed.

    The stored score decides, not the exact one behind it, so that whoever has the paper in hand
    can check the sum. Compared in whole hundredths, where floats cannot mislead.
    """
    return max_score > 0 and round(score * 100) * 100 >= round(max_score * 100) * pass_percent


def counting_result(results: Sequence[Result], policy: CountingAttempt) -> Result | None:
    """The finished attempt that decides: best (the earlier of equals), last or first."""
    if not results:
        return None
    in_order = sorted(results, key=lambda result: result.number)
    match policy:
        case CountingAttempt.FIRST:
            return in_order[0]
        case CountingAttempt.LAST:
            return in_order[-1]
        case CountingAttempt.BEST:
            return max(in_order, key=lambda result: (result.score, -result.number))
