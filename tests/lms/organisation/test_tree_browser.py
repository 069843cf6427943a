"""The tree browser and the pages of acts: what is shown to whom, and what a form does."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.organisation.queries import count_by_unit
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.people.places import leave
from lms.units.enums import Tree
from lms.units.models import Unit, UnitAct
from tests.factories import grant_role, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
DECIDED = {"effective_on": "2026-03-01", "decision": "12/QĐ-BNV, 20/02/2026"}


class Place:
    """A ministry, two departments, a room below one, five people."""

    def __init__(self, db: Session) -> None:
        self.ministry = make_unit(db, name="Bộ Thử", code="B")
        self.a = make_unit(db, name="Vụ Tổ chức", code="A", parent=self.ministry)
        self.b = make_unit(db, name="Vụ Pháp chế", code="PC", parent=self.ministry)
        self.room = make_unit(db, name="Phòng Một", code="A1", parent=self.a)
        for unit in (self.a, self.a, self.room, self.b, self.b):
            make_person(db, unit=unit, personnel_code=None)


@pytest.fixture
def place(db: Session) -> Place:
    return Place(db)


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login, place: Place) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def test_branches_open_one_by_one_with_their_people(admin: FlaskClient, place: Place) -> None:
    page = admin.get("/don-vi").text
    assert "Vụ Tổ chức" in page
    assert "Phòng Một" not in page
    assert "<strong>5</strong>" in page
    assert "<strong>3</strong>" in page
    assert "Phòng Một" in admin.get(f"/don-vi?mo={place.a.id}").text


def test_whoever_has_left_is_not_counted_from_that_day_on(db: Session, place: Place) -> None:
    person = db.scalars(
        select(Person).join(Membership).where(Membership.unit_id == place.b.id)
    ).first()
    leave(db, [person.id], clock.today())
    for days, there in ((0, 1), (1, 2)):
        day = clock.today() - timedelta(days=days)
        assert count_by_unit(db, [place.b.id], day) == {place.b.id: there}


def test_units_are_found_without_marks_by_former_names_and_codes(
    admin: FlaskClient, db: Session, place: Place
) -> None:
    admin.post(f"/don-vi/{place.a.id}/doi-ten", data={**DECIDED, "name": "Vụ Mới", "buoc": "ghi"})
    for words in ("to chuc", "vu moi", "VỤ MỚI"):
        page = admin.get("/don-vi", query_string={"tim": words}).text
        assert f'id="u{place.a.id}"' in page
        assert f'id="u{place.b.id}"' not in page
    assert "tên cũ: Vụ Tổ chức" in admin.get("/don-vi?tim=to+chuc").text
    assert f'id="u{place.b.id}"' in admin.get("/don-vi?tim=pc").text
    assert "Không tìm thấy" in admin.get("/don-vi?tim=khong+co").text
    room = make_unit(db, name="Phòng Một", code="ĐX-05.17", parent=place.b)
    db.commit()
    for part in ("x-05", "0517", "5.1", "DX05", "phong 17"):
        page = admin.get("/don-vi", query_string={"tim": part}).text
        assert f'id="u{room.id}"' in page, part
        assert f'id="u{place.b.id}"' not in page
    assert "Không tìm thấy" in admin.get("/don-vi?tim=0518").text
    assert "Vụ Tổ chức" in admin.get("/don-vi?ngay=2026-02-28").text
    assert "Vụ Tổ chức" not in admin.get("/don-vi?ngay=2026-03-01").text


def test_page_takes_six_queries_whatever_the_tree(
    admin: FlaskClient,
    db: Session,
    place: Place,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    for number in range(30):
        make_unit(db, name=f"Phòng {number}", parent=place.b)
    db.commit()
    for address in ("/don-vi", f"/don-vi?mo={place.b.id}", "/don-vi?tim=phong"):
        admin.application.extensions.pop("headcounts", None)
        with count_queries() as statements:
            assert admin.get(address).status_code == 200
        assert len(statements) <= 6


def test_unit_that_another_process_founded_a_moment_ago_is_shown_with_its_people(
    admin: FlaskClient, db: Session, place: Place
) -> None:
    """Trees and counts are kept in memory; what the server beside this one writes makes them anew."""
    addresses = ("/don-vi", f"/don-vi/{place.ministry.id}", "/don-vi/cay.csv")
    for address in addresses:
        assert "Vụ Kế hoạch" not in admin.get(address).text
    founded = make_unit(db, name="Vụ Kế hoạch", code="KH", parent=place.ministry)
    make_person(db, unit=founded, personnel_code=None)
    db.commit()
    for address in (*addresses, f"/don-vi/{founded.id}"):
        answer = admin.get(address)
        assert answer.status_code == 200, address
        assert "Vụ Kế hoạch" in answer.text


def test_head_of_a_unit_browses_only_the_subtree(
    client: FlaskClient, db: Session, login: Login, place: Place
) -> None:
    account = make_account(db)
    grant_role(db, account, Role.UNIT_HEAD, place.a)
    login(client, account)
    page = client.get("/don-vi").text
    assert "Phòng Một" in page
    assert "Vụ Pháp chế" not in page
    assert "Không tìm thấy" in client.get("/don-vi?tim=phap+che").text
    assert "Vụ Pháp chế" not in client.get("/don-vi/cay.csv").text
    shown = client.get(f"/don-vi/{place.a.id}")
    assert shown.status_code == 200
    assert "Quyết định về đơn vị" not in shown.text
    for unit in (place.b, place.ministry):
        assert client.get(f"/don-vi/{unit.id}").status_code == 404
    for act in ("lap", "doi-ten", "chuyen", "sap-nhap", "chia-tach", "giai-the"):
        assert client.get(f"/don-vi/{place.a.id}/{act}").status_code == 404
        assert client.post(f"/don-vi/{place.a.id}/{act}", data=DECIDED).status_code == 404
    assert client.get("/don-vi/lap").status_code == 404
    assert client.post("/don-vi/lap").status_code == 404
    assert client.post(f"/don-vi/{place.a.id}/quyet-dinh/1/huy").status_code == 404


def test_committee_starts_at_its_own_tree(
    client: FlaskClient, db: Session, login: Login, place: Place
) -> None:
    cell = make_unit(db, name="Chi bộ Một", tree=Tree.PARTY)
    account = make_account(db)
    grant_role(db, account, Role.CELL_COMMITTEE, cell)
    login(client, account)
    assert "Chi bộ Một" in client.get("/don-vi").text
    other = client.get("/don-vi?cay=state").text
    assert "không phụ trách đơn vị nào trong cây này" in other
    assert "Vụ Tổ chức" not in other


def test_strangers_sign_in_first_and_learners_find_nothing(
    client: FlaskClient, db: Session, login: Login, place: Place
) -> None:
    account = make_account(db)
    addresses = ("/don-vi/cay.csv", "/don-vi/lap", f"/don-vi/{place.a.id}/doi-ten")
    for address in addresses:
        assert "/dang-nhap" in client.get(address).location
    login(client, account)
    for address in addresses:
        assert client.get(address).status_code == 404


def test_merger_is_shown_before_it_is_written(
    admin: FlaskClient, db: Session, place: Place
) -> None:
    holder = make_account(db, full_name="Phạm Thị Trưởng")
    grant_role(db, holder, Role.UNIT_HEAD, place.b)
    db.commit()
    typed = {**DECIDED, "others": "PC", "unit": "HN", "name": "Vụ Hợp nhất"}
    preview = admin.post(f"/don-vi/{place.a.id}/sap-nhap", data={**typed, "buoc": "xem"}).text
    assert "Chưa ghi gì" in preview
    assert "Phạm Thị Trưởng" in preview
    assert "Phòng Một" in preview
    assert db.scalar(select(func.count(UnitAct.id))) == 0
    seen = db.scalars(select(AccessEntry.action)).all()
    assert "roles over a unit seen" in seen
    db.commit()
    again = admin.post(f"/don-vi/{place.a.id}/sap-nhap", data={**typed, "buoc": "sua"}).text
    assert "Vụ Hợp nhất" in again
    done = admin.post(f"/don-vi/{place.a.id}/sap-nhap", data={**typed, "buoc": "ghi"})
    assert done.status_code == 303
    page = admin.get(done.location).text
    assert "Đã chuyển 4 người" in page
    assert "12/QĐ-BNV" in page
    closed = admin.get(f"/don-vi/{place.b.id}").text
    assert "Đã thôi hoạt động từ ngày 01/03/2026" in closed
    act = db.scalar(select(UnitAct))
    db.commit()
    address = f"/don-vi/{place.a.id}/quyet-dinh/{act.id}/huy"
    assert admin.post(address, data={"ly_do": " "}).status_code == 422
    assert admin.post(address, data={"ly_do": "Ghi nhầm"}).status_code == 303
    assert "Vụ Pháp chế" in admin.get("/don-vi").text
    assert admin.post(address, data={"ly_do": "Ghi nhầm"}).status_code == 409


def test_people_of_a_split_unit_are_named_by_line(
    admin: FlaskClient, db: Session, place: Place
) -> None:
    make_person(db, unit=place.a, personnel_code="NV-7")
    db.commit()
    typed = {**DECIDED, "results": "X; Vụ X\nY\tVụ Y", "unit": "y", "buoc": "ghi"}
    address = f"/don-vi/{place.a.id}/chia-tach"
    for people, words in (
        ("NV-7", "Dòng 1"),
        ("NV-8; X", "NV-8"),
        ("NV-7; Z", "Dòng 1"),
    ):
        refused = admin.post(address, data={**typed, "people": people})
        assert refused.status_code == 422
        assert words in refused.text
    assert db.scalar(select(func.count(UnitAct.id))) == 0
    db.commit()
    assert admin.post(address, data={**typed, "people": "NV-7\tX"}).status_code == 303
    x = db.scalar(select(Unit.id).where(Unit.code == "X"))
    y = db.scalar(select(Unit.id).where(Unit.code == "Y"))
    page = admin.get(f"/don-vi?mo={y}").text
    assert f'id="u{x}"' in page
    assert "Phòng Một" in page


@pytest.mark.parametrize(
    ("act", "typed", "words"),
    [
        ("doi-ten", {"name": ""}, "Đề nghị nhập tên"),
        ("doi-ten", {"name": "Vụ Tổ chức"}, "đang mang đúng tên này"),
        ("doi-ten", {"name": "X", "effective_on": "2019-01-01"}, "không hoạt động vào ngày"),
        ("doi-ten", {"name": "X", "decision": ""}, "Đề nghị nhập số, ngày quyết định"),
        ("chuyen", {"unit": "A1"}, "trực thuộc chính mình"),
        ("chuyen", {"unit": "khong co"}, "không có đơn vị nào mang mã hoặc tên"),
        ("chuyen", {"unit": "phap"}, "Có thể là: PC (Vụ Pháp chế)."),
        ("sap-nhap", {"others": "Z", "unit": "PC"}, "không có đơn vị nào mang mã hoặc tên"),
        ("sap-nhap", {"others": "PC", "unit": "MOI"}, "Đề nghị nhập tên để lập đơn vị mới"),
        ("sap-nhap", {"others": "", "unit": "MOI", "name": "X"}, "cần ít nhất một đơn vị nữa"),
        ("chia-tach", {"results": "X; Vụ X"}, "mã của một trong các đơn vị"),
        ("chia-tach", {"results": "X"}, "dấu chấm phẩy"),
        ("giai-the", {}, "còn đơn vị cấp dưới"),
        ("giai-the", {"unit": "A"}, "không thể tự tiếp nhận"),
        ("lap", {"name": "Phòng", "code": "pc", "kind": "unit"}, "đã dùng trong cây"),
    ],
)
def test_refusals_say_what_to_do_and_keep_what_was_typed(
    admin: FlaskClient, db: Session, place: Place, act: str, typed: dict[str, str], words: str
) -> None:
    data = {**DECIDED, "note": "Ghi chú riêng", **typed, "buoc": "ghi"}
    answer = admin.post(f"/don-vi/{place.a.id}/{act}", data=data)
    assert answer.status_code in (409, 422)
    assert words in answer.text
    assert "Ghi chú riêng" in answer.text
    assert db.scalar(select(func.count(UnitAct.id))) == 0


def test_a_closing_without_heir_is_asked_for_one_where_it_is_typed(
    admin: FlaskClient, place: Place
) -> None:
    answer = admin.post(f"/don-vi/{place.a.id}/giai-the", data={**DECIDED, "buoc": "xem"})
    assert answer.status_code == 422
    field = answer.text.split('id="unit-error"')[1][:400]
    assert "còn đơn vị cấp dưới" in field


def test_root_is_founded_and_shown_before_it_stands(admin: FlaskClient, db: Session) -> None:
    day = clock.today() + timedelta(days=30)
    data = {"name": "Tỉnh", "code": "T", "kind": "ministry", "decision": "1/NQ", "buoc": "ghi"}
    done = admin.post("/don-vi/lap", data={**data, "effective_on": day.isoformat()})
    assert done.status_code == 303
    unit_id = db.scalar(select(Unit.id).where(Unit.code == "T"))
    assert "Sẽ thành lập ngày" in admin.get(f"/don-vi/{unit_id}").text
    assert f'id="u{unit_id}"' not in admin.get("/don-vi").text
    assert f'id="u{unit_id}"' in admin.get(f"/don-vi?ngay={day.isoformat()}").text


def test_downloaded_tree_is_a_list_of_units(admin: FlaskClient) -> None:
    today = clock.today().isoformat()
    answer = admin.get(f"/don-vi/cay.csv?ngay={today}")
    lines = answer.text.lstrip("\ufeff").splitlines()
    assert lines[0].startswith("Cây;Mã;Tên đơn vị;Mã cấp trên;Loại;Chức danh;")
    assert lines[1] == "Nhà nước;B;Bộ Thử;;Đơn vị;;0;5"
    assert "Nhà nước;A1;Phòng Một;A;Đơn vị;;1;1" in lines


def test_history_tells_units_before_and_after_a_decision(admin: FlaskClient, place: Place) -> None:
    address = f"/don-vi/{place.a.id}/giai-the"
    admin.post(address, data={**DECIDED, "unit": "PC", "buoc": "ghi"})
    page = admin.get(f"/don-vi/{place.b.id}").text
    history = page[page.index('class="unit-acts"') :]
    assert "Trước quyết định: <a" in history
    assert "Sau quyết định: <a" in history
    assert "Từ ngày" not in history
