"""When a campaign is completed, what a register number looks like, how much of a name is public.

Pure. The thresholds are each campaign's own (its plan); no decree sets a number.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lms.campaigns.enums import ActivityKind
from lms.campaigns.rules import CompletionRule, Share, Standing, Task, judge
from lms.certificates.enums import CertificateKind
from lms.records.enums import OutcomeState

DONE: Mapping[ActivityKind, frozenset[OutcomeState]] = {
    ActivityKind.STUDY_SESSION: frozenset(s for s in OutcomeState if s.counts_as_attended),
    ActivityKind.MATERIAL: frozenset({OutcomeState.READ}),
    ActivityKind.QUIZ: frozenset({OutcomeState.PASSED}),
}
"""What counts as having done an activity of each kind."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One activity of the campaign."""

    id: int
    kind: ActivityKind
    is_required: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one activity for one person; marks where it is a quiz."""

    state: OutcomeState
    score: float | None = None
    max_score: float | None = None


@dataclass(frozen=True, slots=True)
class Achievement:
    """Where a person stands in a campaign, and the figures a certificate shows."""

    standing: Standing
    sessions: Share
    """attended, of those summoned to"""
    quiz_percent: int | None

    @property
    def is_complete(self) -> bool:
        """Whether the completion rule is met."""
        return self.standing.is_complete


def judge_person(
    rule: CompletionRule,
    asked: Iterable[Asked],
    summoned: Collection[int],
    results: Mapping[int, Result],
) -> Achievement:
    """Hold one person's current outcomes against the rule.

    `summoned` are the activities the person is expected at: a study session counts only for
    those summoned to it (an outcome “exempt” takes it out again), materials and quizzes are for
    everybody the campaign is for.
    """
    counted = [each for each in asked if _concerns(each, summoned, results.get(each.id))]
    tasks = [
        Task(each.kind, each.is_required, _is_done(each, results.get(each.id))) for each in counted
    ]
    sessions = [task for task in tasks if task.kind is ActivityKind.STUDY_SESSION]
    passed = [
        results[each.id]
        for each in counted
        if each.kind is ActivityKind.QUIZ and _is_done(each, results.get(each.id))
    ]
    attended = Share(sum(task.is_done for task in sessions), len(sessions))
    return Achievement(judge(rule, tasks), attended, percent_of_marks(passed))


def percent_of_marks(results: Iterable[Result]) -> int | None:
    """Marks reached of all marks, in whole percent, half up; None where nothing was marked."""
    marked = [each for each in results if each.score is not None and each.max_score]
    if not marked:
        return None
    reached = sum((Decimal(str(each.score)) for each in marked), Decimal())
    possible = sum((Decimal(str(each.max_score)) for each in marked), Decimal())
    return int((reached * 100 / possible).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def register_label(kind: CertificateKind, year: int, number: int) -> str:
    """Số vào sổ as printed: 0123/2021/GXN."""
    return f"{number:04d}/{year}/{kind.value}"


def serial_label(number: int) -> str:
    """Số hiệu as printed: ĐC 000123, counted over all years."""
    return f"ĐC {number:06d}"


def masked_name(full_name: str) -> str:
    """Enough to compare with a paper in hand: Nguyễn Thị Ánh as Nguyễn T. Á.

    The family name stays, of each further name its first letter. A name of one word keeps its
    first letter only.
    """
    first, *others = full_name.split() or [""]
    if not others:
        return f"{first[:1]}." if first else ""
    return " ".join([first, *(f"{word[0]}." for word in others)])


def _concerns(each: Asked, summoned: Collection[int], result: Result | None) -> bool:
    if each.kind is not ActivityKind.STUDY_SESSION:
        return True
    return each.id in summoned and (result is None or result.state is not OutcomeState.EXEMPT)


def _is_done(each: Asked, result: Result | None) -> bool:
    return result is not None and result.state in DONE[each.kind]
