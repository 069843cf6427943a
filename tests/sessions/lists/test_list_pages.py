"""The list: search without marks, ticks with and without a script, undo as a correction, history."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import AccessEntry, Account, Person
from sessions.checkin.enums import AttendanceState, EvidenceKind
from sessions.checkin.models import Attendance, Evidence
from sessions.conferences.models import Conference
from sessions.conferences.summoning import summon
from tests.factories import make_person
from tests.sessions.conferences.scene import (
    DAY,
    Ministry,
    make_ministry,
    plan_conference,
    reload,
    scan_in,
)

Login = Callable[[FlaskClient, Account], FlaskClient]
NAMES = ("Đặng Văn Dũng", "Nguyễn Thị Ánh", "Trần Văn An")


class Desk:
    """The secretary's desk on the day: a conference, its people by name, the browser."""

    def __init__(self, client: FlaskClient, db: Session, scene: Ministry) -> None:
        self.client, self.db, self.scene = client, db, scene
        self.people: dict[str, Person] = {
            name: make_person(db, full_name=name, unit=scene.office) for name in NAMES
        }
        conference = plan_conference(db, scene)
        chosen = {person.id: conference.venues[0].id for person in self.people.values()}
        summon(db, conference, chosen, leave_out_clashes=False, by=None)
        self.conference: Conference = reload(db, conference)
        self.sitting = self.conference.study_sessions[0]
        self.other_venue = self.conference.venues[1].id
        self.base = f"/hoi-nghi/{self.conference.id}/danh-sach"
        db.commit()

    def post(self, name: str, end: str = "", **data: str) -> int:
        person = self.people[name]
        address = f"{self.base}/{self.sitting.id}/{person.id}{end}"
        return self.client.post(address, data=data).status_code

    def state(self, name: str) -> AttendanceState | None:
        key = (self.sitting.id, self.people[name].id)
        row = self.db.get(Attendance, key, populate_existing=True)
        return row.state if row else None

    def rows(self, name: str) -> list[Evidence]:
        question = select(Evidence).where(Evidence.person_id == self.people[name].id)
        return list(self.db.scalars(question.order_by(Evidence.id)))


@pytest.fixture
def desk(client: FlaskClient, db: Session, login: Login) -> Desk:
    scene = make_ministry(db)
    login(client, scene.trainer)
    return Desk(client, db, scene)


def names_in(text: str) -> list[str]:
    return sorted((name for name in NAMES if name in text), key=text.index)


def test_list_runs_in_name_order_and_is_searched_without_marks(desk: Desk) -> None:
    page = desk.client.get(desk.base)
    assert names_in(page.text) == ["Trần Văn An", "Nguyễn Thị Ánh", "Đặng Văn Dũng"]
    assert names_in(desk.client.get(f"{desk.base}?tim=dang dung").text) == ["Đặng Văn Dũng"]
    assert "Không có ai theo lựa chọn này" in desk.client.get(f"{desk.base}?tim=xyz").text


def test_tick_and_late_tick_leave_evidence_of_the_staff(desk: Desk) -> None:
    assert desk.post("Trần Văn An", states="present") == 303
    assert desk.post("Nguyễn Thị Ánh", states="late") == 303
    assert desk.state("Trần Văn An") == AttendanceState.PRESENT
    assert desk.state("Nguyễn Thị Ánh") == AttendanceState.LATE
    [row] = desk.rows("Trần Văn An")
    assert (row.kind, row.staff_id) == (EvidenceKind.TICK, desk.scene.trainer.id)


def test_filters_show_who_came_and_who_did_not(desk: Desk) -> None:
    desk.post("Trần Văn An", states="present")
    assert names_in(desk.client.get(f"{desk.base}?xem=co-mat").text) == ["Trần Văn An"]
    missing = names_in(desk.client.get(f"{desk.base}?xem=chua-den").text)
    assert missing == ["Nguyễn Thị Ánh", "Đặng Văn Dũng"]
    elsewhere = desk.client.get(f"{desk.base}?diem-cau={desk.other_venue}")
    assert names_in(elsewhere.text) == []
    archives = desk.scene.archives.id
    assert names_in(desk.client.get(f"{desk.base}?don-vi={archives}").text) == []


def test_undo_needs_a_reason_and_overwrites_nothing(desk: Desk) -> None:
    desk.post("Trần Văn An", states="present")
    assert desk.post("Trần Văn An", "/bo", reason=" ") == 422
    assert desk.state("Trần Văn An") == AttendanceState.PRESENT
    assert desk.post("Trần Văn An", "/bo", reason="Đánh dấu nhầm") == 303
    assert desk.state("Trần Văn An") == AttendanceState.UNKNOWN
    tick, correction = desk.rows("Trần Văn An")
    assert (correction.refers_to_id, correction.reason) == (tick.id, "Đánh dấu nhầm")


def test_excuse_and_correction_are_kept_with_their_reason(desk: Desk) -> None:
    desk.post("Trần Văn An", "/trang-thai", states="excused", reason="Đi công tác")
    assert desk.state("Trần Văn An") == AttendanceState.EXCUSED
    desk.post("Nguyễn Thị Ánh", states="present")
    desk.post("Nguyễn Thị Ánh", "/trang-thai", states="absent", reason="Về trước giờ")
    assert desk.state("Nguyễn Thị Ánh") == AttendanceState.ABSENT
    assert desk.post("Nguyễn Thị Ánh", "/trang-thai", states="bad", reason="x") == 422
    kinds = [row.kind for row in desk.rows("Trần Văn An") + desk.rows("Nguyễn Thị Ánh")]
    assert kinds == [EvidenceKind.EXCUSE, EvidenceKind.TICK, EvidenceKind.CORRECTION]


def test_somebody_who_is_not_on_the_list_is_found_and_becomes_provisional(desk: Desk) -> None:
    desk.people["Vũ Khách Mời"] = make_person(desk.db, full_name="Vũ Khách Mời")
    page = desk.client.get(f"{desk.base}?tim=khach moi")
    assert "Không có trong danh sách buổi học này" in page.text
    assert "Vũ Khách Mời" in page.text
    assert desk.post("Vũ Khách Mời", states="present") == 303
    assert desk.state("Vũ Khách Mời") == AttendanceState.PROVISIONAL


def test_history_tells_why_and_one_record_can_be_voided(desk: Desk) -> None:
    person = desk.people["Đặng Văn Dũng"]
    with clock.fixed(DAY):
        scan_in(desk.db, desk.sitting, person.id, at=desk.sitting.starts_at + timedelta(minutes=20))
    address = f"/hoi-nghi/{desk.conference.id}/nguoi/{person.id}"
    page = desk.client.get(address)
    assert "Tự điểm danh bằng điện thoại" in page.text
    assert "E2, mã thay đổi liên tục, còn hiệu lực" in page.text
    assert "Đi muộn tính sau 08:45" in page.text
    [scan] = desk.rows("Đặng Văn Dũng")
    voided = {"refers_to": str(scan.id), "reason": "Quét hộ"}
    assert desk.post("Đặng Văn Dũng", "/dinh-chinh", **voided) == 303
    page = desk.client.get(address)
    assert "Quét hộ" in page.text
    assert "đã hủy" in page.text
    assert desk.state("Đặng Văn Dũng") == AttendanceState.UNKNOWN


def test_tick_returns_to_the_row_it_came_from(desk: Desk) -> None:
    person = desk.people["Trần Văn An"]
    address = f"{desk.base}/{desk.sitting.id}/{person.id}"
    back = f"{desk.base}?tim=an"
    assert desk.client.post(address, data={"next": back}).location == f"{back}#p{person.id}"
    elsewhere = desk.client.post(address, data={"next": "https://xau.example/"}).location
    assert elsewhere.startswith(desk.base)


def test_list_asks_as_much_for_three_people_as_for_one(
    desk: Desk, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    asked = []
    for words in ("dang dung", ""):
        with count_queries() as statements:
            desk.client.get(desk.base, query_string={"tim": words})
        asked.append(len(statements))
    assert asked[1] <= asked[0]  # the search also looks for people off the list


def test_whoever_looks_at_names_leaves_a_trace(desk: Desk) -> None:
    desk.client.get(f"{desk.base}?tim=dang")
    person = desk.people["Trần Văn An"]
    desk.client.get(f"/hoi-nghi/{desk.conference.id}/nguoi/{person.id}")
    looks = desk.db.scalars(select(AccessEntry).order_by(AccessEntry.id)).all()
    assert [(each.action, each.subject_id, each.account_id) for each in looks] == [
        ("attendance list seen", desk.conference.id, desk.scene.trainer.id),
        ("attendance of a person seen", person.id, desk.scene.trainer.id),
    ]
