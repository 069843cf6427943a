"""Rewording a question makes a version; what attempts were given stays as it was."""

import pytest
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from quizzes.attempts.queries import get_attempt
from quizzes.bank.content import Option
from quizzes.bank.enums import VersionState
from quizzes.bank.queries import content_of, count_topics, list_versions, live_pools
from quizzes.bank.services import (
    add_question,
    restore_question,
    retire_questions,
    revise_question,
)
from tests.factories import make_campaign, make_person
from tests.quizzes.factories import make_attempt, make_content, make_question, make_quiz


def test_new_wording_takes_the_place_of_the_old_one(db: Session) -> None:
    question = make_question(db, make_campaign(db), content=make_content(stem="Cũ?"))

    revise_question(db, question, make_content(stem="Mới?"), topic="Chủ đề 9", seen_number=1)

    assert [(v.number, v.state, v.stem) for v in list_versions(db, question.id)] == [
        (2, VersionState.LIVE, "Mới?"),
        (1, VersionState.RETIRED, "Cũ?"),
    ]
    assert question.topic == "Chủ đề 9"


def test_same_wording_makes_no_version(db: Session) -> None:
    content = make_content()
    question = make_question(db, make_campaign(db), content=content)

    revise_question(db, question, content, topic="Khác", citation="Phần II")

    [version] = list_versions(db, question.id)
    assert (version.number, version.citation, question.topic) == (1, "Phần II", "Khác")


def test_editor_who_was_overtaken_is_told(db: Session) -> None:
    question = make_question(db, make_campaign(db))
    revise_question(db, question, make_content(), topic="", seen_number=1)

    with pytest.raises(Conflict):
        revise_question(db, question, make_content(), topic="", seen_number=1)
    assert len(list_versions(db, question.id)) == 2


def test_attempt_keeps_the_wording_it_was_given(db: Session) -> None:
    campaign = make_campaign(db)
    question = make_question(db, campaign, content=make_content(stem="Cũ?"))
    attempt = make_attempt(db, make_quiz(db, campaign, draws=(("Chủ đề 1", 1),)), make_person(db))

    revise_question(db, question, make_content(stem="Mới?"), topic="Chủ đề 1")

    [item] = get_attempt(db, attempt.id, fresh=True).items
    assert content_of(item.version).stem == "Cũ?"


def test_retired_question_is_drawn_no_more_until_restored(db: Session) -> None:
    campaign = make_campaign(db)
    question = make_question(db, campaign)

    retire_questions(db, [question.id])
    db.expire_all()
    assert (live_pools(db, campaign.id), count_topics(db, campaign.id)) == ({}, [])

    restore_question(db, question)
    assert len(live_pools(db, campaign.id)["Chủ đề 1"]) == 1


def test_question_nobody_could_mark_is_refused(db: Session) -> None:
    wrong_only = tuple(Option(sign) for sign in "AB")

    with pytest.raises(Invalid):
        add_question(db, make_campaign(db).id, make_content(options=wrong_only), topic="")
