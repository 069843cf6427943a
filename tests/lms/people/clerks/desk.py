"""What a clerk sends, and what stands on record afterwards."""

from io import BytesIO

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.models import Membership

HEAD = "Họ và tên;Mã cán bộ;Ngày sinh;Đơn vị;Email\n"


def here(db: Session, person_id: int) -> set[int]:
    """Units of both trees in which the person stands without an end."""
    db.expire_all()
    rows = select(Membership.unit_id).where(
        Membership.person_id == person_id, Membership.ends_on.is_(None)
    )
    return set(db.scalars(rows))


def record(**changes: str) -> dict[str, str]:
    """A form of a person's record."""
    return {"full_name": "Cao Minh Đức", "sex": "male", "born_on": "17/05/1975"} | changes


def send(client: FlaskClient, *rows: str) -> str:
    """Upload a list of these rows; the address of its preview."""
    data = (HEAD + "\n".join(rows) + "\n").encode()
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(data), "danh-sach.csv")})
    assert answer.status_code == 303, answer.text
    address: str = answer.location
    return address
