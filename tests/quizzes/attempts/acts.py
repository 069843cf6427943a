"""What learners do, in the words of the page: for tests of services."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms import clock
from quizzes.attempts.answering import Receipt, save_answer
from quizzes.attempts.models import Attempt, AttemptItem
from quizzes.bank.queries import content_of


def item_of(db: Session, attempt: Attempt, slot: int) -> AttemptItem:
    """The question in a place, with its version, read afresh."""
    return db.scalars(
        select(AttemptItem)
        .where(AttemptItem.attempt_id == attempt.id, AttemptItem.slot == slot)
        .options(joinedload(AttemptItem.version))
        .execution_options(populate_existing=True)
    ).one()


def right_position(item: AttemptItem) -> int:
    """Where the right option stands on the page."""
    options = content_of(item.version).options
    return next(p for p, place in enumerate(item.option_order) if options[place].is_right)


def wrong_position(item: AttemptItem) -> int:
    """Where some wrong option stands on the page."""
    options = content_of(item.version).options
    return next(p for p, place in enumerate(item.option_order) if not options[place].is_right)


def answer(
    db: Session, attempt: Attempt, slot: int, *, right: bool = True, revision: int | None = None
) -> Receipt:
    """Choose a right or a wrong option, as a page would that has the newest revision."""
    item = item_of(db, attempt, slot)
    position = right_position(item) if right else wrong_position(item)
    return save_answer(
        db,
        attempt.id,
        slot,
        item.revision + 1 if revision is None else revision,
        position,
        clock.now(),
    )
