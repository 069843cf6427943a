"""What completes a campaign for a person, and how its parts fit together. Pure.

None of this comes from a decree: the thresholds are each campaign's own settings (its plan), as the
directives on studying a resolution set no number.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lms.campaigns.enums import ActivityKind


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """What a campaign asks of each person."""

    sessions_required: int | None = None
    """None: every study session one is expected at"""
    materials_required: int | None = None
    """None: every required material"""
    quiz_required: bool = True
    pass_percent: int = 50


@dataclass(frozen=True, slots=True)
class Task:
    """One activity of a campaign and what became of it for one person."""

    kind: ActivityKind
    is_required: bool
    is_done: bool
    """Attended, read or passed"""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of one kind is done, of how much that is asked."""

    done: int
    wanted: int

    @property
    def is_met(self) -> bool:
        """Whether nothing of this kind is missing; nothing asked is met."""
        return self.done >= self.wanted


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands in a campaign."""

    sessions: Share
    materials: Share
    quizzes: Share

    @property
    def is_complete(self) -> bool:
        """Whether the campaign's completion rule is met; a campaign that asks nothing never is."""
        parts = (self.sessions, self.materials, self.quizzes)
        return any(part.wanted for part in parts) and all(part.is_met for part in parts)


def judge(rule: CompletionRule, tasks: Iterable[Task]) -> Standing:
    """Hold what a person did against the campaign's rule.

    Sessions count whether required or not when the rule names a number; otherwise all required ones must
    be attended. Materials alike. With a quiz required, every required quiz must be passed.
    """
    listed = list(tasks)
    return Standing(
        _share(listed, ActivityKind.STUDY_SESSION, rule.sessions_required),
        _share(listed, ActivityKind.MATERIAL, rule.materials_required),
        _share(listed, ActivityKind.QUIZ, None if rule.quiz_required else 0),
    )


def _share(tasks: list[Task], kind: ActivityKind, wanted: int | None) -> Share:
    counted = [task for task in tasks if task.kind is kind]
    if wanted is None:
        counted = [task for task in counted if task.is_required]
    done = sum(task.is_done for task in counted)
    return Share(done, len(counted) if wanted is None else wanted)


def is_running(starts_on: date, ends_on: date, today: date) -> bool:
    """Whether the day lies within the campaign, both ends included."""
    return starts_on <= today <= ends_on


def without_nested(chosen: Collection[int], ancestors: Mapping[int, Collection[int]]) -> set[int]:
    """The chosen units without those that stand below another chosen one: they are in anyway."""
    picked = set(chosen)
    return {unit for unit in picked if not picked.intersection(ancestors.get(unit, ()))}
