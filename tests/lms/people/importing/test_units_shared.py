"""A name that several units have is asked, as one that none has: which is meant is said once, and proposed again."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.importing.reading import LEFT_OUT, load_reading
from lms.people.models import Membership, Person
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_unit
from tests.lms.people.test_roster_reading import admin, run_of, say, send  # noqa: F401 - a fixture

ASKED = "ghi tên mà nhiều đơn vị cùng có"
LIST = "Họ và tên;Đơn vị\n{name};Phòng Hành chính\n"


class Ministry:
    """A department and an office, each with a room of one name; two cells of one name."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.top = make_unit(db, name="Bộ", code="S")
        self.centre = make_unit(db, name="Trung tâm Dữ liệu", code="S1", parent=self.top)
        self.office = make_unit(db, name="Văn phòng", code="S2", parent=self.top)
        rooms = [self.room(self.centre, "S11"), self.room(self.office, "S21")]
        self.centre_room, self.office_room = rooms
        party = make_unit(db, name="Đảng bộ Bộ", code="D", tree=Tree.PARTY)
        self.cells = []
        for number in (1, 2):
            above = make_unit(
                db, name=f"Đảng bộ {number}", code=f"D{number}", tree=Tree.PARTY, parent=party
            )
            cell = make_unit(
                db, name="Chi bộ Một", code=f"D{number}1", tree=Tree.PARTY, parent=above
            )
            self.cells.append(cell)
        db.commit()

    def room(self, above: Unit, code: str) -> Unit:
        return make_unit(self.db, name="Phòng Hành chính", code=code, parent=above)

    def units(self, tree: Tree = Tree.STATE) -> dict[str, int]:
        self.db.expire_all()
        placed = select(Person.full_name, Membership.unit_id).join(
            Membership, Membership.person_id == Person.id
        )
        return {row[0]: row[1] for row in self.db.execute(placed.where(Membership.tree == tree))}


@pytest.fixture(autouse=True)
def ministry(db: Session) -> Ministry:
    return Ministry(db)


def test_it_is_asked_with_where_each_stands_and_read_as_was_said(
    admin: FlaskClient,  # noqa: F811
    ministry: Ministry,
) -> None:
    address = send(admin, LIST.format(name="Hồ An"))
    page = admin.get(address).text
    assert f"Có 1 dòng {ASKED}" in page
    assert "chưa có trong hệ thống" not in page
    for unit, above in (
        (ministry.centre_room, "Trung tâm Dữ liệu"),
        (ministry.office_room, "Văn phòng"),
    ):
        option = page[page.index(f'<option value="{unit.id}"') :].partition("</option>")[0]
        assert above in option
    assert "Nhập 1 người" not in page
    page = say(admin, address, don_vi_0=str(ministry.office_room.id)).text
    assert ASKED not in page
    assert "1 tên đơn vị đọc theo lựa chọn" in page
    admin.post(address)
    assert ministry.units() == {"Hồ An": ministry.office_room.id}
    again = admin.get(send(admin, LIST.format(name="Đỗ Mai"))).text
    assert "Theo lựa chọn của Quản Trị Viên" in again
    assert f'<option value="{ministry.office_room.id}" selected>' in again


def test_another_unit_may_be_said_and_the_rows_may_stay_out(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    ministry: Ministry,
) -> None:
    address = send(admin, LIST.format(name="Hồ An"))
    say(admin, address, khac_0=str(ministry.top.id))
    assert set(load_reading(run_of(db).reading).units.values()) == {ministry.top.id}
    page = say(admin, address, don_vi_0=str(LEFT_OUT)).text
    assert ASKED not in page
    assert "Nhập 1 người" not in page


def test_below_a_heading_only_its_own_are_asked_and_by_themselves(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    ministry: Ministry,
) -> None:
    twin = ministry.room(make_unit(db, name="Ban A", code="S12", parent=ministry.centre), "S121")
    other = ministry.room(make_unit(db, name="Ban B", code="S13", parent=ministry.centre), "S131")
    db.commit()
    text = "Họ và tên;Chức vụ;Đơn vị\nI. Trung tâm Dữ liệu;;\nHồ An;;Phòng Hành chính\nII. Văn phòng;;\nĐỗ Mai;;Phòng Hành chính\n"
    page = admin.get(send(admin, text)).text
    assert ASKED not in page, "the room right below the heading's unit is meant"
    assert "Nhập 2 người" in page
    text = "Họ và tên;Đơn vị;Phòng\nHồ An;Trung tâm Dữ liệu;Phòng Hành chính\nĐỗ Mai;Văn phòng;Phòng Hành chính\n"
    assert "Nhập 2 người" in admin.get(send(admin, text)).text
    assert {twin.id, other.id}.isdisjoint(ministry.units().values())


def test_within_a_unit_only_those_inside_are_proposed(
    admin: FlaskClient,  # noqa: F811
    db: Session,
    ministry: Ministry,
) -> None:
    rooms = [
        make_unit(
            db,
            name="Tổ Một cửa",
            code=f"S1{place}1",
            parent=make_unit(db, name=f"Ban {place}", code=f"S1{place}", parent=ministry.centre),
        )
        for place in ("A", "B")
    ]
    db.commit()
    address = send(admin, "Họ và tên;Đơn vị;Phòng\nHồ An;Trung tâm Dữ liệu;Tổ Một cửa\n")
    page = admin.get(address).text
    assert f"Có 1 dòng {ASKED}" in page
    assert "Trung tâm Dữ liệu › Tổ Một cửa" in page
    assert all(f'<option value="{each.id}"' in page for each in rooms)
    say(admin, address, don_vi_0=str(rooms[1].id))
    admin.post(address)
    assert ministry.units() == {"Hồ An": rooms[1].id}


def test_cells_of_one_name_are_asked_for_each_department(
    admin: FlaskClient,  # noqa: F811
    ministry: Ministry,
) -> None:
    text = (
        "Họ và tên;Đơn vị;Đảng viên;Chi bộ\nHồ An;Văn phòng;x;Chi bộ Một\n"
        "Đỗ Mai;Trung tâm Dữ liệu;x;Chi bộ Một\nBùi Lan;Văn phòng;x;Chi bộ Một\n"
    )
    address = send(admin, text)
    page = admin.get(address).text
    assert f"Có 3 dòng {ASKED}" in page
    assert "Chi bộ Một (Văn phòng) (2 dòng)" in page
    assert "Chi bộ Một (Trung tâm Dữ liệu) (1 dòng)" in page
    first, second = (each.id for each in ministry.cells)
    say(admin, address, don_vi_0=str(first), don_vi_1=str(second))
    admin.post(address)
    placed = ministry.units(Tree.PARTY)
    assert placed == {"Hồ An": first, "Bùi Lan": first, "Đỗ Mai": second}
