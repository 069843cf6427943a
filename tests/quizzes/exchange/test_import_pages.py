"""Importing a file of questions: preview, confirmation, repetition, bad files."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.models import Account
from quizzes.bank.models import Question, QuestionVersion
from quizzes.bank.queries import list_versions
from quizzes.exchange.gift_reader import read_gift
from tests.conftest import DATA
from tests.quizzes.conftest import Scene

As = Callable[[Account | None], FlaskClient]
SAMPLE = (DATA / "questions.gift").read_bytes()


def upload(client: FlaskClient, scene: Scene, data: bytes, name: str = "cau-hoi.gift"):  # type: ignore[no-untyped-def]
    page = f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi/nhap"
    return client.post(page, data={"file": (BytesIO(data), name)})


def count(db: Session, model: type) -> int:
    db.rollback()
    return db.scalar(select(func.count()).select_from(model)) or 0


def test_sample_file_from_preview_to_bank(db: Session, scene: Scene, as_: As) -> None:
    client = as_(scene.trainer)

    uploaded = upload(client, scene, SAMPLE)
    preview = client.get(uploaded.location).text

    assert count(db, Question) == 0
    assert "Nhập 109 câu hỏi" in preview
    assert "Chỉ thị số 01-CT/TW và đợt học tập năm 2021" in preview
    confirmed = client.post(uploaded.location)
    assert confirmed.status_code == 303
    assert "Đã nhập: 109 câu mới" in client.get(confirmed.location).text
    assert count(db, QuestionVersion) == 109
    topics = db.execute(select(Question.topic, func.count()).group_by(Question.topic)).all()
    assert sorted(number for _topic, number in topics) == [6, 13, 14, 16, 17, 21, 22]


def test_same_file_again_changes_nothing_and_says_so(db: Session, scene: Scene, as_: As) -> None:
    client = as_(scene.trainer)
    client.post(upload(client, scene, SAMPLE).location)

    again = upload(client, scene, SAMPLE)

    assert "ngân hàng đã có mọi câu hỏi dùng được" in client.get(again.location).text
    done = client.post(again.location)
    assert "Không có gì thay đổi" in client.get(done.location).text
    assert count(db, QuestionVersion) == 109


def test_missing_brace_is_named_with_its_line_and_the_rest_imported(
    db: Session, scene: Scene, as_: As
) -> None:
    lines = SAMPLE.decode().split("\n")
    start = next(place for place, line in enumerate(lines) if line.startswith("::C003::"))
    del lines[lines.index("}", start)]
    client = as_(scene.trainer)

    uploaded = upload(client, scene, "\n".join(lines).encode())
    preview = client.get(uploaded.location).text

    assert "1 câu hỏi không dùng được" in preview
    assert f'data-label="Dòng">{start + 1}<' in preview
    assert "Dấu mở ngoặc { không có dấu đóng" in preview
    client.post(uploaded.location)
    assert count(db, Question) == 108
    assert db.scalar(select(Question.id).where(Question.external_id == "C003")) is None


def test_reworded_question_becomes_a_new_version_or_stays(
    db: Session, scene: Scene, as_: As
) -> None:
    client = as_(scene.trainer)
    client.post(upload(client, scene, b"::A:: Hai? {=x ~y}").location)
    changed = b"::A:: Hai hay ba? {=x ~y}"

    kept = upload(client, scene, changed)
    assert "Hai hay ba?" in client.get(kept.location).text
    client.post(kept.location, data={"changes": "keep"})
    question_id = db.scalars(select(Question.id)).one()
    db.rollback()
    assert [v.stem for v in list_versions(db, question_id)] == ["Hai?"]

    taken = upload(client, scene, changed)
    client.post(taken.location, data={"changes": "take"})
    db.rollback()
    assert [v.stem for v in list_versions(db, question_id)] == ["Hai hay ba?", "Hai?"]


def test_confirming_twice_is_refused_and_imports_once(db: Session, scene: Scene, as_: As) -> None:
    client = as_(scene.trainer)
    uploaded = upload(client, scene, b"Hai? {=x ~y}")

    first, second = client.post(uploaded.location), client.post(uploaded.location)

    assert (first.status_code, second.status_code) == (303, 409)
    assert "đã được nhập" in second.text
    assert count(db, Question) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "error-summary"),
        ((DATA / "roster.xlsx").read_bytes(), "error-summary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "error-summary"),
        (b"// only a remark\n\n$CATEGORY: A\n", "Không thấy câu hỏi nào"),
        ("C©u hái vÒ NghÞ quyÕt? {=§óng ~Sai}".encode(), "gõ bằng phông chữ cũ"),
    ],
)
def test_file_that_cannot_be_used_is_refused_with_a_sentence(
    db: Session, scene: Scene, as_: As, data: bytes, sentence: str
) -> None:
    answer = upload(as_(scene.trainer), scene, data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert count(db, Question) == 0


def test_text_without_braces_is_shown_as_a_question_without_answers(scene: Scene, as_: As) -> None:
    client = as_(scene.trainer)

    preview = client.get(upload(client, scene, "Chỉ là một đoạn văn.".encode("utf-16")).location)

    assert "thiếu cặp ngoặc { }" in preview.text
    assert "Chỉ là một đoạn văn." in preview.text


def test_no_file_chosen(scene: Scene, as_: As) -> None:
    page = f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi/nhap"

    answer = as_(scene.trainer).post(page, data={})

    assert answer.status_code == 422
    assert "Đề nghị chọn tệp trước" in answer.text


def test_too_large_a_file_is_refused(scene: Scene, as_: As) -> None:
    answer = upload(as_(scene.trainer), scene, b"x" * (5 * 1024 * 1024 + 1))

    assert answer.status_code == 413
    assert "5 MB" in answer.text


def test_who_may_import(db: Session, scene: Scene, as_: As) -> None:
    uploaded = upload(as_(scene.trainer), scene, b"Hai? {=x ~y}").location
    page = f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi/nhap"

    assert as_(None).get(page).status_code == 303
    for account in (scene.learner, scene.other_trainer):
        assert as_(account).get(page).status_code == 404
        assert upload(as_(account), scene, b"Hai? {=x ~y}").status_code == 404
        assert as_(account).post(uploaded).status_code == 404
    assert count(db, Question) == 0


def test_exported_file_reads_back_the_same(scene: Scene, as_: As, tmp_path: Path) -> None:
    client = as_(scene.trainer)
    client.post(upload(client, scene, SAMPLE).location)
    page = f"/dot-hoc-tap/{scene.campaign.id}/ngan-hang-cau-hoi.gift"

    exported = client.get(page)

    assert exported.headers["Content-Disposition"].startswith("attachment")
    before = {(i.content, i.topic, i.code) for i in read_gift(SAMPLE.decode()).items}
    assert {(i.content, i.topic, i.code) for i in read_gift(exported.text).items} == before
    assert as_(None).get(page).status_code == 303
    assert as_(scene.learner).get(page).status_code == 404
