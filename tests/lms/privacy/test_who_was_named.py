"""Who saw me is true: a person is told of the lists, pages and files that showed them, and of no others."""

import ast
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from lms import clock
from lms.config import ROOT
from lms.people.access import add_access, name_more
from lms.people.enums import PartyStatus, Role
from lms.people.models import AccessEntry
from lms.people.tracing.changes import keep_changes
from lms.people.tracing.models import AccessReach
from lms.people.tracing.reach import TOGETHER, packed, unpacked
from lms.privacy.trace import Wanted, read_trace
from lms.units.enums import Tree
from tests.factories import make_account, make_person, make_unit

LIST = "list of people seen"


@pytest.fixture
def units(db):
    return make_unit(db, name="Vụ Pháp chế"), make_unit(db, name="Vụ Tiền lương")


def told(db, person, **wanted):
    """What the trace tells about a person, newest first."""
    db.expire_all()
    return [each.entry.action for each in read_trace(db, Wanted(person_id=person.id, **wanted))[0]]


def test_the_list_of_one_unit_names_nobody_of_another(db, client, login, units):
    own, stranger = make_person(db, unit=units[0]), make_person(db, unit=units[1])
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=units[0]))

    client.get("/nhan-su")

    assert told(db, own) == [LIST]
    assert told(db, stranger) == []


def test_only_those_of_the_page_and_the_search_are_named(db, client, login, units):
    people = [make_person(db, unit=units[0], full_name=f"Lê Văn An {n:02}") for n in range(51)]
    login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Zz"))

    client.get("/nhan-su?tim=le van")
    client.get("/nhan-su?tim=le van an 07")

    assert told(db, people[0]) == [LIST]
    assert told(db, people[7]) == [LIST, LIST]
    assert told(db, people[50]) == []


def test_a_page_of_fifty_is_written_with_as_many_statements_as_one_person(
    db, client, login, units, count_queries, backend
):
    login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Zz"))
    counts = []
    for number in (1, 49):
        for each in range(number):
            make_person(db, unit=units[0], full_name=f"Lê Văn An {each:02}")
        client.get("/nhan-su")
        with count_queries() as statements:
            client.get("/nhan-su")
        counts.append(len([each for each in statements if "INSERT INTO access_" in each]))
    assert counts == ([2, 2] if backend == "sqlite" else [1, 1])


def test_suggestions_name_whom_they_showed_in_one_entry(db, client, login, units):
    dung = make_person(db, full_name="Đỗ Thị Dung", unit=units[0])
    duong = make_person(db, full_name="Đỗ Thị Dương", unit=units[0])
    nobody = make_person(db, full_name="Lê Văn An", unit=units[0])
    login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Zz"))

    for words in ("dung", "du", "duo"):
        client.get(f"/nhan-su/tim?q={words}").close()

    assert told(db, dung) == ["people searched for"]
    assert told(db, nobody) == []
    with_all = select(func.count()).select_from(AccessEntry)
    searches = with_all.where(AccessEntry.action == "people searched for")
    assert db.scalar(searches) == 2  # "duo" is no longer of "dung", "du" is
    assert told(db, duong) == ["people searched for"] * 2


def test_entries_of_before_are_left_out_and_that_is_said(db, client, login, units):
    person = make_person(db, unit=units[0], personnel_code="NV-7")
    admin = make_account(db, role=Role.ADMINISTRATOR, full_name="Zz")
    add_access(db, admin.id, LIST, "unit", None)
    add_access(db, admin.id, LIST, "unit", units[0].id)
    db.commit()

    assert told(db, person) == []
    login(client, admin)
    words = "Danh sách ghi rõ đã hiện tên ai kể từ"
    assert words not in client.get("/du-lieu-ca-nhan/nhat-ky?nguoi=NV-7").text
    add_access(db, None, "names kept from here on", "trace")
    db.commit()
    assert words in client.get("/du-lieu-ca-nhan/nhat-ky?nguoi=NV-7").text


def test_the_trace_says_how_many_a_list_named(db, client, login, units):
    people = [make_person(db, unit=units[0]) for _ in range(3)]
    admin = make_account(db, role=Role.ADMINISTRATOR, full_name="Zz")
    add_access(db, admin.id, "cards printed", "conference", 1, people=[each.id for each in people])
    db.commit()
    page = login(client, admin).get("/du-lieu-ca-nhan/nhat-ky")
    assert "nêu tên 3 người" in page.text
    page = client.get(f"/du-lieu-ca-nhan/nhat-ky?nguoi=%23{people[0].id}")
    assert "nêu tên 3 người, trong đó có người này" in page.text


def test_an_entry_shows_all_whom_it_named_with_what_it_changed(db, client, login, units):
    people = [make_person(db, unit=units[0], full_name=f"Lê Văn {name}") for name in "AB"]
    named = [each.id for each in people]
    entry = add_access(db, None, "roster imported", "roster", 1, "ds.xlsx", people=named)
    db.flush()
    keep_changes(db, entry.id, None, [(named[0], "position", "", "Vụ trưởng")])
    db.commit()
    office = login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Zz"))

    page = office.get(f"/du-lieu-ca-nhan/nhat-ky/{entry.id}").text

    assert "Lê Văn A" in page
    assert "Lê Văn B" in page
    assert "Chức vụ: – → Vụ trưởng" in page
    assert told(db, people[1])[0] == "trace seen"
    assert office.get("/du-lieu-ca-nhan/nhat-ky/999999").status_code == 404
    assert client.get(f"/du-lieu-ca-nhan/nhat-ky/{entry.id}?trang=9").status_code == 200


def test_a_list_of_a_party_unit_is_marked_so(db, client, login, units):
    cell = make_unit(db, name="Chi bộ Một", tree=Tree.PARTY)
    make_person(db, unit=units[0], party_unit=cell, party_status=PartyStatus.OFFICIAL)
    head = make_account(db, role=Role.UNIT_HEAD, unit=units[0], full_name="Zz")
    login(client, head)

    client.get("/nhan-su?tim=phap che")
    client.get("/nhan-su?tim=chi bo mot")  # shows a head nobody, and so tells nothing
    login(client, make_account(db, role=Role.CELL_COMMITTEE, unit=cell, full_name="Zy"))
    client.get("/nhan-su?tim=chi bo mot")

    seen = db.scalars(select(AccessEntry.shows_party).order_by(AccessEntry.id))
    assert [each for each in seen if each is not None] == [False, False, True]
    marked = read_trace(db, Wanted(only_party=True, action=LIST))[0]
    assert [each.entry.detail for each in marked] == ["chi bo mot"]


@pytest.mark.parametrize("statement", ["UPDATE access_reaches SET members = 0", "DELETE FROM {0}"])
def test_whom_an_entry_names_is_never_changed(db, statement):
    add_access(db, None, LIST, "unit", people=[1, 2])
    db.flush()
    with pytest.raises(DBAPIError, match="append-only"):
        db.execute(text(statement.format("access_reaches")))


def test_they_go_with_the_entry(db, client, login):
    admin = make_account(db, role=Role.ADMINISTRATOR, full_name="Zz")
    with clock.fixed(clock.now() - timedelta(days=6 * 366)):
        old = add_access(db, None, LIST, "unit", people=[1, 99])
        db.flush()
        name_more(db, old.id, [5])
    kept = add_access(db, None, LIST, "unit", people=[1])
    db.commit()
    old_id, kept_id = old.id, kept.id
    office = login(client, admin)
    page = office.get("/du-lieu-ca-nhan/luu-giu").text
    stamp = page.partition('name="da-xem" value="')[2].partition('"')[0]
    assert office.post("/du-lieu-ca-nhan/luu-giu", data={"da-xem": stamp}).status_code == 303
    assert set(db.scalars(select(AccessReach.entry_id))) >= {kept_id}
    assert db.scalar(select(func.count()).where(AccessReach.entry_id == old_id)) == 0


def test_people_are_packed_side_by_side():
    ids = [1, 2, TOGETHER - 1, TOGETHER, 5 * TOGETHER + 3]
    blocks = packed(ids)
    assert set(blocks) == {0, 1, 5}
    assert all(0 < members < 2**63 for members in blocks.values())
    assert unpacked(blocks.items()) == ids
    assert len(packed(range(1, 200_001))) == 3_226


def test_every_list_that_is_traced_says_whom_it_names():
    """A subject other than one person needs `people`, in every part of the product."""
    silent = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for package in ("lms", "sessions", "quizzes")
        for path in (ROOT / package).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "log_access"
        and not (isinstance(call.args[1], ast.Constant) and call.args[1].value == "person")
        and not any(keyword.arg == "people" for keyword in call.keywords)
    ]
    assert silent == []
