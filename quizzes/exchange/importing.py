"""From a file that was read to questions in the bank: what is new, what is known, what changed."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.campaigns.models import Campaign
from quizzes.bank.content import fingerprint
from quizzes.bank.models import QuestionVersion
from quizzes.bank.queries import get_question, known_fingerprints, latest_by_code
from quizzes.bank.services import add_question, revise_question
from quizzes.exchange.item import Item, Reading, Rejected


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose code the bank knows, with other words."""

    item: Item
    current: QuestionVersion


@dataclass(slots=True)
class Preview:
    """What importing a file would do; nothing has been written."""

    rejected: list[Rejected] = field(default_factory=list)
    new: list[Item] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    known: list[Item] = field(default_factory=list)

    @property
    def good(self) -> list[Item]:
        """Every question that can be used, as the file has them."""
        changed = [change.item for change in self.changed]
        return sorted([*self.new, *changed, *self.known], key=lambda item: item.line)

    @property
    def topics(self) -> dict[str, int]:
        """How many good questions the file holds by topic, in the order of the file."""
        counts: dict[str, int] = {}
        for item in self.good:
            counts[item.topic] = counts.get(item.topic, 0) + 1
        return counts


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    new: int
    changed: int
    known: int
    rejected: int


def preview_import(db: Session, campaign_id: int, reading: Reading) -> Preview:
    """Compare a file with the bank: the same words are known, another wording of a code changed."""
    by_code = latest_by_code(db, campaign_id)
    prints = known_fingerprints(db, campaign_id)
    preview = Preview(rejected=reading.rejected)
    for item in reading.items:
        current = by_code.get(item.code) if item.code else None
        if fingerprint(item.content) in prints:
            preview.known.append(item)
        elif current is not None:
            preview.changed.append(Change(item, current))
        else:
            preview.new.append(item)
    return preview


def import_questions(
    db: Session, campaign_id: int, reading: Reading, *, takes_changes: bool, by: int | None
) -> Imported:
    """Put the good questions of a file into the bank; importing the same file again adds nothing.

    Changed ones get a new version when `takes_changes`, else the bank keeps its wording. Two
    imports into one campaign take turns, so that the second finds what the first brought.
    """
    db.execute(select(Campaign.id).where(Campaign.id == campaign_id).with_for_update())
    preview = preview_import(db, campaign_id, reading)
    for item in preview.new:
        add_question(db, campaign_id, item.content, topic=item.topic, external_id=item.code, by=by)
    changes = preview.changed if takes_changes else []
    for change in changes:
        question = get_question(db, change.current.question_id)
        revise_question(
            db,
            question,
            change.item.content,
            topic=change.item.topic,
            citation=change.current.citation,
            by=by,
        )
    return Imported(
        new=len(preview.new),
        changed=len(changes),
        known=len(preview.known),
        rejected=len(preview.rejected),
    )
