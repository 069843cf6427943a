"""Slips in the office: made, printed, voided, and never told from what is kept of them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sessions.conferences.models import StudySession
from sessions.printing.models import Slip
from tests.sessions.factories import START
from tests.sessions.printing.office import Office
from tests.sessions.printing.slips import (
    at_0752,
    code_of,
    office,
    phone,
    press,
    slip,
)
from tests.sessions.printing.test_paper import codes_in

__all__ = ["at_0752", "office", "phone", "slip"]  # fixtures


def test_slips_are_numbered_on_and_only_digests_are_kept(
    app: Flask, client: FlaskClient, db: Session, office: Office
) -> None:
    address = f"{office.base}/phieu/{office.gate_id}"
    page = client.post(address, data={"so-luong": 2}, follow_redirects=True)
    assert "Đã làm phiếu từ số 1 đến số 2" in page.text
    client.post(address, data={"so-luong": 1})
    rows = db.scalars(select(Slip).order_by(Slip.number)).all()
    assert [row.number for row in rows] == [1, 2, 3]
    kept = " ".join(row.code_digest for row in rows)
    assert code_of(app, office.gate_id, 1) not in kept
    assert len({row.code_digest for row in rows}) == 3


@pytest.mark.parametrize(
    ("count", "status"), [("0", 422), ("2001", 422), ("x", 422), ("2000", 303)]
)
def test_no_more_than_two_thousand_slips_at_once(
    client: FlaskClient, office: Office, count: str, status: int
) -> None:
    answer = client.post(f"{office.base}/phieu/{office.gate_id}", data={"so-luong": count})
    assert answer.status_code == status


def test_closed_attendance_takes_no_new_slips(
    client: FlaskClient, db: Session, office: Office
) -> None:
    db.get_one(StudySession, office.hall.session.id).closed_at = START
    answer = client.post(f"{office.base}/phieu/{office.gate_id}", data={"so-luong": 1})
    assert answer.status_code == 409


def test_paper_carries_the_codes_and_leaves_voided_ones_out(
    app: Flask, client: FlaskClient, office: Office, slip: str
) -> None:
    address = f"{office.base}/phieu/{office.gate_id}"
    page = client.post(f"{address}/huy", data={"tu": 2, "den": ""}, follow_redirects=True)
    assert "Đã hủy 1 phiếu" in page.text
    found = codes_in(client.get(f"{address}.pdf").data)
    wanted = {code_of(app, office.gate_id, number) for number in (1, 3)}
    assert found == {f"HTTP://LOCALHOST/P/{code}" for code in wanted}
    assert client.get(f"{address}.pdf?tu=2&den=2").status_code == 404


@pytest.mark.parametrize("numbers", [{"tu": 3, "den": 1}, {"tu": 0, "den": 2}, {}])
def test_odd_range_of_numbers_voids_nothing(
    client: FlaskClient, db: Session, office: Office, slip: str, numbers: dict[str, int]
) -> None:
    address = f"{office.base}/phieu/{office.gate_id}/huy"
    assert client.post(address, data=numbers).status_code == 422
    assert not db.scalars(select(Slip).where(Slip.voided_at.is_not(None))).all()


def test_voided_slip_is_refused(
    client: FlaskClient, phone: FlaskClient, office: Office, slip: str, at_0752: None
) -> None:
    client.post(f"{office.base}/phieu/{office.gate_id}/huy", data={"tu": 1, "den": 1})
    page = phone.get(slip)
    assert page.status_code == 410
    assert "Phiếu đã bị hủy" in page.text


def test_used_slip_cannot_be_voided_and_is_counted(
    client: FlaskClient, phone: FlaskClient, db: Session, office: Office, slip: str, at_0752: None
) -> None:
    press(phone, phone.get(slip, follow_redirects=True))
    address = f"{office.base}/phieu/{office.gate_id}"
    page = client.post(f"{address}/huy", data={"tu": 1, "den": 3}, follow_redirects=True)
    assert "Đã hủy 2 phiếu" in page.text
    assert "đã dùng 1/3" in client.get(office.base).text


def test_sitting_with_unused_prints_can_be_taken_out(
    client: FlaskClient, phone: FlaskClient, db: Session, office: Office, slip: str, at_0752: None
) -> None:
    choice = {"buoi": office.hall.session.id, "diem-cau": office.hall.main.id}
    client.post(f"{office.base}/ky-ten", data=choice)
    address = f"/hoi-nghi/{office.conference_id}/buoi/{office.hall.session.id}/xoa"
    assert client.post(address).status_code == 303
    assert phone.get(slip).status_code == 410
