"""A secretary plans a conference in the browser, from nothing to people summoned."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.models import AccessEntry, Account
from sessions.conferences.models import Conference, Summons
from sessions.conferences.queries import get_conference
from sessions.conferences.summoning import summon
from sessions.gates.models import Gate
from tests.sessions.conferences.scene import DAY, Ministry, make_ministry, plan_conference, staff_of

Login = Callable[[FlaskClient, Account], FlaskClient]
WALL = "2021-03-27T"


@pytest.fixture
def scene(db: Session, client: FlaskClient, login: Login) -> Ministry:
    scene = make_ministry(db)
    login(client, scene.trainer)
    return scene


def form_of_conference(scene: Ministry, **changes: str) -> dict[str, str]:
    given = {
        "title": "Hội nghị học tập",
        "owner_unit_id": str(scene.ministry.id),
        "starts_at": WALL + "07:30",
        "ends_at": WALL + "17:00",
        "chair": "Đồng chí Bí thư",
        "note": "Có mặt trước 15 phút",
        "seating_percent": "100",
    }
    return {**given, **changes}


def test_flow_from_conference_to_summons(client: FlaskClient, db: Session, scene: Ministry) -> None:
    people = staff_of(db, scene.office, 3) + staff_of(db, scene.archives_one, 2, "Lê Thị")
    made = client.post(f"/hoi-nghi/moi/{scene.campaign.id}", data=form_of_conference(scene))
    conference = db.scalars(select(Conference)).one()
    base = f"/hoi-nghi/{conference.id}"
    assert made.location == f"{base}/diem-cau"
    for name in ("Điểm cầu chính", "Điểm cầu 37"):
        assert client.post(f"{base}/diem-cau", data={"name": name}).status_code == 303
    db.expire_all()
    venues = [venue.id for venue in get_conference(db, conference.id).venues]
    sitting = {
        "title": "Chuyên đề 1",
        "starts_at": WALL + "08:30",
        "ends_at": WALL + "09:45",
        "venue_ids": venues,
        "opens_before_minutes": "60",
        "late_after_minutes": "15",
        "is_required": "y",
    }
    assert client.post(f"{base}/buoi", data=sitting).status_code == 303
    db.expire_all()
    assert len(db.scalars(select(Gate)).all()) == 2
    choice = {f"u{scene.ministry.id}": venues[0], f"u{scene.archives.id}": venues[1]}
    preview = client.get(f"{base}/trieu-tap", query_string=choice)
    assert "Triệu tập 5 người" in preview.text
    assert client.post(f"{base}/trieu-tap", data=choice).location == f"{base}/thanh-phan"
    db.expire_all()
    rows = {row.person_id: row for row in db.scalars(select(Summons))}
    assert [rows[person.id].venue_id for person in people] == [venues[0]] * 3 + [venues[1]] * 2
    assert all(row.code_digest for row in rows.values())
    listed = client.get(f"{base}/thanh-phan?tim=le thi")
    assert "Lê Thị A" in listed.text
    assert "Nguyễn Văn A" not in listed.text


def test_mistakes_keep_what_was_typed(client: FlaskClient, db: Session, scene: Ministry) -> None:
    form = form_of_conference(scene, title="", ends_at=WALL + "06:00", chair="Đồng chí Chủ trì")
    page = client.post(f"/hoi-nghi/moi/{scene.campaign.id}", data=form)
    assert page.status_code == 422
    assert "Nhập tên hội nghị." in page.text
    assert "Đồng chí Chủ trì" in page.text
    assert db.scalars(select(Conference)).all() == []


def test_clash_is_refused_on_the_page_and_can_be_left_out(
    client: FlaskClient, db: Session, scene: Ministry
) -> None:
    people = [person.id for person in staff_of(db, scene.office, 2)]
    first = plan_conference(db, scene, title="Hội nghị sáng")
    here = first.venues[0].id
    summon(db, first, {people[0]: here}, leave_out_clashes=False, by=None)
    second = plan_conference(db, scene, title="Hội nghị trùng giờ")
    choice = {f"u{scene.office.id}": second.venues[0].id}
    address = f"/hoi-nghi/{second.id}/trieu-tap"
    refused = client.post(address, data=choice)
    assert refused.status_code == 409
    assert "1 đồng chí đã được triệu tập dự hội nghị khác" in refused.text
    assert "Hội nghị sáng" in refused.text
    db.expire_all()
    summoned = select(Summons.person_id).where(Summons.conference_id == second.id)
    assert db.scalars(summoned).all() == []
    assert client.post(address, data={**choice, "leave_out": "1"}).status_code == 303
    assert set(db.scalars(summoned)) == {people[1]}


def test_people_are_summoned_and_withdrawn_one_by_one(
    client: FlaskClient, db: Session, scene: Ministry
) -> None:
    person = staff_of(db, scene.office, 1, "Đỗ Thị")[0].id
    conference = plan_conference(db, scene)
    base, venue = f"/hoi-nghi/{conference.id}", conference.venues[1].id
    found = client.get(f"{base}/trieu-tap/ca-nhan?tim=do+thi")
    assert "Đỗ Thị A" in found.text
    empty = client.post(f"{base}/trieu-tap/ca-nhan", data={"diem-cau": venue})
    assert empty.status_code == 422
    chosen = {"nguoi": [person], "diem-cau": venue}
    assert client.post(f"{base}/trieu-tap/ca-nhan", data=chosen).status_code == 303
    row = db.scalars(select(Summons)).one()
    assert (row.person_id, row.venue_id, row.state.value) == (person, venue, "summoned")
    client.post(f"{base}/nguoi/{person}/rut")
    db.expire_all()
    assert db.scalars(select(Summons)).one().state.value == "withdrawn"


def test_list_of_conferences_asks_as_much_for_three_as_for_one(
    client: FlaskClient,
    db: Session,
    scene: Ministry,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    client.get("/hoi-nghi/")  # the first request of all asks whether anybody has an account
    asked = []
    for more in (1, 2):
        for number in range(more):
            plan_conference(db, scene, starts_at=DAY + timedelta(days=10 * more + number))
        db.commit()
        with count_queries() as statements:
            page = client.get("/hoi-nghi/")
        asked.append(statements)
    assert page.text.count("Hội nghị học tập") == 3
    assert len(asked[0]) == len(asked[1])


def test_looking_at_who_is_summoned_is_traced(
    client: FlaskClient, db: Session, scene: Ministry
) -> None:
    conference = plan_conference(db, scene)
    client.get(f"/hoi-nghi/{conference.id}/thanh-phan?tim=le thi")
    entry = db.scalars(select(AccessEntry)).one()
    assert (entry.action, entry.subject_id) == ("summoned people seen", conference.id)
    assert (entry.account_id, entry.detail) == (scene.trainer.id, "le thi")
