"""Who leaves by one hand within a day counts together: slices of five get nobody round the second person."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.let_leave import let_leave_lately
from lms.people.models import Account, Membership, Person
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
PREVIEW, DO = "/nhan-su/hang-loat/xem-truoc", "/nhan-su/hang-loat"
FIELDS = {"unit_id": "0", "category": "cadre", "party_status": "none", "is_exempt": "0"}


@pytest.fixture
def people(db: Session, legal: Unit) -> list[Person]:
    """Twenty in two rooms of a department."""
    rooms = [make_unit(db, name=f"Phòng {each}", parent=legal) for each in "AB"]
    return [
        make_person(db, full_name=f"Lê Thị {chr(65 + place)}", unit=rooms[place // 10])
        for place in range(20)
    ]


@pytest.fixture
def account(db: Session, legal: Unit) -> Account:
    make_account(db, role=Role.ADMINISTRATOR)
    return make_account(db, role=Role.RECORDS_CLERK, unit=legal)


@pytest.fixture
def clerk(client: FlaskClient, login: Login, account: Account) -> FlaskClient:
    return login(client, account)


def chosen(people: list[Person], act: str, day: str) -> dict[str, object]:
    ids = [str(each.id) for each in people]
    count = str(len(ids))
    sent = {"act": act, "on": day, "nguoi": ids, "so-nguoi": count, "so-go": count}
    return FIELDS | sent


def many(client: FlaskClient, people: list[Person], act: str = "roi-co-quan", on: str = "") -> int:
    """The status of letting many leave, their number typed."""
    return client.post(DO, data=chosen(people, act, on or clock.today().isoformat())).status_code


def one(client: FlaskClient, person: Person, act: str = "roi-co-quan") -> tuple[int, str]:
    answer = client.post(f"/nhan-su/{person.id}/sua/{act}", data={"on": clock.today().isoformat()})
    return answer.status_code, answer.text


def standing(db: Session) -> int:
    open_ended = select(func.count()).select_from(Membership).where(Membership.ends_on.is_(None))
    return db.scalar(open_ended) or 0


@contextmanager
def a_day_later() -> Iterator[None]:
    with clock.fixed(clock.now() + timedelta(hours=25)):
        yield


@pytest.mark.parametrize("act", ["roi-co-quan", "roi-don-vi"])
@pytest.mark.parametrize("second", [slice(5, 10), slice(10, 15)], ids=["same room", "next room"])
def test_five_and_five_more_are_ten(
    clerk: FlaskClient, db: Session, people: list[Person], act: str, second: slice
) -> None:
    before = standing(db)
    assert many(clerk, people[:5], act) == 303
    values = chosen(people[second], act, clock.today().isoformat())
    preview = clerk.get(PREVIEW, query_string=values).text
    assert "Quá nhiều người rời cùng lúc: 10 trong số" in preview
    assert "Đã tính cả 5 người đồng chí cho rời trong 24 giờ qua" in preview
    assert many(clerk, people[second], act) == 409
    assert many(clerk, people[second][:1], act) == 409
    assert standing(db) == before - 5


def test_those_who_leave_on_a_day_to_come_count_too(
    clerk: FlaskClient, people: list[Person]
) -> None:
    day = (clock.today() + timedelta(days=30)).isoformat()
    assert many(clerk, people[:5], on=day) == 303
    assert many(clerk, people[5:10], on=day) == 409


def test_one_by_one_adds_up_as_well(clerk: FlaskClient, db: Session, people: list[Person]) -> None:
    for place, person in enumerate(people[:5]):
        assert one(clerk, person, ("roi-co-quan", "roi-don-vi")[place % 2])[0] == 303
    before = standing(db)
    status, page = one(clerk, people[5])
    assert status == 409
    assert "trong 24 giờ qua là 6 trong số 10 người" in page
    assert "có người thứ hai phê duyệt" in page
    assert many(clerk, people[6:8]) == 409
    assert standing(db) == before


def test_a_day_later_it_begins_anew(
    app: Flask, clerk: FlaskClient, login: Login, people: list[Person], account: Account
) -> None:
    assert many(clerk, people[:5]) == 303
    with a_day_later():
        again = login(app.test_client(), account)
        assert many(again, people[5:10]) == 303


def test_another_hand_begins_anew(
    app: Flask, clerk: FlaskClient, db: Session, login: Login, people: list[Person], legal: Unit
) -> None:
    assert many(clerk, people[:5]) == 303
    other = login(app.test_client(), make_account(db, role=Role.RECORDS_CLERK, unit=legal))
    assert many(other, people[5:10]) == 303


def test_whoever_came_back_counts_no_more(
    clerk: FlaskClient, db: Session, people: list[Person], account: Account
) -> None:
    assert many(clerk, people[:5]) == 303
    db.expire_all()
    assert let_leave_lately(db, account.id) == {each.id for each in people[:5]}
    unit = db.scalar(select(Membership.unit_id).where(Membership.person_id == people[0].id))
    for person in people[:3]:
        sent = {"unit_id": str(unit), "on": clock.today().isoformat()}
        assert clerk.post(f"/nhan-su/{person.id}/sua/tro-lai", data=sent).status_code == 303
    assert let_leave_lately(db, account.id) == {each.id for each in people[3:5]}
    assert many(clerk, people[5:8]) == 303


def test_far_away_in_a_large_unit_nobody_is_held_up(
    app: Flask, db: Session, login: Login, people: list[Person], top: Unit
) -> None:
    make_account(db, role=Role.ADMINISTRATOR)
    admin = login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR))
    large = make_unit(db, name="Cục Lớn", parent=top)
    crowd = [make_person(db, unit=large) for _each in range(400)]
    assert many(admin, people[:5]) == 303
    assert one(admin, crowd[0])[0] == 303
    assert many(admin, crowd[1:3]) == 303  # eight in all of 420: under 2 %
    assert one(admin, people[5])[0] == 409  # of the twenty it is the sixth, whatever else left


def test_sole_administrator_types_the_number_of_each_slice(
    app: Flask, db: Session, login: Login, people: list[Person]
) -> None:
    admin = login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR))
    assert many(admin, people[:5]) == 303
    values = chosen(people[5:10], "roi-co-quan", clock.today().isoformat())
    assert 'name="so-go"' in admin.get(PREVIEW, query_string=values).text
    assert many(admin, people[5:10]) == 303
    assert one(admin, people[10])[0] == 303


def send_list(client: FlaskClient, people: list[Person]) -> str:
    """A list of room A with these people."""
    rows = "".join(f"{each.full_name};{each.personnel_code};Phòng A\n" for each in people)
    text = f"Họ và tên;Mã cán bộ;Đơn vị\n{rows}"
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(text.encode()), "ds.csv")})
    return str(answer.location)


def test_list_and_page_add_up_either_way(
    clerk: FlaskClient, db: Session, people: list[Person]
) -> None:
    address = send_list(clerk, people[2:10])
    assert clerk.post(address, data={"leaves": "y", "typed": "2"}).status_code == 303
    assert standing(db) == 18
    for person in people[2:5]:
        assert one(clerk, person)[0] == 303
    assert one(clerk, people[5])[0] == 409

    again = send_list(clerk, people[6:10])  # one is missing, the sixth of the day
    page = clerk.get(again).text
    assert "Đã tính cả 5 người đồng chí cho rời trong 24 giờ qua" in page
    told = clerk.post(again, data={"leaves": "y", "typed": "1"}, follow_redirects=True).text
    assert "Chờ người thứ hai duyệt" in told
    assert standing(db) == 15


def test_a_list_of_one_room_is_not_held_up_by_leavers_of_a_large_unit(
    app: Flask, db: Session, login: Login, people: list[Person], top: Unit
) -> None:
    make_account(db, role=Role.ADMINISTRATOR)
    admin = login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR))
    large = make_unit(db, name="Cục Lớn", parent=top)
    crowd = [make_person(db, unit=large) for _each in range(400)]
    assert many(admin, crowd[:7]) == 303
    address = send_list(admin, people[1:10])  # one of ten is missing, eight of 420 leave
    assert "Đã tính cả" not in admin.get(address).text
    assert admin.post(address, data={"leaves": "y", "typed": "1"}).status_code == 303
    assert standing(db) == 412


@pytest.mark.parametrize("how", ["ended", "begun later", "taken away"])
def test_places_corrected_so_that_nobody_stands_there_add_up_as_well(
    clerk: FlaskClient, db: Session, people: list[Person], how: str
) -> None:
    today = clock.today()
    days = {
        "ended": {"starts_on": "2020-01-01", "ends_on": (today - timedelta(1)).isoformat()},
        "begun later": {"starts_on": (today + timedelta(400)).isoformat()},
        "taken away": {"viec": "xoa"},
    }[how]
    before = {each.person_id: (each.id, each.ends_on) for each in db.scalars(select(Membership))}
    for person in people[:5]:
        address = f"/nhan-su/{person.id}/noi/{before[person.id][0]}"
        assert clerk.post(address, data=days).status_code == 303
    place = before[people[5].id][0]
    assert clerk.post(f"/nhan-su/{people[5].id}/noi/{place}", data=days).status_code == 409
    assert one(clerk, people[6])[0] == 409
    db.expire_all()
    kept = db.get_one(Membership, place)
    assert (kept.starts_on <= today, kept.ends_on) == (True, None)


def test_other_corrections_of_places_do_not_count(
    clerk: FlaskClient, db: Session, people: list[Person], account: Account
) -> None:
    places = {each.person_id: each.id for each in db.scalars(select(Membership))}
    for person in people[:8]:
        address = f"/nhan-su/{person.id}/noi/{places[person.id]}"
        assert clerk.post(address, data={"starts_on": "2021-03-01"}).status_code == 303
    assert let_leave_lately(db, account.id) == set()
