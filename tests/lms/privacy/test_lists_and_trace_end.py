"""Uploaded lists go when their time is over, or with whoever left; the trace ends after years."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.files.models import FileKind, StoredFile
from lms.files.responses import current_store
from lms.people.enums import Role
from lms.people.importing.forgetting import remove_lists_before
from lms.people.importing.models import ImportRow, ImportRun, RowKind, RunState
from lms.people.models import AccessEntry
from tests.factories import make_account, make_person, make_unit

PAGE = "/du-lieu-ca-nhan/luu-giu"
LIST = "Họ và tên;Mã cán bộ;Đơn vị\nLê Thị An;PC-1;Vụ Pháp chế\n".encode()
NOTHING_DUE = "Hôm nay không có dữ liệu đến hạn"
LONG_PAST = timedelta(days=91)


@pytest.fixture
def office(db, client, login):
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def upload(db, data=LIST, age=timedelta(0), state=RunState.WRITTEN):
    """A list on the disk, with one line of its preview."""
    store = current_store()
    with store.receive(BytesIO(data), 10**6) as incoming:
        store.keep(incoming)
    run = ImportRun(
        file_name="ds.csv",
        sha256=incoming.sha256,
        size=len(data),
        created_at=clock.now() - age,
        state=state,
    )
    db.add(run)
    db.flush()
    db.add(
        ImportRow(run_id=run.id, kind=RowKind.REJECTED, row=2, name="An", search="an", detail="{}")
    )
    db.flush()
    return run


def is_there(run):
    return (current_store().root / run.sha256[:2] / run.sha256[2:4] / run.sha256).is_file()


def press(office):
    stamp = office.get(PAGE).text.partition('name="da-xem" value="')[2].partition('"')[0]
    assert office.post(PAGE, data={"da-xem": stamp}).status_code == 303


def test_lists_go_when_their_time_is_over_and_the_record_stays(app, db, office):
    with app.app_context():
        old, young = upload(db, age=LONG_PAST), upload(db, LIST + b"\n")
        assert NOTHING_DUE not in office.get(PAGE).text
        press(office)
        db.expire_all()
        assert (is_there(old), is_there(young)) == (False, True)
    assert old.file_removed_at is not None
    assert young.file_removed_at is None
    assert db.scalars(select(ImportRow.run_id)).all() == [young.id]
    assert db.scalar(select(func.count()).select_from(ImportRun)) == 2
    gone = office.get(f"/nhan-su/nhap/{old.id}/dong-loi.xlsx")
    assert gone.status_code == 404
    assert "được gỡ bỏ khi hết thời hạn lưu" in gone.text
    assert NOTHING_DUE in office.get(PAGE).text


@pytest.mark.parametrize("state", [RunState.READING, RunState.WRITING])
def test_lists_under_way_stay(app, db, office, state):
    with app.app_context():
        run = upload(db, age=LONG_PAST, state=state)
        assert remove_lists_before(db, current_store(), clock.now()) == 0
        assert is_there(run)


def test_bytes_that_something_else_needs_stay(app, db):
    with app.app_context():
        old, again = upload(db, age=LONG_PAST), upload(db)
        moment = clock.now() - timedelta(days=1)
        assert remove_lists_before(db, current_store(), moment) == 1
        assert is_there(again)
        again.created_at = old.created_at
        db.add(
            StoredFile(
                sha256=hashlib.sha256(LIST).hexdigest(),
                name="ds.csv",
                kind=FileKind.CSV,
                size=len(LIST),
                uploaded_at=clock.now(),
            )
        )
        db.flush()
        assert remove_lists_before(db, current_store(), moment) == 1
        assert is_there(again)


def test_a_list_of_before_goes_with_whoever_left(app, db, office):
    person = make_person(db, full_name="Lê Thị An", unit=make_unit(db))
    person.left_on = clock.today() - timedelta(days=6 * 366)
    with app.app_context():
        before, after = upload(db, age=timedelta(days=7 * 366)), upload(db, LIST + b"\n")
        after_id = after.id
        press(office)
        db.expire_all()
        assert not is_there(before)
        assert is_there(db.get_one(ImportRun, after_id))


def test_entries_of_the_trace_go_after_the_years_that_were_set(db, office):
    def entry(age):
        return AccessEntry(
            action="person viewed", subject="person", subject_id=1, detail="", at=clock.now() - age
        )

    db.add_all([entry(timedelta(days=6 * 366)), entry(timedelta(days=4 * 365))])
    db.commit()
    assert NOTHING_DUE not in office.get(PAGE).text
    press(office)
    kept = db.scalars(select(AccessEntry).where(AccessEntry.action == "person viewed")).all()
    assert len(kept) == 1
    assert db.scalars(select(AccessEntry).filter_by(action="retention applied")).one().detail
