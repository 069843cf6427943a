"""What quizzes hold about one person."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.areas import DataPart
from lms.web.i18n import lazy_gettext as _l
from quizzes.attempts.models import Attempt, AttemptItem
from quizzes.quiz.models import Quiz

ATTEMPT_COLUMNS = {
    "quiz": _l("Quiz"),
    "number": _l("Attempt"),
    "started_at": _l("Begun"),
    "finished_at": _l("Finished"),
    "score": _l("Score"),
    "max_score": _l("Out of"),
}
ANSWER_COLUMNS = {
    "quiz": _l("Quiz"),
    "number": _l("Attempt"),
    "slot": _l("Question"),
    "answer": _l("Answer as stored"),
    "answered_at": _l("Answered"),
}


def personal_data(db: Session, person_id: int) -> list[DataPart]:
    """Every attempt, and every answer received in it. Two queries.

    Texts of questions and marks of single answers are left out: they may still be asked of others.
    """
    attempts = _attempts(db, person_id)
    titles = {each.id: (each.quiz.title, each.number) for each in attempts}
    items = db.scalars(
        select(AttemptItem)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.person_id == person_id)
        .order_by(AttemptItem.attempt_id, AttemptItem.slot)
    ).all()
    tried = [
        {"quiz": each.quiz.title, **{name: getattr(each, name) for name in _names(ATTEMPT_COLUMNS)}}
        for each in attempts
    ]
    answered = [
        {
            "quiz": titles[each.attempt_id][0],
            "number": titles[each.attempt_id][1],
            "slot": each.slot,
            "answer": each.answer,
            "answered_at": each.answered_at,
        }
        for each in items
    ]
    return [
        DataPart("quiz_attempts", _l("Quiz attempts"), ATTEMPT_COLUMNS, tried, 50),
        DataPart("quiz_answers", _l("Answers in quizzes"), ANSWER_COLUMNS, answered, 51),
    ]


def _attempts(db: Session, person_id: int) -> list[Attempt]:
    return list(
        db.scalars(
            select(Attempt)
            .join(Quiz, Quiz.id == Attempt.quiz_id)
            .where(Attempt.person_id == person_id)
            .options(joinedload(Attempt.quiz))
            .order_by(Attempt.id)
        )
    )


def _names(columns: dict[str, str]) -> list[str]:
    return [name for name in columns if name != "quiz"]
