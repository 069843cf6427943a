"""A leaver is made anonymous: nothing leads to the name, the counts and the register stay, and only when allowed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.errors import Conflict, NotFound
from lms.people.access import add_access
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.second_step.models import RecoveryCode, SecondStep
from lms.people.enums import PartyStatus, Role
from lms.people.importing.models import ImportRow, ImportRun, RowKind, RunState
from lms.people.list_numbers import UNLISTED, UNNUMBERED
from lms.people.models import AccessEntry, Account, Person, PersonStanding, PersonWord
from lms.people.standing import change_standing
from lms.privacy.anonymising import anonymise
from lms.privacy.enums import RequestKind
from lms.privacy.models import Anonymisation, PrivacyRequest
from lms.privacy.services import file_request
from lms.records.enums import OutcomeState
from lms.records.models import CurrentOutcome
from lms.records.services import NewOutcome, post_outcome
from sessions.checkin.models import PhoneMark
from sessions.conferences.models import Summons
from tests.factories import make_account, make_activity, make_campaign, make_person, make_unit
from tests.sessions.factories import make_conference, make_summons, make_venue

TODAY = datetime(2026, 3, 2, 5, tzinfo=UTC)
LEFT = date(2021, 3, 1)
SECRETS = ("Ánh", "anh@bo.example", "NV-77", "0912345678", "ghi chú riêng")


@pytest.fixture(autouse=True)
def held_clock():
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def person(db):
    person = make_person(
        db,
        full_name="Nguyễn Thị Ánh",
        personnel_code="NV-77",
        email="anh@bo.example",
        unit=make_unit(db),
        party_status=PartyStatus.OFFICIAL,
    )
    person.phone, person.note, person.left_on = "0912345678", "ghi chú riêng", LEFT
    db.flush()
    return person


@pytest.fixture
def office(db, client, login):
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị"))


def forget(app, db, person_id):
    with app.test_request_context():
        return anonymise(db, person_id, 5, by=None)


def test_nothing_leads_to_the_name_and_the_counts_stay(app, db, person):
    account = make_account(db, person=person)
    epoch = account.session_epoch
    conference = make_conference(db)
    summons = make_summons(db, conference, person, make_venue(db, conference))
    summons.code_digest = "a" * 64
    db.add(PhoneMark(conference_id=conference.id, mark="m", person_id=person.id))
    activity = make_activity(db, make_campaign(db))
    post_outcome(
        db,
        NewOutcome(
            person.id, activity.id, OutcomeState.PRESENT, "test", "1", occurred_at=clock.now()
        ),
    )
    file_request(db, person.id, RequestKind.ERASURE, "Tôi là Ánh", by=None)

    forget(app, db, person.id)
    db.expire_all()

    kept = db.get_one(Person, person.id)
    assert kept.full_name == f"Người đã rời cơ quan #{person.id}"
    columns = {column.key: getattr(kept, column.key) for column in Person.__mapper__.column_attrs}
    assert not [word for word in SECRETS if word in repr(columns)]
    assert "anh" not in kept.name_fold.split()
    assert (kept.born_on, kept.personnel_code, kept.email) == (None, None, None)
    assert (kept.list_no, kept.list_rank, kept.list_row) == (UNNUMBERED, UNLISTED, UNLISTED)
    assert kept.party_status is PartyStatus.OFFICIAL
    closed = db.get_one(Account, account.id)
    assert (closed.login, closed.password_hash) == (f"da-roi-{person.id}", None)
    assert (closed.is_active, closed.session_epoch) == (False, epoch + 1)
    assert db.get_one(Summons, summons.id).code_digest is None
    assert db.scalar(select(func.count()).select_from(PhoneMark)) == 0
    assert db.scalars(select(PrivacyRequest.words)).one() == ""
    assert db.scalar(select(func.count()).select_from(CurrentOutcome)) == 1
    traced = select(AccessEntry).where(AccessEntry.action == "person made anonymous")
    assert db.scalars(traced).one().subject_id == person.id


def test_sign_ins_history_words_and_lines_of_rosters_go(app, db, person):
    account = make_account(db, person=person)
    now = clock.now()
    seen = {"epoch": 0, "method": SignInMethod.PASSWORD, "made_at": now, "seen_at": now}
    other = make_account(db, full_name="Lê Văn Bình")
    for digest, owner in (("a", account), ("b", other)):
        db.add(AccountSession(account_id=owner.id, digest=digest, device="Chrome", **seen))
    db.add(SecondStep(account_id=account.id, secret="s", last_step=0, since_at=now))
    db.add(RecoveryCode(account_id=account.id, digest="d"))
    change_standing(db, {person.id: {"position": "Vụ trưởng riêng"}}, date(2020, 1, 1))
    roster_lines(db, person)
    db.expire_all()

    forget(app, db, person.id)
    db.expire_all()

    assert db.scalars(select(AccountSession.account_id)).all() == [other.id]
    for table in (SecondStep, RecoveryCode):
        assert db.scalar(select(func.count()).select_from(table)) == 0
    standings = db.scalars(select(PersonStanding).where(PersonStanding.person_id == person.id))
    assert {(each.position, each.party_status) for each in standings} == {
        ("", PartyStatus.OFFICIAL)
    }
    words = db.scalars(select(PersonWord.word).where(PersonWord.person_id == person.id)).all()
    assert words
    assert not {"anh", "nv-77", "0912345678"} & {word.decode() for word in words}
    assert [row.name for row in db.scalars(select(ImportRow))] == ["Lê Văn Bình"]


def roster_lines(db, person):
    """New before they left, known, asked about in a later list; and somebody else."""
    lines = [
        (2019, RowKind.NEW, None, person.full_name, "{}"),
        (2026, RowKind.CHANGED, person.id, "Ánh", "{}"),
        (
            2026,
            RowKind.DOUBTFUL,
            None,
            "Ánh N.",
            f'{{"candidates":[{{"id":{person.id},"name":""}}]}}',
        ),
        (2026, RowKind.NEW, None, "Lê Văn Bình", "{}"),
    ]
    for number, (year, kind, person_id, name, detail) in enumerate(lines):
        run = ImportRun(
            file_name="ds.xlsx",
            sha256="",
            size=1,
            created_at=datetime(year, 2, 1, tzinfo=UTC),
            state=RunState.WRITTEN,
        )
        db.add(run)
        db.flush()
        db.add(
            ImportRow(
                run_id=run.id,
                kind=kind,
                row=number,
                person_id=person_id,
                name=name,
                search="",
                detail=detail,
            )
        )
    db.flush()


@pytest.mark.parametrize("left_on", [None, date(2026, 3, 3), date(2021, 3, 3)])
def test_refused_for_those_who_have_not_left_long_enough(app, db, person, left_on):
    person.left_on = left_on
    db.flush()
    with pytest.raises(Conflict):
        forget(app, db, person.id)
    assert person.full_name == "Nguyễn Thị Ánh"


def test_refused_while_the_account_holds_a_role(app, db, person):
    account = make_account(db, person=person, role=Role.TRAINER, unit=make_unit(db))
    with pytest.raises(Conflict):
        forget(app, db, person.id)
    account.is_active = False
    db.flush()
    forget(app, db, person.id)


def test_refused_twice_and_for_nobody(app, db, person):
    forget(app, db, person.id)
    with pytest.raises(Conflict):
        forget(app, db, person.id)
    with pytest.raises(NotFound):
        forget(app, db, 999_999)


def test_the_office_looks_first_and_must_tick(db, office, person):
    page = f"/nhan-su/{person.id}/an-danh"
    assert "NV-77" in office.get(page).text
    assert office.post(page).status_code == 409
    assert db.get_one(Person, person.id).full_name == "Nguyễn Thị Ánh"

    assert office.post(page, data={"hieu": "1"}).status_code == 303
    db.expire_all()
    assert "Người đã rời" in db.get_one(Person, person.id).full_name
    assert "đã được ẩn danh" in office.get(page).text
    assert office.get(f"/nhan-su/{person.id}").status_code == 200


def test_the_page_says_from_when_on(db, office, person):
    person.left_on = date(2025, 1, 1)
    assert "01/01/2030" in office.get(f"/nhan-su/{person.id}/an-danh").text


def test_others_do_not_find_the_page(db, app, client, login, person):
    page = f"/nhan-su/{person.id}/an-danh"
    assert app.test_client().get(page).status_code == 303
    stranger = login(client, make_account(db))
    assert stranger.get(page).status_code == 404
    assert stranger.post(page, data={"hieu": "1"}).status_code == 404


def test_what_is_due_is_shown_and_removed_when_the_office_says_so(db, office, person):
    page = "/du-lieu-ca-nhan/luu-giu"
    text = office.get(page).text
    assert "Nguyễn Thị Ánh" in text
    assert office.post(page, data={"da-xem": "0-0-0"}).status_code == 409
    stamp = text.partition('name="da-xem" value="')[2].partition('"')[0]
    assert office.post(page, data={"da-xem": stamp}).status_code == 303

    assert db.scalars(select(Anonymisation.person_id)).all() == [person.id]
    assert "Nguyễn Thị Ánh" not in office.get(page).text


def test_the_command_says_what_it_would_do_and_asks(db, runner, person):
    command = ["privacy", "apply-retention"]
    said = runner.invoke(args=[*command, "--dry-run"])
    assert "1" in said.output.splitlines()[0]
    assert runner.invoke(args=command, input="n\n").exit_code == 1
    assert db.scalars(select(Anonymisation)).all() == []

    assert runner.invoke(args=[*command, "--yes"]).exit_code == 0
    db.expire_all()
    assert db.scalars(select(Anonymisation.person_id)).all() == [person.id]


def test_the_trace_of_a_leaver_stays(app, db, person):
    add_access(db, None, "person viewed", "person", person.id)
    forget(app, db, person.id)
    seen = db.scalars(select(AccessEntry.action).order_by(AccessEntry.id)).all()
    assert seen == ["person viewed", "person made anonymous"]
