"""Saving answers: receipts, revisions, stale tabs, deadlines."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Invalid, NotFound
from quizzes.attempts.answering import save_answer
from quizzes.attempts.enums import AnswerFate
from quizzes.attempts.finishing import finish_attempt
from quizzes.attempts.models import Attempt
from quizzes.bank.content import Option
from quizzes.bank.enums import QuestionType
from tests.factories import make_campaign, make_person
from tests.quizzes.attempts.acts import answer, item_of
from tests.quizzes.factories import make_attempt, make_bank, make_content, make_question, make_quiz

START = datetime(2021, 3, 27, 9, 15, tzinfo=UTC)
DEADLINE = START + timedelta(minutes=15)


@pytest.fixture
def attempt(db: Session) -> Iterator[Attempt]:
    with clock.fixed(START):
        campaign = make_campaign(db)
        make_bank(db, campaign)
        yield make_attempt(db, make_quiz(db, campaign), make_person(db))


def test_receipts_count_the_answers_of_the_attempt(db: Session, attempt: Attempt) -> None:
    first = answer(db, attempt, 1)
    second = answer(db, attempt, 3)
    changed = answer(db, attempt, 1, right=False)

    assert [first.number, second.number, changed.number] == [1, 2, 3]
    assert [first.revision, second.revision, changed.revision] == [1, 1, 2]
    assert first.at == START
    assert {first.fate, second.fate, changed.fate} == {AnswerFate.SAVED}


def test_lower_revision_never_overwrites(db: Session, attempt: Attempt) -> None:
    newest = save_answer(db, attempt.id, 1, 5, 2, START)
    stale = save_answer(db, attempt.id, 1, 4, 0, START)

    assert stale.fate is AnswerFate.STALE
    assert (stale.revision, stale.answer, stale.number) == (5, 2, newest.number)
    assert item_of(db, attempt, 1).revision == 5


def test_same_revision_with_another_answer_is_stale(db: Session, attempt: Attempt) -> None:
    save_answer(db, attempt.id, 1, 1, 2, START)

    other_tab = save_answer(db, attempt.id, 1, 1, 3, START)

    assert (other_tab.fate, other_tab.answer) == (AnswerFate.STALE, 2)


def test_repeated_request_gets_its_receipt_again(db: Session, attempt: Attempt) -> None:
    first = save_answer(db, attempt.id, 1, 1, 2, START)
    again = save_answer(db, attempt.id, 1, 1, 2, START + timedelta(minutes=1))

    assert again == first
    db.refresh(attempt)
    assert attempt.receipts == 1


def test_later_revision_of_the_same_answer_holds_off_the_ones_between(
    db: Session, attempt: Attempt
) -> None:
    save_answer(db, attempt.id, 1, 1, 2, START)
    save_answer(db, attempt.id, 1, 3, 2, START)

    between = save_answer(db, attempt.id, 1, 2, 0, START)

    assert (between.fate, between.answer) == (AnswerFate.STALE, 2)


def test_nothing_chosen_on_an_unanswered_question_writes_nothing(
    db: Session, attempt: Attempt
) -> None:
    receipt = save_answer(db, attempt.id, 1, 1, None, START)

    assert (receipt.fate, receipt.number) == (AnswerFate.SAVED, None)


def test_answer_within_the_grace_counts(db: Session, attempt: Attempt) -> None:
    receipt = save_answer(db, attempt.id, 1, 1, 2, DEADLINE + timedelta(seconds=10))

    assert receipt.fate is AnswerFate.SAVED


def test_answer_after_the_grace_is_refused_and_finishes_the_attempt(
    db: Session, attempt: Attempt
) -> None:
    answer(db, attempt, 2)

    receipt = save_answer(db, attempt.id, 1, 1, 2, DEADLINE + timedelta(seconds=11))

    assert (receipt.fate, receipt.answer) == (AnswerFate.LATE, None)
    db.refresh(attempt)
    assert (attempt.finished_at, attempt.score) == (DEADLINE, 1.0)


def test_answer_after_handing_in_changes_nothing(db: Session, attempt: Attempt) -> None:
    finish_attempt(db, attempt.id, START + timedelta(minutes=1))

    receipt = answer(db, attempt, 1)

    assert receipt.fate is AnswerFate.FINISHED
    assert item_of(db, attempt, 1).answer is None


@pytest.mark.parametrize("sent", [4, -1, "a", [0], {"x": 1}, True])
def test_impossible_answer_is_refused(db: Session, attempt: Attempt, sent: object) -> None:
    with pytest.raises(Invalid):
        save_answer(db, attempt.id, 1, 1, sent, START)


@pytest.mark.parametrize("revision", [0, -1, 10**9])
def test_impossible_revision_is_refused(db: Session, attempt: Attempt, revision: int) -> None:
    with pytest.raises(Invalid):
        save_answer(db, attempt.id, 1, revision, 1, START)


def test_unknown_place_is_not_found(db: Session, attempt: Attempt) -> None:
    with pytest.raises(NotFound):
        save_answer(db, attempt.id, 4, 1, 1, START)


def test_matching_answers_are_kept_by_their_place_in_the_key(db: Session) -> None:
    pairs = tuple(Option(left, True, match=f"vế {left}") for left in ("một", "hai", "ba"))
    campaign = make_campaign(db)
    content = make_content(kind=QuestionType.MATCHING, options=pairs)
    make_question(db, campaign, content=content)
    with clock.fixed(START):
        attempt = make_attempt(
            db, make_quiz(db, campaign, draws=(("Chủ đề 1", 1),)), make_person(db)
        )
    order = item_of(db, attempt, 1).option_order
    chosen = [order.index(place) for place in (0, 1, 2)]

    receipt = save_answer(db, attempt.id, 1, 1, chosen, START)
    finish_attempt(db, attempt.id, START)

    assert receipt.answer == chosen
    item = item_of(db, attempt, 1)
    assert (item.answer, item.mark) == ([0, 1, 2], 1.0)
