"""Making and changing a quiz."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Activity, Assignment
from lms.people.models import Account
from quizzes.quiz.enums import CountingAttempt, ReviewPolicy
from quizzes.quiz.models import Quiz
from quizzes.quiz.queries import get_quiz
from tests.quizzes.conftest import Scene
from tests.quizzes.factories import make_bank, make_quiz

As = Callable[[Account | None], FlaskClient]


def form(**changes: str) -> dict[str, str]:
    return {
        "title": "Kiểm tra cuối đợt",
        "instructions": "",
        "draws-0-topic": "Chủ đề 1",
        "draws-0-count": "3",
        "draws-1-topic": "Chủ đề 2",
        "draws-1-count": "2",
        "opens_at": "2021-03-27T16:15",
        "closes_at": "2021-03-27T17:00",
        "limit_minutes": "15",
        "attempts_allowed": "2",
        "pass_percent": "50",
        "counting": "best",
        "review": "after attempt",
        "shuffles_options": "y",
    } | changes


def test_quiz_is_made_with_its_activity_and_people_expected(
    db: Session, scene: Scene, as_: As
) -> None:
    make_bank(db, scene.campaign)
    client = as_(scene.trainer)
    page = f"/dot-hoc-tap/{scene.campaign.id}/bai-kiem-tra/moi"
    assert "4 câu đang dùng" in client.get(page).text

    answer = client.post(page, data=form())

    assert answer.status_code == 303
    db.rollback()
    quiz = get_quiz(db, db.scalars(select(Quiz.id)).one())
    assert quiz.opens_at == datetime(2021, 3, 27, 9, 15, tzinfo=UTC)
    assert quiz.closes_at == datetime(2021, 3, 27, 10, 0, tzinfo=UTC)
    assert [(d.topic, d.count) for d in quiz.draws] == [("Chủ đề 1", 3), ("Chủ đề 2", 2)]
    assert (quiz.counting, quiz.review) == (CountingAttempt.BEST, ReviewPolicy.AFTER_ATTEMPT)
    activity = db.get_one(Activity, quiz.activity_id)
    assert (activity.kind, activity.title) == (ActivityKind.QUIZ, "Kiểm tra cuối đợt")
    assert (activity.held_at, activity.max_score) == (quiz.opens_at, 5.0)
    expected = set(db.scalars(select(Assignment.person_id)))
    assert expected == {scene.learner.person_id, scene.other_learner.person_id}
    assert "Kiểm tra cuối đợt" in client.get(answer.location).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"draws-0-count": "5"}, "chỉ có 4 câu đang dùng, ít hơn 5"),
        ({"draws-0-count": "", "draws-1-count": "0"}, "số câu rút của ít nhất một chủ đề"),
        ({"draws-0-count": "ba"}, "số nguyên"),
        ({"closes_at": "2021-03-27T16:00"}, "Thời điểm đóng phải sau thời điểm mở"),
        ({"opens_at": ""}, "thời điểm mở"),
        ({"title": ""}, "Nhập tên bài kiểm tra"),
        ({"limit_minutes": "0"}, "từ 1 đến 600"),
        ({"attempts_allowed": "-1"}, "từ 1 đến 50"),
        ({"pass_percent": "101"}, "từ 0 đến 100"),
        ({"counting": "average"}, ""),
    ],
)
def test_bad_settings_are_refused_and_nothing_is_written(
    db: Session, scene: Scene, as_: As, changes: dict[str, str], sentence: str
) -> None:
    make_bank(db, scene.campaign)
    page = f"/dot-hoc-tap/{scene.campaign.id}/bai-kiem-tra/moi"

    answer = as_(scene.trainer).post(page, data=form(**changes))

    assert answer.status_code == 422
    assert sentence in answer.text
    db.rollback()
    assert db.scalar(select(func.count()).select_from(Activity)) == 0


def test_changed_settings_reach_the_campaign(db: Session, scene: Scene, as_: As) -> None:
    make_bank(db, scene.campaign)
    quiz_id = make_quiz(db, scene.campaign).id
    client = as_(scene.trainer)
    assert 'value="2"' in client.get(f"/bai-kiem-tra/{quiz_id}/sua").text

    answer = client.post(
        f"/bai-kiem-tra/{quiz_id}/sua", data=form(title="Tên mới", is_hidden="y", counting="last")
    )

    assert answer.status_code == 303
    db.rollback()
    quiz = get_quiz(db, quiz_id)
    activity = db.get_one(Activity, quiz.activity_id)
    assert (quiz.title, quiz.counting, quiz.is_hidden) == ("Tên mới", CountingAttempt.LAST, True)
    assert (activity.title, activity.max_score, activity.is_withdrawn) == ("Tên mới", 5.0, True)
    assert [(d.topic, d.count) for d in quiz.draws] == [("Chủ đề 1", 3), ("Chủ đề 2", 2)]


def test_without_questions_the_form_says_what_to_do_first(scene: Scene, as_: As) -> None:
    page = as_(scene.trainer).get(f"/dot-hoc-tap/{scene.campaign.id}/bai-kiem-tra/moi").text

    assert "Đề nghị nhập tệp GIFT trước" in page
    assert "/ngan-hang-cau-hoi/nhap" in page


def test_who_may_make_and_change(db: Session, scene: Scene, as_: As) -> None:
    make_bank(db, scene.campaign)
    quiz = make_quiz(db, scene.campaign)
    pages = [
        f"/dot-hoc-tap/{scene.campaign.id}/bai-kiem-tra/moi",
        f"/bai-kiem-tra/{quiz.id}/sua",
    ]

    for page in pages:
        assert as_(None).get(page).status_code == 303
        for account in (scene.learner, scene.other_trainer):
            assert as_(account).get(page).status_code == 404
            assert as_(account).post(page, data=form()).status_code == 404
    db.rollback()
    assert db.scalars(select(Quiz.title)).all() == ["Kiểm tra chuyên đề"]


def test_campaign_page_lists_the_quizzes_and_the_bank(db: Session, scene: Scene, as_: As) -> None:
    make_bank(db, scene.campaign)
    make_quiz(db, scene.campaign)

    page = as_(scene.trainer).get(f"/dot-hoc-tap/{scene.campaign.id}/quan-ly").text

    assert "Kiểm tra chuyên đề" in page
    assert "Ngân hàng câu hỏi (8)" in page


def test_campaign_leads_learners_to_the_quiz(db: Session, scene: Scene, as_: As) -> None:
    make_bank(db, scene.campaign)
    quiz = make_quiz(db, scene.campaign)

    page = as_(scene.learner).get(f"/dot-hoc-tap/{scene.campaign.id}").text

    assert f'href="/bai-kiem-tra/{quiz.id}"' in page
