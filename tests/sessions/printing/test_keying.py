"""Signed sheets keyed in: as seen, with the sheet as the reason; twice is once, closed is closed."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import AccessEntry, Person
from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.checkin.models import Evidence
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import StudySession, Summons
from sessions.printing.models import SignPage
from tests.sessions.checkin.hall import attendance, outcome, scan, tap
from tests.sessions.factories import START
from tests.sessions.printing.office import NAMES, Login, Office, make_office

EVENING = START + timedelta(hours=9)


@pytest.fixture
def office(db: Session, client: FlaskClient, login: Login) -> Office:
    return make_office(db, client, login)


@pytest.fixture
def sheet(client: FlaskClient, office: Office) -> str:
    """The address of the only sheet of the list of the main venue."""
    choice = {"buoi": office.hall.session.id, "diem-cau": office.hall.main.id}
    return f"{client.post(f'{office.base}/ky-ten', data=choice).location}/1"


@pytest.fixture(autouse=True)
def evening():
    with clock.fixed(EVENING):
        yield


def key(client: FlaskClient, office: Office, sheet: str, names: tuple[str, ...], **more: str):
    signed = [str(office.people[name]) for name in names]
    return client.post(sheet, data={"ky": signed, **more}, follow_redirects=True)


def rows(db: Session) -> list[Evidence]:
    db.expire_all()
    return list(db.scalars(select(Evidence).order_by(Evidence.id)))


def mark_of(db: Session, office: Office, name: str):
    return attendance(db, office.hall, db.get_one(Person, office.people[name]))


def test_rows_stand_as_on_the_paper_even_when_the_roster_changed(
    client: FlaskClient, db: Session, office: Office, sheet: str
) -> None:
    db.get_one(Summons, office.summonses["Nguyễn Văn Ân"]).state = SummonsState.WITHDRAWN
    page = client.get(sheet).text
    places = [page.index(f'data-row="{number}"') for number in range(1, 6)]
    names = [page.index(name) for unit in NAMES.values() for name in unit]
    assert sorted(places + names) == [
        each for pair in zip(places, names, strict=True) for each in pair
    ]
    entry = db.scalars(select(AccessEntry)).all()[-1]
    assert entry.action == "signed sheet seen"


def test_signature_is_recorded_as_seen_with_the_sheet_as_reason(
    client: FlaskClient, db: Session, office: Office, sheet: str
) -> None:
    page = key(client, office, sheet, ("Hoàng Thị Ệ",))
    assert "ghi nhận mới 1, đã có từ trước 0" in page.text
    (row,) = rows(db)
    assert (row.kind, row.level, row.source) == (EvidenceKind.PAPER, Level.SEEN, "paper")
    assert row.staff_id == office.account.id
    assert row.reason.startswith("DS")
    assert row.occurred_at == START
    assert row.received_at == EVENING
    mark = mark_of(db, office, "Hoàng Thị Ệ")
    assert mark is not None
    assert mark.state is AttendanceState.PRESENT
    said = outcome(db, office.hall, db.get_one(Person, office.people["Hoàng Thị Ệ"]))
    assert said is not None
    assert said.state.value == "present"


def test_sheet_signed_after_the_grace_makes_late(
    client: FlaskClient, db: Session, office: Office, sheet: str
) -> None:
    key(client, office, sheet, ("Hoàng Thị Ệ",), luc="late")
    mark = mark_of(db, office, "Hoàng Thị Ệ")
    assert mark is not None
    assert mark.state is AttendanceState.LATE
    assert mark.arrived_at == START + timedelta(minutes=16)


def test_sheet_keyed_in_twice_adds_only_what_is_new(
    client: FlaskClient, db: Session, office: Office, sheet: str
) -> None:
    key(client, office, sheet, ("Hoàng Thị Ệ",))
    page = key(client, office, sheet, ("Hoàng Thị Ệ", "Lê Văn Bình"), luc="late")
    assert "ghi nhận mới 1, đã có từ trước 1" in page.text
    assert len(rows(db)) == 2
    key(client, office, sheet, ())
    assert len(rows(db)) == 2
    mark = mark_of(db, office, "Hoàng Thị Ệ")
    assert mark is not None
    assert mark.state is AttendanceState.PRESENT


def test_people_who_checked_in_are_shown_and_left_as_they_are(
    client: FlaskClient, db: Session, office: Office, sheet: str
) -> None:
    person = db.get_one(Person, office.people["Lê Văn Bình"])
    tap(db, scan(office.gate(db)), person)
    assert "07:52" in client.get(sheet).text
    key(client, office, sheet, ("Lê Văn Bình",))
    (row,) = rows(db)
    assert row.kind is EvidenceKind.SELF


def test_signature_confirms_a_printed_code_and_keeps_its_time(
    client: FlaskClient, db: Session, office: Office, sheet: str
) -> None:
    person = db.get_one(Person, office.people["Lê Văn Bình"])
    tap(db, scan(office.gate(db), level=Level.STATIC), person)
    key(client, office, sheet, ("Lê Văn Bình",))
    mark = mark_of(db, office, "Lê Văn Bình")
    assert mark is not None
    assert (mark.state, mark.arrived_at) == (
        AttendanceState.PRESENT,
        START - timedelta(minutes=38),
    )


def test_unknown_signatures_are_noted_and_the_sheet_counts_as_keyed(
    client: FlaskClient, db: Session, office: Office, sheet: str
) -> None:
    page = key(client, office, sheet, (), **{"ghi-chu": "1 chữ ký: Ng. V. Tự (?)"})
    assert "1 chữ ký: Ng. V. Tự (?)" in page.text
    assert "đã nhập" in page.text
    kept = db.scalars(select(SignPage)).one()
    assert kept.keyed_by == office.account.id
    assert "1/1 tờ" in client.get(office.base).text
    assert key(client, office, sheet, (), **{"ghi-chu": "x" * 501}).status_code == 422


def test_somebody_who_is_not_on_the_sheet_is_refused(
    client: FlaskClient, db: Session, office: Office, sheet: str
) -> None:
    answer = client.post(sheet, data={"ky": [str(office.people["Lê Văn Bình"]), "999999"]})
    assert answer.status_code == 422
    assert rows(db) == []


def test_closed_attendance_takes_only_corrections(
    client: FlaskClient, db: Session, office: Office, sheet: str
) -> None:
    db.get_one(StudySession, office.hall.session.id).closed_at = EVENING
    assert "Ghi nhận tờ này" not in client.get(sheet).text
    assert key(client, office, sheet, ("Lê Văn Bình",)).status_code == 409
    assert rows(db) == []
    assert db.scalars(select(SignPage)).one().keyed_at is None


def test_next_sheet_that_waits_is_opened_after_one_is_recorded(
    client: FlaskClient, office: Office
) -> None:
    choice = {"buoi": office.hall.session.id, "diem-cau": office.hall.main.id, "tach": "1"}
    made = client.post(f"{office.base}/ky-ten", data=choice).location
    assert client.post(f"{made}/2").location == f"{made}/1"
    assert client.post(f"{made}/1").location == made


def test_sheet_is_shown_in_a_fixed_number_of_queries(
    client: FlaskClient, db: Session, office: Office, sheet: str, count_queries
) -> None:
    with count_queries() as empty:
        client.get(sheet)
    key(client, office, sheet, tuple(office.people))
    with count_queries() as full:
        client.get(sheet)
    assert len(full) <= len(empty)
