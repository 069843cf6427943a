"""A learner takes a quiz with plain forms, from the rules to the result."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Account
from lms.records.enums import OutcomeState
from lms.records.models import Outcome
from quizzes.attempts.models import Attempt, AttemptItem
from quizzes.quiz.enums import ReviewPolicy
from quizzes.quiz.models import Quiz
from tests.quizzes.attempts.acts import item_of, right_position, wrong_position
from tests.quizzes.attempts.conftest import DEADLINE, START
from tests.quizzes.conftest import Scene

As = Callable[[Account | None], FlaskClient]


def test_from_the_rules_to_the_result(db: Session, scene: Scene, as_: As, taken_quiz: Quiz) -> None:
    client = as_(scene.learner)
    rules = client.get(f"/bai-kiem-tra/{taken_quiz.id}").text
    for fact in ("3 câu hỏi", "15 phút", "ngưỡng đạt 50 %", "2 trong 2 lượt"):
        assert fact in rules

    first = client.post(f"/bai-kiem-tra/{taken_quiz.id}/bat-dau")
    attempt = db.scalars(select(Attempt)).one()
    assert first.location.endswith(f"/luot/{attempt.id}/cau/1")
    page = client.get(first.location).text
    assert "Câu 1/3" in page
    assert "đến 16:30:00" in page

    for slot in (1, 2):
        position = right_position(item_of(db, attempt, slot))
        form = {"revision": "1", "value": str(position), "go": str(slot + 1)}
        moved = client.post(f"/bai-kiem-tra/luot/{attempt.id}/cau/{slot}", data=form)
        assert moved.status_code == 303
        assert moved.location.endswith(f"/cau/{slot + 1}")
    assert "Đã lưu 16:15:00" in client.get(f"/bai-kiem-tra/luot/{attempt.id}/cau/1").text
    overview = client.get(f"/bai-kiem-tra/luot/{attempt.id}").text
    assert "Còn 1 câu chưa trả lời" in overview
    assert len(re.findall("quiz-cell-done", overview)) == 2

    done = client.post(f"/bai-kiem-tra/luot/{attempt.id}/nop")
    assert done.location.endswith("/ket-qua")
    result = client.get(done.location).text
    assert "Đạt" in result
    assert "2/3" in result
    assert "Theo văn kiện Đại hội." in result
    assert "Chưa trả lời" in result
    [outcome] = db.scalars(select(Outcome))
    assert (outcome.state, outcome.score, outcome.max_score) == (OutcomeState.PASSED, 2.0, 3.0)


def test_the_page_gives_no_hint_of_the_key(
    db: Session, scene: Scene, as_: As, under_way: Attempt
) -> None:
    item = item_of(db, under_way, 1)

    page = as_(scene.learner).get(f"/bai-kiem-tra/luot/{under_way.id}/cau/1").text

    shown = re.findall(r'value="(\d)"[^>]*><span class="choice-text">([^<]+)<', page)
    assert [text[-1] for _value, text in shown] == ["ABCD"[place] for place in item.option_order]
    assert [int(value) for value, _text in shown] == [0, 1, 2, 3]
    assert "Theo văn kiện Đại hội." not in page


def test_going_on_without_choosing_leaves_the_question_open(
    db: Session, scene: Scene, as_: As, under_way: Attempt
) -> None:
    client = as_(scene.learner)

    moved = client.post(
        f"/bai-kiem-tra/luot/{under_way.id}/cau/1", data={"revision": "1", "go": "2"}
    )

    assert moved.location.endswith("/cau/2")
    item = item_of(db, under_way, 1)
    assert (item.answer, item.receipt, item.revision) == (None, None, 0)


@pytest.mark.parametrize("go", ["0", "99", "-1", "x", ""])
def test_any_other_way_leads_to_the_overview(
    scene: Scene, as_: As, under_way: Attempt, go: str
) -> None:
    moved = as_(scene.learner).post(
        f"/bai-kiem-tra/luot/{under_way.id}/cau/1", data={"revision": "1", "value": "0", "go": go}
    )

    assert moved.location.endswith(f"/luot/{under_way.id}")


def test_stale_window_sees_the_stored_answer_and_what_happened(
    db: Session, scene: Scene, as_: As, under_way: Attempt
) -> None:
    address = f"/bai-kiem-tra/luot/{under_way.id}/cau/1"
    as_(scene.learner).post(address, data={"revision": "1", "value": "2"})

    stale = as_(scene.learner).post(address, data={"revision": "1", "value": "0"})

    assert stale.status_code == 409
    assert "đã được trả lời ở một cửa sổ khác lúc 16:15:00" in stale.text
    assert re.search(r'value="2" checked', stale.text)
    assert 'name="revision" value="2"' in stale.text


def test_late_answer_by_form_is_refused_with_a_way_to_the_result(
    db: Session, scene: Scene, as_: As, under_way: Attempt
) -> None:
    client = as_(scene.learner)
    with clock.fixed(DEADLINE + timedelta(seconds=11)):
        late = client.post(
            f"/bai-kiem-tra/luot/{under_way.id}/cau/1", data={"revision": "1", "value": "0"}
        )

    assert late.status_code == 410
    assert "Đã hết giờ lúc 16:30:00" in late.text
    assert f"/bai-kiem-tra/luot/{under_way.id}/ket-qua" in late.text
    assert item_of(db, under_way, 1).answer is None


@pytest.mark.parametrize("page", ["", "/cau/1", "/ket-qua"])
def test_whoever_looks_after_the_deadline_finds_it_handed_in(
    db: Session, scene: Scene, as_: As, under_way: Attempt, page: str
) -> None:
    client = as_(scene.learner)
    with clock.fixed(DEADLINE + timedelta(hours=1)):
        answer = client.get(f"/bai-kiem-tra/luot/{under_way.id}{page}", follow_redirects=True)

    assert "Nộp bài lúc" in answer.text
    assert "16:30, 27/03/2021" in answer.text
    db.refresh(under_way)
    assert (under_way.finished_at, under_way.score) == (DEADLINE, 0.0)


def test_rules_page_hands_in_what_ran_out_and_offers_the_next_attempt(
    db: Session, scene: Scene, as_: As, under_way: Attempt
) -> None:
    with clock.fixed(DEADLINE + timedelta(minutes=1)):
        page = as_(scene.learner).get(f"/bai-kiem-tra/{under_way.quiz_id}", follow_redirects=True)

    assert "Bắt đầu làm bài" in page.text
    assert "1 trong 2 lượt" in page.text
    db.refresh(under_way)
    assert under_way.finished_at == DEADLINE


def test_result_before_handing_in_leads_back_to_the_questions(
    scene: Scene, as_: As, under_way: Attempt
) -> None:
    answer = as_(scene.learner).get(f"/bai-kiem-tra/luot/{under_way.id}/ket-qua")

    assert answer.location.endswith(f"/luot/{under_way.id}")


def test_handing_in_twice_shows_the_same_result(
    db: Session, scene: Scene, as_: As, under_way: Attempt
) -> None:
    client = as_(scene.learner)
    address = f"/bai-kiem-tra/luot/{under_way.id}/nop"

    answers = [client.post(address), client.post(address)]

    assert {answer.location for answer in answers} == {f"/bai-kiem-tra/luot/{under_way.id}/ket-qua"}
    assert db.scalar(select(func.count()).select_from(Outcome)) == 1


@pytest.mark.parametrize(
    ("minutes", "status", "sentence"),
    [(-1, 409, "mở lúc 16:15, 27/03/2021"), (120, 410, "đã đóng lúc 18:15, 27/03/2021")],
)
def test_outside_the_opening_hours(
    db: Session,
    scene: Scene,
    as_: As,
    taken_quiz: Quiz,
    minutes: int,
    status: int,
    sentence: str,
) -> None:
    client = as_(scene.learner)
    with clock.fixed(START + timedelta(minutes=minutes)):
        rules = client.get(f"/bai-kiem-tra/{taken_quiz.id}")
        started = client.post(f"/bai-kiem-tra/{taken_quiz.id}/bat-dau")

    assert sentence in rules.text
    assert "Bắt đầu làm bài" not in rules.text
    assert (started.status_code, sentence in started.text) == (status, True)
    assert db.scalar(select(func.count()).select_from(Attempt)) == 0


def test_attempts_used_up(db: Session, scene: Scene, as_: As, taken_quiz: Quiz) -> None:
    client = as_(scene.learner)
    for _time in range(2):
        client.post(f"/bai-kiem-tra/{taken_quiz.id}/bat-dau")
        last = db.scalars(select(Attempt).order_by(Attempt.number.desc()).limit(1)).one()
        client.post(f"/bai-kiem-tra/luot/{last.id}/nop")
        db.expire_all()

    third = client.post(f"/bai-kiem-tra/{taken_quiz.id}/bat-dau")

    assert third.status_code == 409
    assert "đã dùng hết số lượt" in third.text
    assert "đã dùng hết số lượt" in client.get(f"/bai-kiem-tra/{taken_quiz.id}").text
    assert db.scalar(select(func.count()).select_from(Attempt)) == 2


@pytest.mark.parametrize(
    ("review", "minutes", "is_shown"),
    [
        (ReviewPolicy.AFTER_ATTEMPT, 1, True),
        (ReviewPolicy.AFTER_CLOSE, 1, False),
        (ReviewPolicy.AFTER_CLOSE, 121, True),
        (ReviewPolicy.NEVER, 121, False),
    ],
)
def test_key_is_shown_only_when_the_quiz_says_so(
    db: Session,
    scene: Scene,
    as_: As,
    under_way: Attempt,
    taken_quiz: Quiz,
    review: ReviewPolicy,
    minutes: int,
    is_shown: bool,
) -> None:
    taken_quiz.review = review
    client = as_(scene.learner)
    client.post(f"/bai-kiem-tra/luot/{under_way.id}/nop")

    with clock.fixed(START + timedelta(minutes=minutes)):
        page = client.get(f"/bai-kiem-tra/luot/{under_way.id}/ket-qua").text

    assert ("Theo văn kiện Đại hội." in page) is is_shown
    assert "0/3" in page


def test_wrong_answers_are_shown_beside_the_right_ones(
    db: Session, scene: Scene, as_: As, under_way: Attempt
) -> None:
    client = as_(scene.learner)
    position = wrong_position(item_of(db, under_way, 1))
    client.post(
        f"/bai-kiem-tra/luot/{under_way.id}/cau/1", data={"revision": "1", "value": position}
    )
    client.post(f"/bai-kiem-tra/luot/{under_way.id}/nop")

    page = client.get(f"/bai-kiem-tra/luot/{under_way.id}/ket-qua").text

    assert page.count("(đồng chí chọn)") == 1
    assert page.count("quiz-answer-wrong") == 1
    assert page.count("quiz-answer-right") == 3


def test_question_page_costs_the_same_for_one_question_and_three(
    db: Session,
    scene: Scene,
    as_: As,
    under_way: Attempt,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    client, address = as_(scene.learner), f"/bai-kiem-tra/luot/{under_way.id}/cau/1"
    client.get(address)  # what is asked once per process
    with count_queries() as three:
        client.get(address)
    db.execute(delete(AttemptItem).where(AttemptItem.slot > 1))
    db.commit()
    with count_queries() as one:
        client.get(address)

    assert len(one) == len(three)
