"""All that is held about a person, on the page and in the file; nobody else's in either."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from lms import clock
from lms.people.access import add_access
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.second_step.models import SecondStep
from lms.people.enums import PartyStatus, Role
from lms.people.importing.models import ImportRow, ImportRun, RowKind, RunState
from lms.people.models import AccessEntry, Account
from lms.people.standing import change_standing
from lms.records.enums import OutcomeState
from lms.records.services import NewOutcome, post_outcome
from tests.factories import make_account, make_activity, make_campaign, make_person, make_unit
from tests.sessions.factories import make_conference, make_summons, make_venue


@pytest.fixture
def person(db):
    return make_person(
        db,
        full_name="Nguyễn Thị Ánh",
        unit=make_unit(db, name="Văn phòng Bộ"),
        party_status=PartyStatus.OFFICIAL,
    )


@pytest.fixture
def mine(db, client, login, person):
    return login(client, make_account(db, person=person))


def unpacked(answer):
    with ZipFile(BytesIO(answer.data)) as archive:
        return (
            json.loads(archive.read("du-lieu.json")),
            archive.read("du-lieu.html").decode(),
        )


def test_the_page_and_the_file_hold_every_part(db, mine, person):
    conference = make_conference(db, title="Hội nghị quý I")
    make_summons(db, conference, person, make_venue(db, conference))
    admin = make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị Viên")
    listed = ("attendance list downloaded", "conference", conference.id)
    add_access(db, admin.id, *listed, people=[person.id])
    add_access(db, admin.id, "person viewed", "person", person.id)

    page = mine.get("/ve-toi/du-lieu").text
    answer = mine.get("/ve-toi/du-lieu.zip")
    data, readable = unpacked(answer)

    for text in (page, readable):
        for words in ("Nguyễn Thị Ánh", "Văn phòng Bộ", "Hội nghị quý I", "Quản Trị Viên"):
            assert words in text
    assert data["summonses"][0]["conference"] == "Hội nghị quý I"
    assert {each["is_list"] for each in data["looked"]} == {True, None}
    looked = page.partition("Danh sách có tên đồng chí")[2].partition("</table>")[0]
    assert re.search(r">\s*có\s*<", looked)
    assert not re.search(r">\s*không\s*<", looked)
    assert {"person", "places", "account", "results", "evidence", "quiz_answers"} <= data.keys()
    assert answer.headers["Cache-Control"].find("no-store") >= 0
    traced = select(AccessEntry).where(AccessEntry.action == "own data downloaded")
    assert db.scalars(traced).one().subject_id == person.id


def test_the_evidence_is_told_in_words(db, mine, person):
    activity = make_activity(db, make_campaign(db))
    stated = NewOutcome(
        person.id, activity.id, OutcomeState.PRESENT, "test", "1", clock.now(), level="E4"
    )
    post_outcome(db, stated)
    db.flush()
    page = mine.get("/ve-toi/du-lieu").text
    data, readable = unpacked(mine.get("/ve-toi/du-lieu.zip"))
    for text in (page, readable):
        assert re.search(r">\s*cán bộ trực tiếp xác nhận\s*<", text)
        assert not re.search(r">\s*E4\s*<", text)
    assert data["results"][0]["level"] == "cán bộ trực tiếp xác nhận"


def test_sign_ins_second_step_history_and_rosters_are_in_it(db, mine, person):
    account = db.query(Account).filter_by(person_id=person.id).one()
    db.add(SecondStep(account_id=account.id, secret="sealed-s", last_step=0, since_at=clock.now()))
    change_standing(db, {person.id: {"position": "Vụ trưởng"}}, clock.today())
    run = ImportRun(
        file_name="ds.xlsx", sha256="", size=1, created_at=clock.now(), state=RunState.WRITTEN
    )
    db.add(run)
    db.flush()
    line = {"kind": RowKind.CHANGED, "row": 7, "search": "", "detail": "{}"}
    for person_id, name in ((person.id, "Nguyễn Thị Ánh"), (None, "Lê Văn Bình")):
        db.add(ImportRow(run_id=run.id, person_id=person_id, name=name, **line))
    db.commit()

    data, readable = unpacked(mine.get("/ve-toi/du-lieu.zip"))

    assert [each["position"] for each in data["standings"]] == ["Chuyên viên", "Vụ trưởng"]
    assert [each["row"] for each in data["rosters"]] == [7]
    assert len(data["sessions"]) == len(data["second_step"]) == 1
    for secret in ("sealed-s", db.query(AccountSession).first().digest):
        assert secret not in readable + json.dumps(data)


def test_nothing_of_others_is_in_it(db, mine):
    other = make_person(db, full_name="Lê Văn Bình", unit=make_unit(db, name="Vụ khác"))
    add_access(db, None, "person viewed", "person", other.id)
    _data, readable = unpacked(mine.get("/ve-toi/du-lieu.zip"))
    assert "Lê Văn Bình" not in readable
    assert "Vụ khác" not in readable


def test_secrets_are_not_in_it(db, mine, person):
    _data, readable = unpacked(mine.get("/ve-toi/du-lieu.zip"))
    assert "argon2" not in readable


@pytest.mark.parametrize("address", ["/ve-toi/du-lieu", "/ve-toi/du-lieu.zip", "/ve-toi/yeu-cau"])
def test_strangers_are_sent_to_sign_in(client, db, address):
    assert client.get(address).status_code == 303


def test_the_number_of_queries_does_not_grow(db, mine, person, count_queries):
    mine.get("/ve-toi/du-lieu")
    counts = []
    for _ in range(2):
        conference = make_conference(db)
        make_summons(db, conference, person, make_venue(db, conference))
        add_access(db, None, "attendance list seen", "conference", conference.id)
        with count_queries() as statements:
            mine.get("/ve-toi/du-lieu")
        counts.append(len(statements))
    assert counts[0] == counts[1]
