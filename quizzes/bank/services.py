"""Putting questions into a campaign's bank, rewording them, taking them out of use."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, Invalid
from lms.text import fold
from lms.web.i18n import lazy_gettext as _l
from quizzes.bank.content import Content, fingerprint, to_body
from quizzes.bank.enums import VersionState
from quizzes.bank.models import Question, QuestionVersion
from quizzes.bank.rules import find_fault
from quizzes.bank.sentences import sentence_of


def add_question(
    db: Session,
    campaign_id: int,
    content: Content,
    *,
    topic: str,
    external_id: str | None = None,
    citation: str = "",
    by: int | None = None,
) -> Question:
    """Put a new question into the bank, live at once; `by` is an account id.

    Raises Invalid for a question nobody could answer or mark.
    """
    question = Question(
        campaign_id=campaign_id,
        external_id=external_id or None,
        topic=topic,
        created_at=clock.now(),
        created_by=by,
    )
    db.add(question)
    db.flush()
    _add_version(db, question, 1, content, citation, by)
    return question


def revise_question(
    db: Session,
    question: Question,
    content: Content,
    *,
    topic: str,
    citation: str = "",
    seen_number: int | None = None,
    by: int | None = None,
) -> QuestionVersion:
    """Give a question a new wording or key, live from now on; attempts keep what they were given.

    The same wording again only changes the topic and the citation. `seen_number` is the version
    the editor had before them: raises Conflict when somebody was faster, Invalid as `add_question`.
    """
    latest = _latest(db, question.id)
    if seen_number is not None and seen_number != latest.number:
        raise Conflict(
            _l("Somebody else has changed this question meanwhile. Open it again to see how.")
        )
    question.topic = topic
    if latest.fingerprint == fingerprint(content):
        latest.citation = citation
        return latest
    _retire_live(db, [question.id])
    return _add_version(db, question, latest.number + 1, content, citation, by)


def retire_questions(db: Session, question_ids: Iterable[int]) -> None:
    """Draw these questions no more; attempts that have them keep them."""
    _retire_live(db, list(question_ids))


def restore_question(db: Session, question: Question) -> QuestionVersion:
    """Draw a retired question again, in its latest wording."""
    latest = _latest(db, question.id)
    latest.state = VersionState.LIVE
    db.flush()
    return latest


def _latest(db: Session, question_id: int) -> QuestionVersion:
    return db.scalars(
        select(QuestionVersion)
        .where(QuestionVersion.question_id == question_id)
        .order_by(QuestionVersion.number.desc())
        .limit(1)
    ).one()


def _retire_live(db: Session, question_ids: list[int]) -> None:
    db.execute(
        update(QuestionVersion)
        .where(
            QuestionVersion.question_id.in_(question_ids),
            QuestionVersion.state == VersionState.LIVE,
        )
        .values(state=VersionState.RETIRED)
    )


def _add_version(
    db: Session, question: Question, number: int, content: Content, citation: str, by: int | None
) -> QuestionVersion:
    if fault := find_fault(content):
        raise Invalid(sentence_of(fault))
    version = QuestionVersion(
        question_id=question.id,
        number=number,
        state=VersionState.LIVE,
        type=content.kind,
        stem=content.stem,
        stem_fold=fold(content.stem),
        body=to_body(content),
        explanation=content.explanation,
        citation=citation,
        fingerprint=fingerprint(content),
        created_at=clock.now(),
        created_by=by,
    )
    db.add(version)
    db.flush()
    return version
