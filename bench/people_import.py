"""A list of 50,000 people as offices keep it: previewed, written, imported again, in the process that does it.

The file goes through `work_alone`, as an upload does: opened, read, compared, the preview kept in the database; then
all of it written in one transaction; at last a list comes in which everybody has another position. Each step runs in a process of its own, whose peak memory is taken.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.harness import DISK, Figure, NotMeasured, timed
from lms.config import ROOT

PEOPLE, ROOMS = 50_000, 200
_LATER = "danh-sach-sau.xlsx"
_PROMISED = {
    "preview": 15,
    "write": 10,
    "preview again": 15,
    "write again": 10,
    "preview changed": 15,
    "write changed": 10,
}
"""Step → seconds at most"""
_FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
_MIDDLE = "Thị Văn Đức Minh Thanh Hữu Ngọc Quang".split()
_GIVEN = (
    "An Bình Châu Dung Đạt Giang Hà Hùng Khánh Lan Mai Nam Oanh Phúc Quân Sơn Thảo Uyên".split()
)
_HEADINGS = (
    "STT;Mã nhân sự;Họ và tên;Ngày sinh;Giới tính;Chức vụ;Loại nhân sự;Đảng viên;Chi bộ;"
    "Điện thoại;Email;Ghi chú"
).split(";")


def measure() -> Iterator[Figure | NotMeasured]:
    """Seconds and megabytes against the bare reading of the same cells by openpyxl, on both databases."""
    from tests.support import postgresql

    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        file = Path(folder) / "danh-sach.xlsx"
        build(file)
        build(file.with_name(_LATER), "Chuyên viên chính")
        bare = timed(lambda: _read_bare(file))
        yield from _on(folder, "SQLite", f"sqlite:///{folder}/bench.db", bare)
        if postgresql.find_programs() is None:
            yield NotMeasured("people import on PostgreSQL", "no server program was found")
            return
        server = postgresql.reserve_folder()
        try:
            conninfo = postgresql.ensure_server()
            host = dict(part.split("=") for part in conninfo.split())["host"]
            url = f"postgresql://postgres@/postgres?host={host}"
            yield from _on(folder, "PostgreSQL", url, bare)
        finally:
            postgresql.stop_server(server)


def build(path: Path, position: str = "Chuyên viên") -> None:
    """Title rows, unit headings, dates as Excel keeps them, phones as numbers, empty cells left out."""
    import xlsxwriter

    dice = random.Random(1)  # the same list every time
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet("Danh sách"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["UBND TỈNH"])
        sheet.write_row(2, 0, ["DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC"])
        sheet.write_row(4, 0, _HEADINGS)
        number = 5
        for place in range(PEOPLE):
            room = place * ROOMS // PEOPLE + 1
            if place % (PEOPLE // ROOMS) == 0:
                sheet.write_string(number, 0, f"{room}. PHÒNG SỐ {room}")
                number += 1
            name = " ".join(dice.choice(words) for words in (_FAMILY, _MIDDLE, _GIVEN))
            sheet.write_row(number, 0, [place % 250 + 1, f"NS{place:06}", name])
            born = date(1962, 1, 1) + timedelta(days=dice.randrange(15_000))
            sheet.write_datetime(number, 3, born, day)
            kinds = [dice.choice(("Nam", "Nữ")), position, dice.choice(("CC", "VC", "HĐ"))]
            mark = dice.choice(("x", "DB", ""))
            sheet.write_row(number, 4, kinds)
            if mark:
                sheet.write_row(number, 7, [mark, f"Chi bộ {room}"])
            sheet.write_row(
                number, 9, [900_000_000 + dice.randrange(10**8), f"ns{place}@tinh.example"]
            )
            number += 1


def _read_bare(path: Path) -> None:
    import openpyxl

    for _row in openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True):
        pass


def _on(folder: str, database: str, url: str, bare: float) -> Iterator[Figure]:
    environment = {**os.environ, "INSTANCE_PATH": f"{folder}/{database}", "DATABASE_URL": url}
    file = f"{folder}/danh-sach.xlsx"
    steps = {}
    for step in ("prepare", *_PROMISED):
        read = f"{folder}/{_LATER}" if "changed" in step else file
        done = subprocess.run(
            [sys.executable, "-m", "bench.people_import", step, read],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        seconds, computed, megabytes, changed = done.stdout.split()
        steps[step] = float(seconds), float(computed), float(megabytes), int(changed)
    if steps["write again"][3]:
        raise RuntimeError(f"the same file changed {steps['write again'][3]} people")
    if steps["write changed"][3] != PEOPLE:
        raise RuntimeError(f"{steps['write changed'][3]} people changed")
    for step, most in _PROMISED.items():
        yield Figure(
            f"50,000 people: {step}, {database}",
            steps[step][0],
            "s",
            bare,
            "openpyxl reading the cells",
            "at most",
            most,
            of="figure",
            details={"s of CPU, without the database server's": steps[step][1]},
        )
    yield Figure(
        f"50,000 people: peak memory, {database}",
        max(step[2] for step in steps.values()),
        "MB",
        500,
        "the promise",
        "at most",
        500,
        of="figure",
    )


def _step(step: str, file: str) -> None:
    """One step in this process: its seconds, the peak memory in MB of it or the reader, the people it adds or changes."""
    import resource

    from sqlalchemy import select

    from lms.app import create_app
    from lms.db import transaction
    from lms.db.boundary import current_database
    from lms.db.migrate import make_ready
    from lms.files.responses import current_store
    from lms.people.importing.alone import work_alone
    from lms.people.importing.models import ImportRun
    from lms.people.importing.progress import Report
    from lms.people.importing.runs import begin_run, confirm, figures_of_run

    with create_app().app_context():
        if step == "prepare":
            make_ready(current_database())
            with transaction() as db:
                _add_units(db)
            print(0, 0, 0, 0)
            return
        if step.startswith("preview"):
            with (
                Path(file).open("rb") as stream,
                current_store().receive(stream, 1 << 30) as incoming,
            ):
                current_store().keep(incoming)
            with transaction() as db:
                run_id = begin_run(db, incoming, "danh-sach.xlsx", None).id
        else:
            with transaction() as db:
                run = db.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()
                confirm(run, None, None)
                run_id = run.id
        started, computed = time.perf_counter(), time.process_time()
        work_alone(run_id, Report())
        seconds = time.perf_counter() - started
        computed = time.process_time() - computed
        computed += sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        with current_database().reading() as db:
            run = db.get_one(ImportRun, run_id)
            figures = figures_of_run(run)
            if figures is None or figures["people"] != PEOPLE:
                raise RuntimeError(f"not read: {run.message}, {run.figures[:200]}")
        changed = figures["new"] + figures["changed"] + figures["moved"]
        most = max(
            resource.getrusage(who).ru_maxrss
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        print(seconds, computed, most / 1024, changed)


def _add_units(db: object) -> None:
    from lms.units.enums import Tree
    from tests.factories import make_unit

    for tree, name, room in ((Tree.STATE, "Tỉnh", "Phòng số"), (Tree.PARTY, "Đảng bộ", "Chi bộ")):
        root = make_unit(db, name=name, tree=tree)
        for number in range(1, ROOMS + 1):
            make_unit(db, name=f"{room} {number}", tree=tree, parent=root)


if __name__ == "__main__":
    _step(sys.argv[1], sys.argv[2])
