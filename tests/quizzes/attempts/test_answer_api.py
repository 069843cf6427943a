"""Answers sent by the page's script: receipts and states as JSON."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Account
from quizzes.attempts.finishing import finish_attempt
from quizzes.attempts.models import Attempt
from tests.quizzes.attempts.acts import item_of
from tests.quizzes.attempts.conftest import DEADLINE, START
from tests.quizzes.conftest import Scene

As = Callable[[Account | None], FlaskClient]


def address(attempt: Attempt, slot: int = 1) -> str:
    return f"/bai-kiem-tra/luot/{attempt.id}/cau/{slot}/tra-loi"


def test_receipt(db: Session, scene: Scene, as_: As, under_way: Attempt) -> None:
    client = as_(scene.learner)
    with clock.fixed(START + timedelta(minutes=7, seconds=3)):
        answer = client.put(address(under_way), json={"revision": 1, "value": 2})

    assert answer.status_code == 200
    assert answer.json == {
        "fate": "saved",
        "number": 1,
        "time": "16:22:03",
        "revision": 1,
        "answer": 2,
        "message": "Đã lưu 16:22:03",
    }
    item = item_of(db, under_way, 1)
    assert (item.answer, item.receipt) == (item.option_order[2], 1)


def test_lower_revision_gets_the_stored_state(scene: Scene, as_: As, under_way: Attempt) -> None:
    client = as_(scene.learner)
    client.put(address(under_way), json={"revision": 4, "value": 3})

    stale = client.put(address(under_way), json={"revision": 2, "value": 0})

    assert stale.status_code == 409
    assert stale.json is not None
    assert (stale.json["revision"], stale.json["answer"], stale.json["fate"]) == (4, 3, "stale")


def test_late_answer_is_gone_with_a_clear_sentence(
    db: Session, scene: Scene, as_: As, under_way: Attempt
) -> None:
    client = as_(scene.learner)
    with clock.fixed(DEADLINE + timedelta(seconds=11)):
        late = client.put(address(under_way), json={"revision": 1, "value": 0})

    assert late.status_code == 410
    assert late.json is not None
    assert late.json["message"].startswith("Đã hết giờ lúc 16:30:00.")
    db.refresh(under_way)
    assert under_way.finished_at == DEADLINE


def test_answer_after_handing_in_is_gone(
    db: Session, scene: Scene, as_: As, under_way: Attempt
) -> None:
    finish_attempt(db, under_way.id, START + timedelta(minutes=1))

    answer = as_(scene.learner).put(address(under_way), json={"revision": 1, "value": 0})

    assert answer.status_code == 410
    assert answer.json is not None
    assert "đã được nộp" in answer.json["message"]


@pytest.mark.parametrize(
    "sent",
    [
        {"revision": 1, "value": 9},
        {"revision": 1, "value": "abc"},
        {"revision": 0, "value": 1},
        {"revision": "1", "value": 1},
        {"revision": True, "value": 1},
        {"value": 1},
        ["x"],
    ],
)
def test_what_is_no_answer_is_refused(
    db: Session, scene: Scene, as_: As, under_way: Attempt, sent: object
) -> None:
    answer = as_(scene.learner).put(address(under_way), json=sent)

    assert answer.status_code == 422
    assert answer.json is not None
    assert "không khớp với câu hỏi" in answer.json["error"]
    assert item_of(db, under_way, 1).answer is None


def test_unknown_place_is_not_found(scene: Scene, as_: As, under_way: Attempt) -> None:
    answer = as_(scene.learner).put(address(under_way, 4), json={"revision": 1, "value": 1})

    assert answer.status_code == 404


def test_answer_needs_the_token_of_the_page(
    app: Flask, db: Session, scene: Scene, as_: As, under_way: Attempt
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    answer = as_(scene.learner).put(address(under_way), json={"revision": 1, "value": 1})

    assert answer.status_code == 400
    assert item_of(db, under_way, 1).answer is None
