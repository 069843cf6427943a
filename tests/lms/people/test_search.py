"""Finding people and units as one types: what is found, in which order, by whom."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people import search, search_scope
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person, PersonWord
from lms.people.search import suggest_people
from lms.people.search_terms import given_ranges
from lms.people.word_index import index_people
from lms.text import fold, name_sort_key
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
PEOPLE = (
    "Nguyễn Văn Dũng",
    "Nguyễn Vân Dũng",
    "Đỗ Thị Dung",
    "Cao Minh Đức",
    "Hoàng Thị Thu Thùy",
    "Hoàng Thị Thu Thủy",
    "Dương Văn An",
)


@pytest.fixture(params=["looked at", "walked through", "walked through first"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "looked at":
        monkeypatch.setattr(search_scope, "_FEW", 0)
    if request.param == "walked through":
        monkeypatch.setattr(search, "_FEW", 1)
    if request.param == "walked through first":
        monkeypatch.setattr(search, "_SOON_MET", 0)
    return str(request.param)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nguyen van dung", ["Nguyễn Văn Dũng", "Nguyễn Vân Dũng"]),
        ("Nguyễn Vân", ["Nguyễn Vân Dũng", "Nguyễn Văn Dũng"]),
        ("dung ng", ["Nguyễn Văn Dũng", "Nguyễn Vân Dũng"]),
        ("duc", ["Cao Minh Đức"]),
        ("ĐỨC", ["Cao Minh Đức"]),
        ("thuy", ["Hoàng Thị Thu Thùy", "Hoàng Thị Thu Thủy"]),
        ("Thủy", ["Hoàng Thị Thu Thủy", "Hoàng Thị Thu Thùy"]),
        (
            "du",
            ["Đỗ Thị Dung", "Nguyễn Văn Dũng", "Nguyễn Vân Dũng", "Cao Minh Đức", "Dương Văn An"],
        ),
        ("ung", []),
        ("%", []),
        ("   ", []),
    ],
)
def test_words_are_found_without_diacritics_best_first(
    db: Session, way: str, typed: str, found: list[str]
) -> None:
    for name in PEOPLE:
        make_person(db, full_name=name)
    assert [each.full_name for each in suggest_people(db, typed)] == found


def test_a_given_name_comes_first_though_another_word_begins_like_it(db: Session, way: str) -> None:
    for name in ("Trần Thị An", "Nguyễn Thị Tâm"):
        make_person(db, full_name=name)
    found = [each.full_name for each in suggest_people(db, "thi t")]
    assert found == ["Nguyễn Thị Tâm", "Trần Thị An"]


@pytest.mark.parametrize("typed", ["nv-777", "0912", "duccm@", "duc nv-777"])
def test_code_phone_and_address_lead_to_somebody(db: Session, typed: str) -> None:
    person = make_person(
        db, full_name="Cao Minh Đức", personnel_code="NV-777", email="duccm@bo.example"
    )
    person.phone = "0912 345 678"
    db.flush()
    assert [each.id for each in suggest_people(db, typed)] == [person.id]


def test_words_follow_a_change_of_name(db: Session) -> None:
    person = make_person(db, full_name="Cao Minh Đức")
    person.full_name = "Cao Minh Khôi"
    person.name_fold, person.sort_key = fold(person.full_name), name_sort_key(person.full_name)
    db.flush()
    assert suggest_people(db, "duc") == []
    assert [each.full_name for each in suggest_people(db, "khoi")] == ["Cao Minh Khôi"]


def test_index_can_be_made_anew(db: Session, runner: FlaskCliRunner) -> None:
    person = make_person(db, full_name="Cao Minh Đức")
    before = set(db.execute(select(PersonWord.word, PersonWord.person_id)).all())
    db.execute(delete(PersonWord))
    db.execute(insert(PersonWord), [{"word": b"la", "person_id": person.id, "name": " la"}])
    assert "1" in runner.invoke(args=["people", "index"]).output
    assert set(db.execute(select(PersonWord.word, PersonWord.person_id)).all()) == before


def test_given_names_are_found_in_all_their_places_of_the_order() -> None:
    for name in ("Lê Dư", "Lê Du", "Lê Đưa", "Lê Đủ"):
        key = name_sort_key(name)
        assert any(low <= key < high for low, high in given_ranges("du")), name
    assert not any(low <= name_sort_key("Lê Đào") < high for low, high in given_ranges("du"))


def test_answers_come_as_json_with_units_and_leave_a_trace(
    db: Session, client: FlaskClient, login: Login
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    legal = make_unit(db, name="Vụ Pháp chế")
    person = make_person(db, full_name="Cao Minh Pháp", unit=legal, personnel_code="PC1")
    answer = client.get("/nhan-su/tim?q=phap")
    assert answer.json is not None
    (found,), (unit,) = answer.json["people"], answer.json["units"]
    assert found == {
        "name": "Cao Minh Pháp",
        "note": "17/05/1975 · Chuyên viên · Vụ Pháp chế",
        "url": f"/nhan-su/{person.id}",
    }
    address = f"/nhan-su?don-vi={legal.id}"
    assert unit == {"name": "Vụ Pháp chế", "note": legal.code, "url": address}
    client.get("/nhan-su/tim?q=phap c")
    traced = db.scalars(
        select(AccessEntry.detail).where(AccessEntry.action == "people searched for")
    )
    assert traced.all() == ["phap"]
    client.get("/nhan-su/tim?q=cao")
    client.get("/nhan-su/tim?q=cao m")
    assert traced_searches(db) == ["phap", "cao"]
    with clock.fixed(clock.now() + timedelta(minutes=1)):
        client.get("/nhan-su/tim?q=cao mi")
    assert traced_searches(db) == ["phap", "cao", "cao mi"]
    assert client.get("/nhan-su/tim?q=p").json == {"people": [], "units": []}


def traced_searches(db: Session) -> list[str]:
    return list(
        db.scalars(
            select(AccessEntry.detail)
            .where(AccessEntry.action == "people searched for")
            .order_by(AccessEntry.id)
        )
    )


def test_heads_find_their_own_people_only(
    db: Session, client: FlaskClient, login: Login, way: str
) -> None:
    legal, pay = make_unit(db, name="Vụ Pháp chế"), make_unit(db, name="Vụ Tiền lương")
    make_person(db, full_name="Nguyễn Văn Dũng", unit=legal)
    make_person(db, full_name="Đỗ Thị Dung", unit=pay)
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=legal))
    answer = client.get("/nhan-su/tim?q=dung").json
    assert answer is not None
    assert [each["name"] for each in answer["people"]] == ["Nguyễn Văn Dũng"]
    assert client.get("/nhan-su/tim?q=tien luong").json == {"people": [], "units": []}


def test_learners_and_strangers_find_nobody(db: Session, client: FlaskClient, login: Login) -> None:
    account = make_account(db)
    assert client.get("/nhan-su/tim?q=an").status_code == 303
    login(client, account)
    assert client.get("/nhan-su/tim?q=an").status_code == 404


def test_who_has_left_is_not_found(db: Session) -> None:
    person = make_person(db, full_name="Cao Minh Đức")
    person.left_on = person.born_on
    db.flush()
    assert suggest_people(db, "duc") == []


def test_the_list_finds_people_by_the_name_of_their_unit(
    db: Session, client: FlaskClient, login: Login
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    make_person(db, full_name="Cao Minh Đức", unit=make_unit(db, name="Vụ Pháp chế"))
    make_person(db, full_name="Đỗ Thị Dung", unit=make_unit(db, name="Vụ Tiền lương"))
    page = client.get("/nhan-su?tim=phap+che").text
    assert "Cao Minh Đức" in page
    assert "Đỗ Thị Dung" not in page


def test_a_bulk_insert_is_indexed_on_request(db: Session) -> None:
    row = {"full_name": "Cao Minh Đức", "name_fold": "cao minh duc", "sort_key": b"1"}
    person_id = db.scalar(insert(Person).values(row).returning(Person.id)) or 0
    assert suggest_people(db, "duc") == []
    index_people(db, [person_id])
    assert [each.id for each in suggest_people(db, "duc")] == [person_id]
