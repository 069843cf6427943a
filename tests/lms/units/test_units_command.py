"""`flask units import` on the command line."""

from pathlib import Path

from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.units.models import Unit

SAMPLE = "tests/data/units.csv"


def test_sample_is_imported_and_a_second_time_changes_nothing(
    runner: FlaskCliRunner, db: Session
) -> None:
    first = runner.invoke(args=["units", "import", SAMPLE])
    assert first.exit_code == 0, first.output
    assert "60 đơn vị: 60 mới" in first.output
    assert db.scalar(select(func.count(Unit.id))) == 60
    second = runner.invoke(args=["units", "import", SAMPLE])
    assert "không có gì mới" in second.output


def test_dry_run_writes_nothing(runner: FlaskCliRunner, db: Session) -> None:
    result = runner.invoke(args=["units", "import", SAMPLE, "--dry-run"])
    assert "60 mới" in result.output
    assert db.scalar(select(func.count(Unit.id))) == 0


def test_bad_rows_are_named_and_bad_files_refused(runner: FlaskCliRunner, tmp_path: Path) -> None:
    listed = tmp_path / "units.csv"
    listed.write_text("tree,code,name,parent_code\nstate,S,Bộ,\nstate,S1,Vụ,X\n")
    result = runner.invoke(args=["units", "import", str(listed)])
    assert "Dòng 3: " in result.output
    listed.write_text("a,b\n1,2\n")
    refused = runner.invoke(args=["units", "import", str(listed)])
    assert refused.exit_code == 1
    assert "danh mục đơn vị" in refused.output
