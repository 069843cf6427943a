"""The staff's page of a quiz: counts, people in name order, the workbook."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO

import openpyxl
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import AccessEntry, Account, Person
from lms.people.places import move
from quizzes.attempts.finishing import finish_attempt
from quizzes.attempts.models import Attempt
from quizzes.attempts.report import result_rows
from quizzes.quiz.models import Quiz
from tests.factories import make_person, make_unit
from tests.quizzes.attempts.acts import answer
from tests.quizzes.attempts.conftest import DEADLINE, START
from tests.quizzes.conftest import Scene
from tests.quizzes.factories import make_attempt

As = Callable[[Account | None], FlaskClient]


def take(db: Session, quiz: Quiz, person: Person, right: int) -> Attempt:
    attempt = make_attempt(db, quiz, person)
    for slot in (1, 2, 3):
        answer(db, attempt, slot, right=slot <= right)
    finish_attempt(db, attempt.id, START + timedelta(minutes=2))
    return attempt


def test_counts_and_people_in_name_order(
    db: Session, scene: Scene, as_: As, taken_quiz: Quiz
) -> None:
    take(db, taken_quiz, db.get_one(Person, scene.learner.person_id), right=3)
    take(db, taken_quiz, make_person(db, full_name="Đặng Thùy Dương"), right=1)

    page = as_(scene.trainer).get(f"/bai-kiem-tra/{taken_quiz.id}/quan-ly").text

    names = ["Nguyễn Thị Ánh", "Đặng Thùy Dương", "Trần Văn Đức"]
    assert [page.index(name) for name in names] == sorted(page.index(name) for name in names)
    assert "Văn phòng Bộ" in page
    assert ">3/3<" in page
    assert ">1/3<" in page
    for figure, word in (("2", "người đã làm"), ("1", "đạt"), ("1", "không đạt")):
        assert f'<p class="stat-label">{word}</p>' in page
        assert f"<span>{figure}</span>" in page


def test_whoever_moved_since_is_shown_under_the_unit_of_the_day(
    db: Session, scene: Scene, taken_quiz: Quiz
) -> None:
    person_id = scene.learner.person_id or 0
    take(db, taken_quiz, db.get_one(Person, person_id), right=3)
    other = make_unit(db, name="Vụ Pháp chế")
    move(db, [person_id], other.id, START.date() + timedelta(days=9))
    with clock.fixed(START + timedelta(days=30)):
        units = {row.person_id: row.unit for row in result_rows(db, taken_quiz)}
    assert units[person_id] == "Văn phòng Bộ"


def test_search_and_filter(db: Session, scene: Scene, as_: As, taken_quiz: Quiz) -> None:
    take(db, taken_quiz, db.get_one(Person, scene.learner.person_id), right=3)
    client, address = as_(scene.trainer), f"/bai-kiem-tra/{taken_quiz.id}/quan-ly"

    by_name = client.get(address, query_string={"tim": "tran van duc"}).text
    passed = client.get(address, query_string={"ket-qua": "passed"}).text

    assert ("Trần Văn Đức" in by_name, "Nguyễn Thị Ánh" in by_name) == (True, False)
    assert ("Trần Văn Đức" in passed, "Nguyễn Thị Ánh" in passed) == (False, True)


def test_looking_at_the_results_hands_in_what_ran_out_and_leaves_a_trace(
    db: Session, scene: Scene, as_: As, taken_quiz: Quiz, under_way: Attempt
) -> None:
    client = as_(scene.trainer)
    with clock.fixed(DEADLINE + timedelta(minutes=1)):
        page = client.get(f"/bai-kiem-tra/{taken_quiz.id}/quan-ly", follow_redirects=True).text

    assert ">0/3<" in page
    db.refresh(under_way)
    assert under_way.finished_at == DEADLINE
    entry = db.scalars(select(AccessEntry)).one()
    assert (entry.account_id, entry.action) == (scene.trainer.id, "quiz results viewed")


def test_workbook_has_everybody_in_name_order(
    db: Session, scene: Scene, as_: As, taken_quiz: Quiz
) -> None:
    take(db, taken_quiz, db.get_one(Person, scene.learner.person_id), right=2)

    answered = as_(scene.trainer).get(f"/bai-kiem-tra/{taken_quiz.id}/ket-qua.xlsx")

    assert "attachment" in answered.headers["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(answered.data))
    rows = list(book["Dữ liệu"].iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == ["Nguyễn Thị Ánh", "Trần Văn Đức"]
    assert rows[1][3:7] == ("Đạt", "2", "3", 1)
    assert rows[2][3] == "Chưa làm"


def test_who_may_see_the_results(db: Session, scene: Scene, as_: As, taken_quiz: Quiz) -> None:
    for page in ("quan-ly", "ket-qua.xlsx"):
        address = f"/bai-kiem-tra/{taken_quiz.id}/{page}"
        assert as_(None).get(address).status_code == 303
        for account in (scene.learner, scene.other_trainer):
            assert as_(account).get(address).status_code == 404


def test_page_costs_the_same_for_one_and_three(
    db: Session,
    scene: Scene,
    as_: As,
    taken_quiz: Quiz,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    client, address = as_(scene.trainer), f"/bai-kiem-tra/{taken_quiz.id}/quan-ly"
    take(db, taken_quiz, make_person(db), right=1)
    client.get(address)  # what is asked once per process
    with count_queries() as one:
        client.get(address)
    take(db, taken_quiz, make_person(db), right=2)
    take(db, taken_quiz, make_person(db), right=3)
    db.commit()
    with count_queries() as three:
        client.get(address)

    assert len(three) == len(one)


def test_sweeper_finishes_what_nobody_touched(
    db: Session, runner: object, under_way: Attempt
) -> None:
    with clock.fixed(DEADLINE + timedelta(hours=1)):
        done = runner.invoke(args=["quizzes", "finish-expired"])  # type: ignore[attr-defined]

    assert "finished 1" in done.output
    db.refresh(under_way)
    assert under_way.finished_at == DEADLINE
