"""Whose quiz and whose attempt it is: everybody else gets the page that does not exist."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.campaigns.activities import assign
from lms.campaigns.enums import ActivityKind, CampaignState
from lms.people.models import Account
from quizzes.attempts.models import Attempt
from quizzes.quiz.models import Quiz
from tests.factories import make_activity
from tests.quizzes.attempts.acts import item_of
from tests.quizzes.conftest import Scene

As = Callable[[Account | None], FlaskClient]
ACTS = [
    ("get", ""),
    ("post", "/nop"),
    ("get", "/ket-qua"),
    ("get", "/cau/1"),
    ("post", "/cau/1"),
    ("put", "/cau/1/tra-loi"),
]


def test_anonymous_people_sign_in_first(as_: As, taken_quiz: Quiz, under_way: Attempt) -> None:
    client = as_(None)

    assert "/dang-nhap" in client.get(f"/bai-kiem-tra/{taken_quiz.id}").location
    assert "/dang-nhap" in client.post(f"/bai-kiem-tra/{taken_quiz.id}/bat-dau").location
    assert (
        client.put(
            f"/bai-kiem-tra/luot/{under_way.id}/cau/1/tra-loi", json={"revision": 1, "value": 0}
        ).status_code
        == 401
    )


def test_people_outside_the_audience(db: Session, scene: Scene, as_: As, taken_quiz: Quiz) -> None:
    for account in (scene.outsider, scene.other_trainer):
        client = as_(account)
        assert client.get(f"/bai-kiem-tra/{taken_quiz.id}").status_code == 404
        assert client.post(f"/bai-kiem-tra/{taken_quiz.id}/bat-dau").status_code == 404
    assert db.scalar(select(func.count()).select_from(Attempt)) == 0


def test_somebody_expected_by_name_may_take_it(
    db: Session, scene: Scene, as_: As, taken_quiz: Quiz
) -> None:
    session = make_activity(db, scene.campaign, kind=ActivityKind.STUDY_SESSION)
    assign(db, [session.id], [scene.outsider.person_id])

    assert as_(scene.outsider).get(f"/bai-kiem-tra/{taken_quiz.id}").status_code == 200


@pytest.mark.parametrize(("method", "page"), ACTS)
def test_nobody_touches_the_attempt_of_another(
    db: Session, scene: Scene, as_: As, under_way: Attempt, method: str, page: str
) -> None:
    address = f"/bai-kiem-tra/luot/{under_way.id}{page}"
    sent = {"json": {"revision": 1, "value": 0}} if method == "put" else {}

    for account in (scene.other_learner, scene.trainer, scene.outsider):
        assert getattr(as_(account), method)(address, **sent).status_code == 404
    db.refresh(under_way)
    assert (under_way.finished_at, item_of(db, under_way, 1).answer) == (None, None)


@pytest.mark.parametrize(("method", "page"), ACTS)
def test_attempt_that_does_not_exist(scene: Scene, as_: As, method: str, page: str) -> None:
    sent = {"json": {"revision": 1, "value": 0}} if method == "put" else {}

    answer = getattr(as_(scene.learner), method)(f"/bai-kiem-tra/luot/999{page}", **sent)

    assert answer.status_code == 404


def test_hidden_quiz_and_draft_campaign_are_seen_by_staff_only(
    db: Session, scene: Scene, as_: As, taken_quiz: Quiz
) -> None:
    address = f"/bai-kiem-tra/{taken_quiz.id}"
    taken_quiz.is_hidden = True
    assert as_(scene.learner).get(address).status_code == 404
    assert as_(scene.trainer).get(address).status_code == 200

    taken_quiz.is_hidden, scene.campaign.state = False, CampaignState.DRAFT
    assert as_(scene.learner).get(address).status_code == 404
    assert as_(scene.trainer).get(address).status_code == 200
