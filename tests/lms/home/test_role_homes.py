"""Each role's first page leads to what the role does, with figures of its own reach only."""

from datetime import timedelta

import pytest

from lms import clock
from lms.people.enums import Role
from lms.people.importing.models import ImportRun, RunState
from lms.privacy.enums import RequestKind
from lms.privacy.services import file_request
from lms.units.enums import Tree
from sessions.checkin.staff import Staff, gate_of_person, tick
from sessions.conferences.summoning import summon
from tests.factories import grant_role, make_account, make_person, make_unit
from tests.sessions.conferences.scene import DAY, make_ministry, plan_conference, reload, staff_of

IN_THE_HALL = DAY + timedelta(hours=1, minutes=20)


def run(db, account, state, *, name="danh sach.xlsx", missing=0, leaving=None):
    made = ImportRun(
        file_name=name,
        sha256="0" * 64,
        size=1,
        uploaded_by=account.id,
        created_at=clock.now(),
        state=state,
        leaving=leaving,
        figures=f'{{"missing": {missing}}}',
    )
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def clerk(db):
    return make_account(db, role=Role.RECORDS_CLERK, full_name="Phạm Đức Tùng")


def test_a_records_clerk_looks_people_up_and_imports(client, db, login, clerk):
    make_person(db)
    page = login(client, clerk).get("/").text
    assert 'action="/nhan-su"' in page
    assert 'data-module="people/search"' in page
    assert 'href="/nhan-su/nhap"' in page
    assert 'href="/nhan-su/moi"' in page
    assert '<p class="strong num">2</p>' in page
    assert "Chưa nhập danh sách nào" in page


def test_a_records_clerk_finds_their_own_import_that_waits(client, db, login, clerk):
    waiting = run(db, clerk, RunState.READY, name="cho.xlsx")
    run(db, make_account(db, role=Role.RECORDS_CLERK), RunState.READY, name="cua nguoi khac.xlsx")
    page = login(client, clerk).get("/").text
    assert f'href="/nhan-su/nhap/{waiting.id}"' in page
    assert "cho.xlsx" in page
    assert "cua nguoi khac.xlsx" not in page


def test_an_older_preview_waits_no_more_once_a_list_was_written(client, db, login, clerk):
    run(db, clerk, RunState.READY, name="cu.xlsx")
    run(db, make_account(db), RunState.WRITTEN, name="moi.xlsx")
    page = login(client, clerk).get("/").text
    assert "cu.xlsx" not in page
    assert "moi.xlsx" in page


@pytest.mark.parametrize(("leaving", "shown"), [(None, True), (7, False)])
def test_people_missing_in_the_newest_list_are_shown_until_they_are_decided_on(
    client, db, login, clerk, leaving, shown
):
    written = run(db, clerk, RunState.WRITTEN, missing=7, leaving=leaving)
    page = login(client, clerk).get("/").text
    assert (f'href="/nhan-su/nhap/{written.id}?loai=missing"' in page) is shown


def test_a_clerk_of_one_unit_sees_its_people_and_their_own_imports_only(client, db, login):
    ministry = make_unit(db, name="Bộ")
    unit = make_unit(db, name="Văn phòng Bộ", parent=ministry)
    for each in (unit, unit, make_unit(db, name="Vụ Pháp chế", parent=ministry)):
        make_person(db, unit=each)
    run(db, make_account(db), RunState.WRITTEN, name="cua nguoi khac.xlsx", missing=4)
    clerk = make_account(db, role=Role.RECORDS_CLERK, unit=unit)
    page = login(client, clerk).get("/").text
    assert 'href="/nhan-su/nhap"' in page
    assert '<p class="strong num">2</p>' in page
    assert "cua nguoi khac.xlsx" not in page
    assert page.count('name="tim"') == 1
    run(db, clerk, RunState.WRITTEN, name="cua toi.xlsx")
    assert "cua toi.xlsx" in client.get("/").text


def test_a_head_finds_the_unit_its_people_and_its_report(client, db, login):
    ministry = make_unit(db, name="Bộ")
    office = make_unit(db, name="Văn phòng Bộ", parent=ministry)
    below = make_unit(db, name="Phòng Lễ tân", parent=office)
    other = make_unit(db, name="Vụ Pháp chế", parent=ministry)
    for unit in (office, below, other):
        make_person(db, unit=unit)
    page = login(client, make_account(db, role=Role.UNIT_HEAD, unit=office)).get("/").text
    assert f'href="/don-vi/{office.id}"' in page
    assert f'href="/nhan-su?don-vi={office.id}"' in page
    assert f"don-vi={office.id}" in page.split('href="/bao-cao?')[1][:60]
    assert '<span class="num strong">2</span>' in page
    assert "Vụ Pháp chế" not in page


def test_a_committee_finds_its_party_organisation(client, db, login):
    cell = make_unit(db, name="Chi bộ Văn phòng", tree=Tree.PARTY)
    make_person(db, party_unit=cell)
    page = login(client, make_account(db, role=Role.CELL_COMMITTEE, unit=cell)).get("/").text
    assert "Chi bộ Văn phòng" in page
    assert f"/bao-cao?cay=party&amp;don-vi={cell.id}" in page


def test_only_the_topmost_of_several_units_is_shown(client, db, login):
    ministry = make_unit(db, name="Bộ Nội vụ")
    office = make_unit(db, name="Văn phòng Bộ", parent=ministry)
    head = make_account(db, role=Role.UNIT_HEAD, unit=ministry)
    grant_role(db, head, Role.UNIT_HEAD, unit=office)
    page = login(client, head).get("/").text
    assert page.count("plain-link") == 1


def test_a_head_sees_how_their_own_people_stand_at_the_conference(client, db, login):
    scene = make_ministry(db)
    own, others = staff_of(db, scene.office, 3), staff_of(db, scene.archives, 2)
    made = plan_conference(db, scene)
    guests = dict.fromkeys((each.id for each in own + others), made.venues[0].id)
    summon(db, made, guests, leave_out_clashes=False, by=None)
    made = reload(db, made)
    sitting = made.study_sessions[0]
    gate = gate_of_person(db, sitting.id, own[0].id)
    tick(db, gate.id, own[0].id, Staff(scene.trainer.id, sitting.starts_at))
    head = make_account(db, role=Role.UNIT_HEAD, unit=scene.office)
    with clock.fixed(DAY - timedelta(days=1)):
        before = login(client, head).get("/").text
    with clock.fixed(IN_THE_HALL):
        page = login(client, head).get("/").text
    assert f'href="/hoi-nghi/{made.id}/danh-sach?buoi={sitting.id}"' in before
    assert '<p class="strong num">3</p>' in before
    assert f'href="/hoi-nghi/{made.id}/danh-sach?buoi={sitting.id}&amp;xem=chua-den"' in page
    assert "<strong>1</strong>/3" in page


def test_the_first_page_of_a_head_takes_as_many_queries_for_one_unit_as_for_three(
    client, db, login, count_queries
):
    scene = make_ministry(db)
    guests = [*staff_of(db, scene.office, 2), *staff_of(db, scene.archives, 2)]
    for number in range(2):
        made = plan_conference(db, scene, title=f"Hội nghị {number}")
        summon(
            db,
            made,
            dict.fromkeys((each.id for each in guests), made.venues[0].id),
            leave_out_clashes=True,
            by=None,
        )
    asked = []
    for units in ((scene.office,), (scene.office, scene.archives)):
        head = make_account(db)
        for unit in units:
            grant_role(db, head, Role.UNIT_HEAD, unit=unit)
        with clock.fixed(IN_THE_HALL):
            login(client, head)
            client.get("/")
            client.application.extensions.pop("headcounts")
            with count_queries() as statements:
                client.get("/")
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_administrators_find_open_requests_with_the_next_term(client, db, login):
    admin = make_account(db, role=Role.ADMINISTRATOR)
    assert "/du-lieu-ca-nhan/yeu-cau" not in _panels(login(client, admin).get("/").text)
    file_request(db, make_person(db).id, RequestKind.ACCESS, "Xin bản sao", by=admin.id)
    page = login(client, admin).get("/").text
    assert "/du-lieu-ca-nhan/yeu-cau" in _panels(page)
    assert "hạn sớm nhất" in page


def _panels(page):
    return page.split('id="content"')[1]
