"""Nothing of a rehearsal is mixed with what is real: a whole day of one, and every place that could show it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.campaigns.models import Activity, Assignment
from lms.certificates.models import Certificate
from lms.certificates.queries import issuing_picture
from lms.papers.pdf import draw_table_paper
from lms.people.enums import Role
from lms.records.models import CurrentOutcome, Outcome
from lms.reports.facts import load_facts
from lms.reports.paper import report_paper
from lms.reports.roll_up import roll_up
from sessions.board.figures import figures_of
from sessions.board.watching import Watch
from sessions.checkin.enums import AttendanceState, Flag
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.places import find_right_place
from sessions.conferences.clashes import find_clashes
from sessions.conferences.models import Summons
from sessions.conferences.queries import get_conference, list_conferences, summonses_of
from sessions.invitations.codes import digest_of
from sessions.invitations.issuing import code_of, find_code_owner, issue_codes
from sessions.invitations.keys import code_key
from sessions.rehearsals.services import end_rehearsal
from tests.factories import make_account
from tests.sessions.conferences.scene import DAY, plan_conference, reload, scan_in
from tests.sessions.rehearsals.scene import EVENING, code_of_gate, gate_at, make_stage, rehearse

WRITTEN = (Outcome, CurrentOutcome, Assignment, Activity, Certificate)


@pytest.fixture
def stage(db):
    return make_stage(db)


def rows_of(db, table):
    return [tuple(row) for row in db.execute(select(table.__table__)).all()]


def picture(app, db, stage):
    """All that stands to the right of check-in, and the board of the conference itself."""
    db.expire_all()
    conference = reload(db, stage.conference)
    sitting, ministry = conference.study_sessions[0], stage.ministry
    facts = load_facts(db, ministry.campaign, ministry.ministry.tree, DAY.date())
    paper = report_paper(roll_up(facts, ministry.ministry.id))
    with app.test_request_context():
        board = figures_of(Watch(conference.id, sitting.id).board(db.connection, 0))
    return {
        "rows": {table.__tablename__: rows_of(db, table) for table in WRITTEN},
        "verdicts": rows_of(db, Attendance),
        "report": draw_table_paper(paper),
        "candidates": repr(issuing_picture(db, ministry.campaign).candidates),
        "board": board,
    }


def personal_code(app, db, conference, person):
    with app.app_context():
        issue_codes(db, code_key(), conference.id)
        summons = summonses_of(db, conference.id)[person.id]
        db.refresh(summons)
        return code_of(code_key(), summons)


def test_whole_day_of_a_rehearsal_changes_nothing_that_counts(app, db, client, login, stage):
    scanning, ticked, *_ = stage.people
    sitting = stage.conference.study_sessions[0]
    code = personal_code(app, db, stage.conference, scanning)
    # Something real was recorded already, and must stay as it is.
    scan_in(db, sitting, stage.people[2].id, at=EVENING - timedelta(days=1))
    db.commit()
    trainer = login(app.test_client(), stage.ministry.trainer)
    with clock.fixed(EVENING):
        before = picture(app, db, stage)
        started = trainer.post(
            f"/hoi-nghi/{stage.conference.id}/tong-duyet", data={"starts_at": "2021-03-26T18:30"}
        )
        rehearsal_id = int(re.search(r"hoi-nghi/(\d+)/", started.location).group(1))
        gate = gate_at(db, get_conference(db, rehearsal_id))
        page = client.get(f"/C/{code_of_gate(gate, EVENING)}").text
        assert "Tổng duyệt – không tính kết quả" in page
        fields = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page))
        answer = client.post("/diem-danh", data=fields | {"ma-moi": code}, follow_redirects=True)
        assert "Có mặt" in answer.text
        assert "Tổng duyệt – không tính kết quả" in answer.text
        base = f"/hoi-nghi/{rehearsal_id}"
        tick = f"{base}/danh-sach/{gate.study_session_id}/{ticked.id}"
        assert trainer.post(tick, data={"trang-thai": "present"}).status_code == 303
        closed = trainer.post(f"{base}/buoi/{gate.study_session_id}/khoa")
        assert closed.status_code == 303
        assert trainer.post(f"{base}/ket-thuc-tong-duyet").status_code == 303
        after = picture(app, db, stage)

    judged = {
        row.person_id: row.state
        for row in db.scalars(
            select(Attendance).where(Attendance.study_session_id == gate.study_session_id)
        )
    }
    assert judged[scanning.id] is AttendanceState.PRESENT
    assert judged[ticked.id] is AttendanceState.PRESENT
    real = {"verdicts": [row for row in after["verdicts"] if row[0] != gate.study_session_id]}
    assert {**after, **real} == before


def test_lists_of_conferences_leave_it_out(db, client, login, stage):
    rehearse(db, stage, now=clock.now(), starts_at=clock.now())
    found = list_conferences(db, owned_by=None, people_of=None)
    assert [row.conference.id for row in found] == [stage.conference.id]
    trainer = login(client, stage.ministry.trainer)
    for page in ("/", "/hoi-nghi/", f"/dot-hoc-tap/{stage.ministry.campaign.id}/quan-ly"):
        assert "[Tổng duyệt]" not in trainer.get(page).text, page


def test_people_see_nothing_of_it_on_their_pages(db, client, login, stage):
    person = stage.people[0]
    copy = rehearse(db, stage, now=clock.now(), starts_at=clock.now())
    scan_in(db, copy.study_sessions[0], person.id, at=clock.now())
    own = login(client, make_account(db, person=person))
    for page in ("/", "/ve-toi"):
        assert "[Tổng duyệt]" not in own.get(page).text, page
    assert own.get("/ve-toi").text.count("Tự điểm danh bằng điện thoại") == 0


def test_it_clashes_with_nothing(db, stage):
    copy = rehearse(db, stage, starts_at=DAY + timedelta(hours=1), now=EVENING)
    people = [person.id for person in stage.people]
    assert find_clashes(db, copy, people) == ()
    assert find_clashes(db, reload(db, stage.conference), people) == ()
    other = plan_conference(db, stage.ministry, title="Khác", starts_at=DAY + timedelta(days=9))
    end_rehearsal(db, copy, now=EVENING)
    rehearse(db, stage, starts_at=other.starts_at, now=EVENING)
    assert find_clashes(db, reload(db, other), people) == ()


def test_right_place_is_never_a_rehearsal(db, stage):
    rehearse(db, stage)
    assert find_right_place(db, stage.people[0].id, EVENING) is None


@pytest.mark.parametrize("real_first", [True, False])
def test_neither_side_is_another_conference(db, stage, real_first):
    person, sitting = stage.people[0], stage.conference.study_sessions[0]
    copy = rehearse(db, stage, starts_at=sitting.starts_at, now=EVENING)
    both = [sitting, copy.study_sessions[0]]
    for each in both if real_first else reversed(both):
        scan_in(db, each, person.id, at=sitting.starts_at)
    flags = db.scalars(select(Evidence.flags).where(Evidence.person_id == person.id)).all()
    assert not any(Flag.OTHER_CONFERENCE in each for each in flags)


def test_it_has_no_personal_codes(app, db, stage):
    copy = rehearse(db, stage)
    with app.app_context():
        assert issue_codes(db, code_key(), copy.id) == 0
        summons = summonses_of(db, copy.id)[stage.people[0].id]
        summons.code_digest = digest_of(code_key(), "7K2M9QXP")
        db.flush()
        with clock.fixed(EVENING):
            assert find_code_owner(db, code_key(), "7K2M-9QXP") is None


def test_heads_of_units_read_no_list_of_it(db, client, login, stage):
    head = make_account(db, role=Role.UNIT_HEAD, unit=stage.ministry.office)
    copy = rehearse(db, stage)
    browser = login(client, head)
    assert browser.get(f"/hoi-nghi/{stage.conference.id}/danh-sach").status_code == 200
    assert browser.get(f"/hoi-nghi/{copy.id}/danh-sach").status_code == 404


@pytest.mark.parametrize(
    "end",
    ["/sua", "/diem-cau", "/buoi", "/trieu-tap", "/giay-moi", "/giay-moi.pdf", "/tong-duyet"],
)
def test_it_is_not_planned_and_invites_nobody(db, client, login, stage, end):
    copy = rehearse(db, stage)
    trainer = login(client, stage.ministry.trainer)
    assert trainer.get(f"/hoi-nghi/{copy.id}{end}").status_code == 404


def test_nobody_gets_a_letter_or_a_new_code_of_it(db, client, login, stage):
    copy = rehearse(db, stage)
    trainer = login(client, stage.ministry.trainer)
    person = stage.people[0]
    assert trainer.post(f"/hoi-nghi/{copy.id}/giay-moi/gui").status_code == 404
    assert trainer.post(f"/hoi-nghi/{copy.id}/nguoi/{person.id}/ma-moi").status_code == 404
    db.expire_all()
    digests = select(Summons.code_digest).where(Summons.conference_id == copy.id)
    assert set(db.scalars(digests)) == {None}


def test_every_page_of_it_says_so(db, client, login, stage):
    copy = rehearse(db, stage)
    gate, trainer = gate_at(db, copy), login(client, stage.ministry.trainer)
    venue, person = copy.venues[0], stage.people[0]
    with clock.fixed(EVENING):
        for address in (
            f"/hoi-nghi/{copy.id}",
            f"/hoi-nghi/{copy.id}/san-sang",
            f"/hoi-nghi/{copy.id}/san-sang/{venue.id}",
            f"/hoi-nghi/{copy.id}/danh-sach",
            f"/hoi-nghi/{copy.id}/in-an",
            f"/hoi-nghi/{copy.id}/thanh-phan",
            f"/hoi-nghi/{copy.id}/nguoi/{person.id}",
            f"/cua/{gate.id}",
            f"/cua/{gate.id}/man-hinh",
            f"/C/{code_of_gate(gate, EVENING)}",
        ):
            page = trainer.get(address)
            assert page.status_code == 200, address
            assert "Tổng duyệt – không tính kết quả" in page.text, address
        told = trainer.post(f"/cua/{gate.id}/nhip", json={"display": "d", "offset": 0}).json
        assert told["rehearsal"] is True
        real = gate_at(db, reload(db, stage.conference))
        page = trainer.get(f"/cua/{real.id}")
        assert "không tính kết quả" not in page.text
