"""Reading the question bank of a campaign."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from lms.errors import NotFound
from lms.text import fold
from lms.web.i18n import lazy_gettext as _l
from lms.web.paging import Page, paginate
from quizzes.bank.content import Content, from_body
from quizzes.bank.enums import VersionState
from quizzes.bank.models import Question, QuestionVersion


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many live questions a topic has."""

    topic: str
    count: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One line of the bank's list."""

    id: int
    external_id: str
    topic: str
    version: QuestionVersion


def get_question(db: Session, question_id: int) -> Question:
    """A question by id. Raises NotFound."""
    question = db.get(Question, question_id)
    if question is None:
        raise NotFound(_l("This question does not exist."))
    return question


def list_versions(db: Session, question_id: int) -> list[QuestionVersion]:
    """All wordings of a question, the latest first."""
    return list(
        db.scalars(
            select(QuestionVersion)
            .where(QuestionVersion.question_id == question_id)
            .order_by(QuestionVersion.number.desc())
        )
    )


def content_of(version: QuestionVersion) -> Content:
    """What a version says, as plain values."""
    return from_body(version.type, version.stem, version.body, version.explanation)


def count_topics(db: Session, campaign_id: int) -> list[TopicCount]:
    """Topics of a campaign with their live questions, in the order they came into the bank."""
    rows = db.execute(
        select(Question.topic, func.count())
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.campaign_id == campaign_id, QuestionVersion.state == VersionState.LIVE)
        .group_by(Question.topic)
        .order_by(func.min(Question.id))
    )
    return [TopicCount(topic, count) for topic, count in rows]


def list_questions(
    db: Session,
    campaign_id: int,
    *,
    search: str = "",
    topic: str | None = None,
    state: VersionState = VersionState.LIVE,
    page: int = 1,
) -> Page[QuestionRow]:
    """A page of the bank in their latest wording; the search ignores diacritics and case."""
    statement = _latest_versions().where(
        Question.campaign_id == campaign_id, QuestionVersion.state == state
    )
    if search:
        statement = statement.where(_says(search))
    if topic is not None:
        statement = statement.where(Question.topic == topic)
    found = paginate(db, statement.order_by(Question.id), page)
    questions = _questions_of(db, found.items)
    return found.map(lambda version: _row(questions[version.question_id], version))


def live_pools(db: Session, campaign_id: int) -> dict[str, list[int]]:
    """topic → ids of the versions that may be drawn."""
    pools: dict[str, list[int]] = {}
    rows = db.execute(
        select(Question.topic, QuestionVersion.id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.campaign_id == campaign_id, QuestionVersion.state == VersionState.LIVE)
        .order_by(QuestionVersion.id)
    )
    for topic, version_id in rows:
        pools.setdefault(topic, []).append(version_id)
    return pools


def latest_by_code(db: Session, campaign_id: int) -> dict[str, QuestionVersion]:
    """code → latest version, of the questions that came with a code."""
    rows = db.execute(
        _latest_versions()
        .add_columns(Question.external_id)
        .where(Question.campaign_id == campaign_id, Question.external_id.is_not(None))
    )
    return {code: version for version, code in rows if code}


def known_fingerprints(db: Session, campaign_id: int) -> set[str]:
    """Fingerprints of the latest wordings in a campaign's bank."""
    return set(
        db.scalars(
            _latest_versions()
            .with_only_columns(QuestionVersion.fingerprint)
            .where(Question.campaign_id == campaign_id)
        )
    )


def export_rows(db: Session, campaign_id: int) -> list[QuestionRow]:
    """Every live question of a campaign, topic by topic, in two queries."""
    versions = db.scalars(
        _latest_versions()
        .where(Question.campaign_id == campaign_id, QuestionVersion.state == VersionState.LIVE)
        .order_by(Question.topic, Question.id)
    ).all()
    questions = _questions_of(db, versions)
    return [_row(questions[version.question_id], version) for version in versions]


def _latest_versions() -> Select[QuestionVersion]:
    newest = (
        select(QuestionVersion.question_id, func.max(QuestionVersion.number).label("number"))
        .group_by(QuestionVersion.question_id)
        .subquery()
    )
    return (
        select(QuestionVersion)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(
            newest,
            (newest.c.question_id == QuestionVersion.question_id)
            & (newest.c.number == QuestionVersion.number),
        )
    )


def _says(search: str) -> ColumnElement[bool]:
    folded = QuestionVersion.stem_fold.contains(fold(search), autoescape=True)
    return folded | (func.lower(Question.external_id) == search.strip().lower())


def _questions_of(db: Session, versions: Collection[QuestionVersion]) -> Mapping[int, Question]:
    ids = [version.question_id for version in versions]
    return {q.id: q for q in db.scalars(select(Question).where(Question.id.in_(ids)))}


def _row(question: Question, version: QuestionVersion) -> QuestionRow:
    return QuestionRow(question.id, question.external_id or "", question.topic, version)
