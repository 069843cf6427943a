"""A run's preview as one answer: its counts, what was decided, and how many would be written."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from lms.people.importing.deciding import NEW, OUT
from lms.people.importing.figures import Figures, day_of
from lms.people.importing.models import ImportRun, RowKind, RunState
from lms.people.importing.runs import choices_of, figures_of_run

_ORDER: Final = tuple(kind for kind in RowKind if kind is not RowKind.LISTED)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page of an import says above its rows."""

    figures: Figures
    counts: dict[RowKind, int]
    on: date
    decided_new: int
    decided_out: int
    decided_same: int
    is_done: bool

    @property
    def undecided(self) -> int:
        """Rows in doubt of which nothing was decided: they are left out."""
        decided = self.decided_new + self.decided_out + self.decided_same
        return max(self.counts[RowKind.DOUBTFUL] - decided, 0)

    @property
    def left_out(self) -> int:
        """Rows that stay out whatever is done, or by decision; once written, also those nobody decided on."""
        if self.is_done:
            return self.counts[RowKind.REJECTED] + self.undecided + self.decided_out
        return self.counts[RowKind.REJECTED] + self.decided_out

    @property
    def is_nothing(self) -> bool:
        """Whether everybody in the list is on record just so, and no row asks for a decision."""
        asked = self.has_effect or self.counts[RowKind.DOUBTFUL]
        return not self.is_done and not asked and self.figures["people"] > 0

    @property
    def to_write(self) -> int:
        """People who would be added or changed."""
        kinds = (RowKind.NEW, RowKind.MOVED, RowKind.CHANGED)
        counted = sum(self.counts[kind] for kind in kinds)
        return counted + self.decided_new + self.decided_same

    @property
    def has_effect(self) -> bool:
        """Whether anybody would be added or changed, or stand elsewhere in the order of the imported list."""
        return self.to_write > 0 or self.is_order_only

    @property
    def is_order_only(self) -> bool:
        """Whether everybody is on record just so, but for the order of the list."""
        return not self.to_write and self.figures.get("is_reordered", False)

    @property
    def has_leftovers(self) -> bool:
        """Whether rows stay out, to be handed back as a file."""
        left = self.counts[RowKind.REJECTED] + self.undecided + self.decided_out
        return left > 0

    def kind_asked(self, asked: str) -> RowKind:
        """The part to show: the one asked for, else the first that has rows."""
        if asked in _ORDER:
            return RowKind(asked)
        return next((kind for kind in _ORDER if self.counts[kind]), RowKind.NEW)


def preview_of(run: ImportRun) -> Preview:
    """The preview of a run that was read."""
    figures = figures_of_run(run)
    assert figures is not None  # noqa: S101 - whoever asks has seen that it was read
    counts = {
        RowKind.DOUBTFUL: figures["doubtful"],
        RowKind.REJECTED: figures["rejected"],
        RowKind.MISSING: figures["missing"],
        RowKind.MOVED: figures["moved"],
        RowKind.CHANGED: figures["changed"],
        RowKind.NEW: figures["new"],
        RowKind.REMARK: figures["remark"],
    }
    chosen = Counter(choices_of(run).values())
    done = run.state is RunState.WRITTEN
    new, out = chosen.pop(NEW, 0), chosen.pop(OUT, 0)
    return Preview(figures, counts, day_of(figures), new, out, chosen.total(), done)
