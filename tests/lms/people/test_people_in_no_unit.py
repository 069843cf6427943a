"""Who stands in no unit: the database's list of them, and the filter of today's list and of any other day's."""

import random
from collections.abc import Callable, Collection
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.db.mass import insert_rows
from lms.db.unplaced import FILL
from lms.organisation import views
from lms.people.enums import Role
from lms.people.models import Account, Membership, Person
from lms.people.places import end_places, leave, move
from lms.people.tallies.models import PersonInNoUnit
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
FIRST = date(2026, 1, 1)
ASKED = {"cho-dung": "chua-co-don-vi"}
TODAY = clock.today()
LATER = TODAY + timedelta(days=10)


def listed(db: Session) -> set[int]:
    return set(db.scalars(select(PersonInNoUnit.person_id)))


def looked_for(db: Session) -> set[int]:
    placed = select(Membership.person_id).where(
        Membership.tree == Tree.STATE, Membership.ends_on.is_(None)
    )
    asked = select(Person.id).where(Person.left_on.is_(None), Person.id.not_in(placed))
    return set(db.scalars(asked))


def period(rng: random.Random) -> dict[str, object]:
    first = FIRST + timedelta(days=rng.randrange(9))
    last = first + timedelta(days=rng.randrange(4))
    return {"starts_on": first, "ends_on": last, "tree": rng.choice(list(Tree))}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_to_people_and_places_the_list_is_right(db: Session, seed: int) -> None:
    rng, unit = random.Random(seed), make_unit(db).id
    people = [make_person(db).id for _each in range(12)]
    for each in people:
        for more in ({"tree": rng.choice(list(Tree)), "ends_on": None}, {}):
            values = {"person_id": each, "unit_id": unit, **period(rng), **more}
            db.execute(insert(Membership).values(values))
    assert listed(db) == looked_for(db)
    for _each in range(40):
        of_one = Membership.person_id == rng.choice(people)
        state = [of_one, Membership.tree == Tree.STATE]
        acts = (
            delete(Membership).where(of_one),
            update(Membership).where(of_one).values(ends_on=FIRST + timedelta(30)),
            update(Membership).where(*state, Membership.ends_on.is_(None)).values(tree=Tree.PARTY),
            update(Person).where(Person.id == rng.choice(people)).values(left_on=FIRST),
            update(Person).where(Person.id == rng.choice(people)).values(left_on=None),
        )
        db.execute(
            insert(Membership).values(person_id=rng.choice(people), unit_id=unit, **period(rng))
        )
        try:
            with db.begin_nested():
                db.execute(rng.choice(acts))
        except IntegrityError:  # two open places in a tree: nothing changes
            pass
        assert listed(db) == looked_for(db)


def test_many_at_once(db: Session) -> None:
    unit = make_unit(db)
    people = [make_person(db).id for _each in range(20)]
    assert listed(db) >= set(people)
    rows = [
        {"person_id": each, "unit_id": unit.id, "tree": Tree.STATE, "starts_on": FIRST}
        for each in people
    ]
    insert_rows(db, Membership.__table__, [{**each, "ends_on": None} for each in rows])
    assert listed(db).isdisjoint(people)
    db.execute(update(Membership).values(unit_id=make_unit(db).id))
    assert listed(db).isdisjoint(people)
    db.execute(update(Membership).values(ends_on=FIRST))
    assert listed(db) >= set(people)
    leave(db, people[:5], TODAY)
    assert listed(db) == looked_for(db)
    db.execute(delete(Membership))
    assert listed(db) == looked_for(db) >= set(people[5:])


def test_those_on_record_before_are_listed_once(db: Session) -> None:
    make_person(db, unit=make_unit(db))
    make_person(db)
    by_trigger = listed(db)
    db.execute(delete(PersonInNoUnit))
    db.execute(text(FILL))
    assert listed(db) == by_trigger == looked_for(db)


NAMES = ("Lê Luôn Có", "Bùi Chưa Có", "Vũ Đứt Quãng", "Hồ Đến Sau", "Đỗ Đã Rời", "Ngô Sắp Rời")


@pytest.fixture
def _office(db: Session) -> None:
    """Each is in or out of units as the name says; Vũ had no unit in February 2026, Đỗ left on 1 May, out since March."""
    unit, cell = make_unit(db, name="Vụ"), make_unit(db, name="Chi bộ", tree=Tree.PARTY)
    settled, _never, gap, came, left, leaving = (
        make_person(db, full_name=name, unit=unit if name[0] in "LVĐN" else None) for name in NAMES
    )
    move(db, [settled.id, gap.id], cell.id, FIRST)
    end_places(db, [gap.id], date(2026, 2, 1), Tree.STATE)
    move(db, [gap.id], unit.id, date(2026, 3, 1))
    move(db, [came.id], unit.id, date(2026, 4, 1))
    end_places(db, [left.id], date(2026, 3, 1))
    leave(db, [left.id], date(2026, 5, 1))
    end_places(db, [leaving.id], TODAY - timedelta(days=3))
    leave(db, [leaving.id], LATER)
    db.flush()


def shown(client: FlaskClient, day: date, **query: object) -> set[str]:
    page = client.get("/nhan-su", query_string={"ngay": day.isoformat(), **ASKED, **query})
    assert page.status_code == 200
    return {each for each in NAMES if f">{each}<" in page.text}


@pytest.mark.usefixtures("_office")
@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2026, 2, 14), {"Bùi Chưa Có", "Vũ Đứt Quãng"}),
        (date(2026, 3, 10), {"Bùi Chưa Có", "Đỗ Đã Rời"}),
        (date(2026, 5, 1), {"Bùi Chưa Có"}),
        (TODAY, {"Bùi Chưa Có", "Ngô Sắp Rời"}),
        (LATER - timedelta(days=1), {"Bùi Chưa Có", "Ngô Sắp Rời"}),
        (LATER, {"Bùi Chưa Có"}),
    ],
)
def test_list_of_any_day_is_narrowed_to_who_stood_in_no_unit(
    db: Session, client: FlaskClient, login: Login, day: date, names: Collection[str]
) -> None:
    clerk = login(client, make_account(db, role=Role.RECORDS_CLERK, full_name="Hồ Sơ"))
    for order in ("ten", "-ten", "don-vi", "chuc-vu", "danh-sach"):
        assert shown(clerk, day, **{"thu-tu": order}) == names
    assert shown(clerk, day, **{"mien-sinh-hoat": "co"}) == set()
    file = clerk.get("/nhan-su/danh-sach.xlsx", query_string={"ngay": day.isoformat(), **ASKED})
    cells = [row[2].value for row in load_workbook(BytesIO(file.data)).active.rows]
    assert set(cells[1:]) & set(NAMES) == names


@pytest.mark.usefixtures("_office")
def test_whoever_sees_some_units_is_not_asked_and_finds_nobody_more(
    db: Session, client: FlaskClient, login: Login
) -> None:
    unit = db.scalars(select(Membership.unit_id).where(Membership.tree == Tree.STATE)).first()
    account = make_account(db, role=Role.UNIT_HEAD, unit=make_unit(db))
    head = login(client, account)
    page = head.get("/nhan-su", query_string={"ngay": "2026-02-14", **ASKED}).text
    assert 'name="cho-dung"' not in page
    assert unit is not None
    assert shown(head, date(2026, 2, 14)) == set()


@pytest.mark.usefixtures("_office")
def test_the_tree_says_whom_it_does_not_count(
    db: Session, client: FlaskClient, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = db.scalars(select(Membership.unit_id).where(Membership.tree == Tree.STATE)).first()
    account = make_account(db, role=Role.ADMINISTRATOR)
    move(db, [account.person_id], unit or 0, TODAY)
    admin = login(client, account)
    link = 'href="/nhan-su?cho-dung=chua-co-don-vi"'
    page = admin.get("/don-vi").text
    assert link in page
    assert "2 người chưa thuộc đơn vị nào" in page
    for other in ("?cay=party", "?tim=vu", f"?ngay={TODAY - timedelta(days=1)}"):
        assert link not in admin.get(f"/don-vi{other}").text
    monkeypatch.setattr(views, "_MOST_COUNTED", 1)
    assert "Hơn 1 người chưa thuộc đơn vị nào" in admin.get("/don-vi").text
    head = login(client, make_account(db, role=Role.UNIT_HEAD, unit=db.get(Unit, unit)))
    assert link not in head.get("/don-vi").text
