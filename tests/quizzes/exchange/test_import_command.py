"""Importing questions on the command line."""

from pathlib import Path

from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizzes.bank.models import Question
from tests.conftest import DATA
from tests.factories import make_campaign


def test_sample_file_twice(db: Session, runner: FlaskCliRunner) -> None:
    campaign = make_campaign(db)
    command = ["quizzes", "import", str(DATA / "questions.gift"), "--campaign", str(campaign.id)]

    first = runner.invoke(args=command)
    second = runner.invoke(args=command)

    assert "new 109, changed 0, known 0, rejected 0" in first.output
    assert "new 0, changed 0, known 109, rejected 0" in second.output
    db.rollback()
    assert db.scalar(select(func.count()).select_from(Question)) == 109


def test_bad_questions_are_named_by_line(
    db: Session, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    campaign = make_campaign(db)
    file = tmp_path / "q.gift"
    file.write_text("::A:: Một? {=x ~y}\n\n::B:: Hai? {~x ~y}\n", encoding="utf-8")

    done = runner.invoke(args=["quizzes", "import", str(file), "--campaign", str(campaign.id)])

    assert "line 3: B" in done.output
    assert "new 1, changed 0, known 0, rejected 1" in done.output


def test_file_without_questions_and_unknown_campaign_fail(
    db: Session, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "q.gift"
    file.write_text("// nothing", encoding="utf-8")

    empty = runner.invoke(args=["quizzes", "import", str(file), "--campaign", "1"])
    file.write_text("Một? {=x ~y}", encoding="utf-8")
    nowhere = runner.invoke(args=["quizzes", "import", str(file), "--campaign", "999"])

    assert (empty.exit_code, nowhere.exit_code) == (1, 1)
    assert db.scalar(select(func.count()).select_from(Question)) == 0
