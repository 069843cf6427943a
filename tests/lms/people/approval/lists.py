"""A list by which six people would leave, and what came of it."""

from io import BytesIO

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.importing.models import ImportRun
from lms.people.models import AccessEntry, Person

LIST = "STT;Họ và tên;Ngày sinh;Đơn vị\n1;Đỗ Mai;;Vụ A\n2;Hồ An;;Vụ A\n"
LEAVES = {"leaves": "y"}
GONE = {"Lê Hoà", "Bùi Lan", "Cao An", "Cao Bé", "Cao Cam", "Cao Dư"}
"""Whom the list does not name: one more than leave by a typed number."""


def send(client: FlaskClient, text: str = LIST) -> str:
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(text.encode()), "ds.csv")})
    return str(answer.location)


def left(db: Session) -> set[str]:
    db.expire_all()
    return set(db.scalars(select(Person.full_name).where(Person.left_on.is_not(None))))


def on_record(db: Session, name: str) -> bool:
    return db.scalar(select(Person.id).where(Person.full_name == name)) is not None


def run_of(db: Session) -> ImportRun:
    db.expire_all()
    return db.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()


def traced(db: Session) -> list[str]:
    return list(db.scalars(select(AccessEntry.action).where(AccessEntry.subject == "roster")))
