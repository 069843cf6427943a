"""What becomes of rows in doubt, as somebody decided. Pure: the preview's own rows are all it needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lms.people.enums import PartyStatus
from lms.people.importing.acts import COPIED, Added, Change, Open, Opened
from lms.people.importing.figures import Figures
from lms.people.importing.planning import doubt_problem
from lms.people.importing.problems import Problem, RowProblem
from lms.people.importing.roster_plan import InDoubt

NEW: Final = "new"
OUT: Final = "out"
Choices = Mapping[int, str]
"""Row number → what was decided of a row in doubt: NEW, OUT, or the id of the person it is about."""

_NAME, _CODE, _EMAIL, _PARTY = (
    COPIED.index(name) for name in ("full_name", "personnel_code", "email", "party_status")
)


@dataclass(slots=True)
class Decided:
    """What the decisions add to an import, and which rows stay out after all."""

    added: list[Added] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    added_rows: list[int] = field(default_factory=list)
    """In which rows the list names those added, in their order."""
    listed: list[tuple[int, int]] = field(default_factory=list)
    """Person id and row of those who are on record, whether they change or not."""
    left_out: dict[int, RowProblem] = field(default_factory=dict)
    counted: list[tuple[str, Added, Change | None]] = field(default_factory=list)
    """Of each row that counts: the unit below the root, the row, and what changes if it was known."""


def decide_rows(doubts: Iterable[tuple[int, Open]], choices: Choices) -> Decided:
    """Row by row, in the order of the file. What was not decided stays out.

    Of two rows said to be about one person the first counts. A choice that is no candidate is none.
    """
    decided = Decided()
    taken: dict[int, int] = {}
    for row, doubt in doubts:
        choice = choices.get(row, "")
        chosen = next((each for each in doubt.candidates if str(each.person_id) == choice), None)
        name = str(doubt.added.values[_NAME])
        if choice == NEW and doubt.may_be_new:
            decided.added.append(doubt.added)
            decided.added_rows.append(row)
        elif choice == OUT:
            decided.left_out[row] = RowProblem(Problem.LEFT_OUT)
            continue
        elif chosen is None:
            decided.left_out[row] = doubt_problem(
                name, len(doubt.candidates), may_be_new=doubt.may_be_new
            )
            continue
        elif chosen.person_id in taken:
            decided.left_out[row] = RowProblem(Problem.DUPLICATE, name, taken[chosen.person_id])
            continue
        else:
            taken[chosen.person_id] = row
            decided.listed.append((chosen.person_id, row))
            if not chosen.is_nothing:
                decided.changes.append(chosen)
            if chosen.person_id in doubt.without_account:
                values = doubt.added.values
                decided.opened.append(Opened(chosen.person_id, name, values[_EMAIL], values[_CODE]))
        decided.counted.append((doubt.top, doubt.added, chosen))
    return decided


def figures_after(figures: Figures, decided: Decided) -> Figures:
    """The counts of the preview with what was decided."""
    after: Figures = {**figures, "by_unit": dict(figures["by_unit"])}
    for top, added, change in decided.counted:
        after["people"] += 1
        after["members"] += PartyStatus(added.values[_PARTY]).is_member
        after["by_unit"][top] = after["by_unit"].get(top, 0) + 1
        if change is None:
            after["new"] += 1
        elif change.is_nothing:
            after["unchanged"] += 1
        elif change.moves:
            after["moved"] += 1
        else:
            after["changed"] += 1
    return after


def still_meant(choices: Mapping[int, str], doubts: Iterable[InDoubt]) -> dict[int, str]:
    """The decisions that another preview of the same file still asks for."""
    asked = {
        doubt.row.row: {
            OUT,
            *((NEW,) if doubt.may_be_new else ()),
            *(str(each.before.id) for each in doubt.candidates),
        }
        for doubt in doubts
    }
    return {row: choice for row, choice in choices.items() if choice in asked.get(row, ())}
