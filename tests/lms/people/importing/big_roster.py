"""A list too big for a request, and how an import of it is driven from the browser's side."""

import os
import time
from io import BytesIO
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.importing.models import ImportRun
from lms.people.models import Account, Membership, Person, PersonWord
from tests.support.processes import command_of, tree

WRITTEN = (Person, Account, Membership, PersonWord)
"""The tables that an import writes into"""
GIVEN = (
    "An Bình Chi Dung Giang Hà Khanh Lan Mai Nga Oanh Phúc Quân Sơn Thu Uyên Vân Xuân Yến".split()
)


def big_roster(people: int, *, first: int = 0) -> str:
    """So many people of the unit “Vụ A” as CSV, 60 bytes each."""
    lines = ["STT;Mã nhân sự;Họ và tên;Ngày sinh;Email;Đơn vị"]
    for number in range(first, first + people):
        name = f"Nguyễn {GIVEN[number // 19 % 19]} {GIVEN[number % 19]}"
        lines.append(f"{number + 1};NS{number:06};{name};1/1/1980;ns{number}@bo.example;Vụ A")
    return "\n".join(lines)


def send(client: FlaskClient, text: str) -> str:
    """Upload a list; the address of its preview."""
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(text.encode()), "ds.csv")})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def wait_until_done(client: FlaskClient, address: str) -> str:
    """Look at the import again and again, as its page does, until nobody works on it."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        answer = client.get(address, follow_redirects=True)
        if "Refresh" not in answer.headers:
            return answer.text
        time.sleep(0.2)
    raise AssertionError("it does not end")


def counts(db: Session) -> list[int]:
    """Rows of all the tables that an import writes into, as they are on record now."""
    db.rollback()
    return [db.scalar(select(func.count()).select_from(table)) or 0 for table in WRITTEN]


def run_of(db: Session) -> ImportRun:
    """The newest import, read afresh."""
    db.rollback()
    return db.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()


def worker_of(instance: Path) -> int | None:
    """The process that reads or writes a list for this test, if there is one."""
    for pid in tree(os.getpid()):
        says = f"INSTANCE_PATH={instance}\0".encode()
        if " roster work " in command_of(pid) and says in _environment(pid):
            return pid
    return None


def wait_for_worker(instance: Path) -> int:
    """The same, as soon as there is one."""
    deadline = time.monotonic() + 60
    while (pid := worker_of(instance)) is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return pid


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""
