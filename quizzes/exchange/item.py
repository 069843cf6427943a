"""What reading a file of questions yields, whatever the format."""

from dataclasses import dataclass, field

from quizzes.bank.content import Content
from quizzes.bank.enums import Fault, Note


@dataclass(frozen=True, slots=True)
class Item:
    """A good question with its place in the file (lines count from 1)."""

    content: Content
    line: int
    topic: str = ""
    code: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A question that cannot be used: where it begins, where it goes wrong, and why.

    `detail` is the thing itself (the unknown sign, the number) or the other line concerned.
    """

    line: int
    problem_line: int
    fault: Fault
    code: str = ""
    excerpt: str = ""
    detail: str = ""


@dataclass(slots=True)
class Reading:
    """Everything one file held, good and bad, in the order of the file."""

    items: list[Item] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


class BrokenItem(Exception):
    """Stops the reading of one question; `offset` counts characters from where it begins."""

    def __init__(self, fault: Fault, offset: int = 0, detail: str = "") -> None:
        """Keep the reason, the place and the thing itself."""
        super().__init__(fault)
        self.fault = fault
        self.offset = offset
        self.detail = detail
