"""The staff's pages of the question bank."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.models import Account
from quizzes.bank.enums import QuestionType, VersionState
from quizzes.bank.models import Question, QuestionVersion
from quizzes.bank.queries import content_of
from tests.quizzes.conftest import Scene
from tests.quizzes.factories import make_content, make_question

As = Callable[[Account | None], FlaskClient]


def rows(*texts: str, right: int | None = None) -> dict[str, str]:
    form = {f"rows-{place}-text": text for place, text in enumerate(texts)}
    return form | ({f"rows-{right}-is_right": "y"} if right is not None else {})


def test_who_may_see_the_bank(db: Session, scene: Scene, as_: As) -> None:
    question = make_question(db, scene.campaign)
    pages = [
        f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi",
        f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi/them/single",
        f"/cau-hoi/{question.id}",
        f"/cau-hoi/{question.id}/sua",
    ]

    for page in pages:
        assert as_(None).get(page).status_code == 303
        assert as_(scene.learner).get(page).status_code == 404
        assert as_(scene.other_trainer).get(page).status_code == 404
        assert as_(scene.trainer).get(page).status_code == 200


def test_strangers_change_nothing(db: Session, scene: Scene, as_: As) -> None:
    question = make_question(db, scene.campaign)

    for act in ("ngung-dung", "dung-lai", "sua"):
        for account in (scene.learner, scene.other_trainer):
            assert as_(account).post(f"/cau-hoi/{question.id}/{act}").status_code == 404
    assert db.scalars(select(QuestionVersion.state)).all() == [VersionState.LIVE]


def test_search_ignores_diacritics_and_finds_codes(db: Session, scene: Scene, as_: As) -> None:
    make_question(db, scene.campaign, content=make_content(stem="Đại hội họp ở đâu?"), code="C1")
    make_question(db, scene.campaign, content=make_content(stem="Chỉ tiêu GDP?"), code="C2")
    page = f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi"
    client = as_(scene.trainer)

    by_words = client.get(page, query_string={"tim": "dai hoi hop"}).text
    by_code = client.get(page, query_string={"tim": "c2"}).text
    by_nothing = client.get(page, query_string={"tim": "100%_"}).text

    assert "Đại hội họp ở đâu?" in by_words
    assert "Chỉ tiêu GDP?" not in by_words
    assert "Chỉ tiêu GDP?" in by_code
    assert "Không tìm thấy câu hỏi" in by_nothing


def test_topic_and_state_filter(db: Session, scene: Scene, as_: As) -> None:
    make_question(db, scene.campaign, topic="Một", content=make_content(stem="Thuộc một?"))
    other = make_question(db, scene.campaign, topic="Hai", content=make_content(stem="Thuộc hai?"))
    page = f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi"
    client = as_(scene.trainer)

    assert "Thuộc hai?" not in client.get(page, query_string={"chu-de": "Một"}).text
    client.post(f"/cau-hoi/{other.id}/ngung-dung")
    assert "Thuộc hai?" not in client.get(page).text
    assert "Thuộc hai?" in client.get(page, query_string={"ngung": 1}).text
    client.post(f"/cau-hoi/{other.id}/dung-lai")
    assert "Thuộc hai?" in client.get(page).text


def test_list_costs_the_same_for_one_and_three(
    db: Session,
    scene: Scene,
    as_: As,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    page = f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi"
    client = as_(scene.trainer)
    make_question(db, scene.campaign)
    client.get(page)  # what is asked once per process
    with count_queries() as one:
        client.get(page)
    make_question(db, scene.campaign)
    make_question(db, scene.campaign)
    with count_queries() as three:
        client.get(page)

    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("single", rows("Hà Nội", "Huế", "", right=0), [("Hà Nội", True), ("Huế", False)]),
        ("true-false", {"truth": "false"}, [("true", False), ("false", True)]),
        ("short", rows("Hồ Chí Minh", "Bác Hồ"), [("Hồ Chí Minh", True), ("Bác Hồ", True)]),
        ("numeric", rows("6,5") | {"rows-0-tolerance": "0,25"}, [("6.5", True)]),
        (
            "matching",
            rows("Việt Nam", "Lào") | {"rows-0-match": "Hà Nội", "rows-1-match": "Viêng Chăn"},
            [("Việt Nam", True), ("Lào", True)],
        ),
    ],
)
def test_question_written_by_hand_goes_live(
    db: Session,
    scene: Scene,
    as_: As,
    kind: str,
    typed: dict[str, str],
    expected: list[tuple[str, bool]],
) -> None:
    page = f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi/them/{kind}"

    answer = as_(scene.trainer).post(page, data={"topic": "Một", "stem": "Câu hỏi?"} | typed)

    assert answer.status_code == 303
    [version] = db.scalars(select(QuestionVersion))
    assert (version.type, version.state) == (QuestionType(kind), VersionState.LIVE)
    assert [(o.text, o.is_right) for o in content_of(version).options] == expected
    shown = as_(scene.trainer).get(answer.location).text
    assert "Câu hỏi?" in shown
    assert "Đã đưa câu hỏi vào ngân hàng" not in shown  # another browser's message


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (rows("Hà Nội", "Huế"), "Chưa có phương án nào được đánh dấu là đúng"),
        (rows("Hà Nội", "hà nội", right=0), "Có hai phương án giống nhau"),
        (rows("Hà Nội", right=0), "Cần ít nhất hai phương án"),
        (rows("A", "B", right=0) | {"stem": ""}, "Nhập nội dung câu hỏi"),
        (rows("A", "B", right=0) | {"topic": ""}, "Nhập chủ đề"),
    ],
)
def test_bad_question_is_refused_and_what_was_typed_stays(
    db: Session, scene: Scene, as_: As, typed: dict[str, str], sentence: str
) -> None:
    page = f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi/them/single"

    answer = as_(scene.trainer).post(page, data={"topic": "Một", "stem": "Câu hỏi?"} | typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed["rows-0-text"]}"' in answer.text
    assert db.scalars(select(Question)).all() == []


def test_unknown_kind_is_not_found(scene: Scene, as_: As) -> None:
    page = f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi/them/essay"

    assert as_(scene.trainer).get(page).status_code == 404


def test_editor_overtaken_by_another_sees_why(db: Session, scene: Scene, as_: As) -> None:
    question = make_question(db, scene.campaign)
    page = f"/cau-hoi/{question.id}/sua"
    form = {"topic": "Một", "seen_number": "1"} | rows("A", "B", right=0)

    first = as_(scene.trainer).post(page, data=form | {"stem": "Thứ nhất?"})
    second = as_(scene.trainer).post(page, data=form | {"stem": "Thứ hai?"})

    assert (first.status_code, second.status_code) == (303, 422)
    assert "có người khác đã sửa" in second.text
    assert "Thứ hai?" in second.text
    db.expire_all()
    stems = db.scalars(select(QuestionVersion.stem).order_by(QuestionVersion.number)).all()
    assert stems[-1] == "Thứ nhất?"
