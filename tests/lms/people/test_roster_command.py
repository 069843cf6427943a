"""`flask roster import` on the command line, and the report it writes."""

import json
from pathlib import Path

from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.models import AccessEntry, Membership, Person

DATA = Path("tests/data")
EXPECTED = json.loads((DATA / "roster.expected.json").read_text())
IMPORT = ["roster", "import", str(DATA / "roster.xlsx")]


def test_report_holds_what_was_found(runner: FlaskCliRunner, db: Session, tmp_path: Path) -> None:
    runner.invoke(args=["units", "import", str(DATA / "units.csv")])
    report = tmp_path / "report.json"
    result = runner.invoke(args=[*IMPORT, "--report", str(report)])
    assert result.exit_code == 0, result.output
    assert "1.200 người, trong đó 758 đảng viên: 1.200 mới" in result.output
    found = json.loads(report.read_text())
    assert (found["people"], found["members"], found["new"]) == (1200, 758, 1200)
    assert (found["changed"], found["unchanged"]) == (0, 0)
    assert found["by_unit"] == EXPECTED["by_unit"]
    assert [bad["row"] for bad in found["rejected"]] == [bad["row"] for bad in EXPECTED["bad_rows"]]
    assert "Trùng với dòng 17" in found["rejected"][0]["reason"]
    assert db.scalar(select(func.count(Person.id))) == 1200
    traced = db.scalars(select(AccessEntry.action).where(AccessEntry.subject == "roster"))
    assert traced.all() == ["roster imported"]

    again = runner.invoke(args=[*IMPORT, "--report", str(report)])
    assert "không có gì mới" in again.output
    found = json.loads(report.read_text())
    assert (found["new"], found["changed"], found["unchanged"]) == (0, 0, 1200)


def test_dry_run_writes_nothing(runner: FlaskCliRunner, db: Session, tmp_path: Path) -> None:
    runner.invoke(args=["units", "import", str(DATA / "units.csv")])
    report = tmp_path / "report.json"
    result = runner.invoke(args=[*IMPORT, "--dry-run", "--report", str(report)])
    assert result.exit_code == 0
    assert json.loads(report.read_text())["new"] == 1200
    assert db.scalar(select(func.count(Person.id))) == 0


def test_report_that_cannot_be_written_stops_the_import_before_it_starts(
    runner: FlaskCliRunner, db: Session, tmp_path: Path
) -> None:
    runner.invoke(args=["units", "import", str(DATA / "units.csv")])
    result = runner.invoke(args=[*IMPORT, "--report", str(tmp_path / "gone" / "report.json")])
    assert result.exit_code == 2
    assert "is not a folder" in result.output
    assert db.scalar(select(func.count(Person.id))) == 0


def test_day_from_which_the_list_holds(runner: FlaskCliRunner, db: Session, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("tree,code,name,parent_code\nstate,S,Bộ,\n")
    people = tmp_path / "people.csv"
    people.write_text("STT;Họ và tên;Đơn vị\n1;Lê An;Bộ\n")
    runner.invoke(args=["units", "import", str(units)])
    runner.invoke(args=["roster", "import", str(people), "--from", "2024-03-05"])
    starts = db.scalars(select(Membership.starts_on)).one()
    assert starts.isoformat() == "2024-01-01"  # a first list holds from the year's first day


def test_file_that_cannot_be_used_is_refused(runner: FlaskCliRunner, tmp_path: Path) -> None:
    picture = tmp_path / "a.xlsx"
    picture.write_bytes(b"\x89PNG")
    refused = runner.invoke(args=["roster", "import", str(picture)])
    assert refused.exit_code == 1
    assert "không phải bảng tính" in refused.output
