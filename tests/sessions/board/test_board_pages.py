"""The board as pages: figures, the big screen, the call list, and who may look."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import AccessEntry, Person, RoleGrant
from sessions.checkin.staff import gate_of_person
from sessions.gates.services import record_beat
from sessions.scanners.models import Scanner
from tests.factories import make_account, make_unit
from tests.sessions.board.day import NOW, Day, Login, day, during_the_sitting
from tests.sessions.conferences.scene import (
    make_ministry,
    plan_conference,
)

__all__ = ["day", "during_the_sitting"]  # fixtures


def test_age_of_a_display_is_told(client: FlaskClient, db: Session, day: Day, login: Login) -> None:
    login(client, day.scene.trainer)
    person, (venue, silent) = day.office[0], (v.id for v in day.conference.venues)
    gate = gate_of_person(db, day.sitting_id, person)
    record_beat(db, gate.id, "d1", 40, NOW - timedelta(seconds=9))
    figures = client.get(day.json).json["figures"]
    assert figures[f"venue-{venue}-beat"] == "9 giây trước"
    assert figures[f"venue-{silent}-beat"] == "chưa có"


def test_page_shows_the_same_figures_without_a_script(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    day.come(day.office[0])
    page = client.get(day.base)
    assert '<span data-figure="present">1</span>' in page.text
    assert "25,00" in page.text
    assert "Có mặt 1/4, trong đó đi muộn 0; chưa đến 3." in page.text
    assert 'data-module="sessions/live"' in page.text


def test_conference_without_people_shows_what_to_do_next(
    client: FlaskClient, db: Session, login: Login
) -> None:
    scene = make_ministry(db)
    login(client, scene.trainer)
    conference = plan_conference(db, scene, sessions=0)
    page = client.get(f"/hoi-nghi/{conference.id}")
    assert "Bốn bước chuẩn bị" in page.text


def test_venue_that_needs_attention_stands_first_and_can_stand_alone(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    main, second = day.conference.venues
    gate = gate_of_person(db, day.sitting_id, day.office[0])
    record_beat(db, gate.id, "d1", 40, NOW - timedelta(seconds=9))
    names = [main.name, second.name]
    page = client.get(day.base).text
    table = page[page.index("<tbody>") :]
    assert table.index(names[1]) < table.index(names[0])
    only = client.get(f"{day.base}?xem=can-xem").text
    assert names[0] not in only[only.index("<tbody>") :]
    by_summoned = client.get(f"{day.base}?thu-tu=-trieu-tap").text
    table = by_summoned[by_summoned.index("<tbody>") :]
    assert table.index(names[0]) < table.index(names[1])


def test_big_screen_shows_counts_and_nobodys_name(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    day.come(day.office[0])
    page = client.get(f"{day.base}/buoi/{day.sitting_id}/man-hinh-lon").text
    assert 'data-figure="present">1<' in page
    assert "37 Nguyễn Bỉnh Khiêm" in page
    assert not [name for name in db.scalars(select(Person.full_name)) if name in page]


def test_call_list_names_who_is_missing_and_is_traced(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    day.come(day.office[0])
    db.get_one(Person, day.office[1]).phone = "0912 345 678"
    address = f"{day.base}/buoi/{day.sitting_id}/chua-den"
    counts = client.get(address)
    assert "Nguyễn Văn" not in counts.text
    assert traces(db) == []
    page = client.get(f"{address}?don-vi={day.scene.office.id}").text
    assert "Nguyễn Văn B" in page
    assert 'href="tel:0912345678"' in page
    assert "Nguyễn Văn A<" not in page
    assert "Lê Thị" not in page
    assert len(traces(db)) == 1


def traces(db: Session) -> list[str]:
    seen = select(AccessEntry.detail).where(AccessEntry.action == "call list seen")
    return list(db.scalars(seen))


@pytest.mark.parametrize("end", ["so-lieu.json", "man-hinh-lon", "chua-den"])
def test_board_is_for_those_who_manage_the_conference(
    app: Flask, db: Session, day: Day, login: Login, end: str
) -> None:
    address = f"{day.base}/buoi/{day.sitting_id}/{end}"
    assert app.test_client().get(address).status_code == 303
    others = [
        make_account(db),
        make_account(db, role=Role.TRAINER, unit=make_unit(db, name="Cục khác")),
        make_account(db, role=Role.UNIT_HEAD, unit=day.scene.ministry),
    ]
    for account in others:
        assert login(app.test_client(), account).get(address).status_code == 404
    owner = login(app.test_client(), day.scene.trainer)
    assert owner.get(address).status_code == 200
    assert owner.get(f"/hoi-nghi/999/buoi/{day.sitting_id}/{end}").status_code == 404


def test_grant_taken_back_ends_watching_at_once(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    assert client.get(day.json).status_code == 200
    db.execute(delete(RoleGrant).where(RoleGrant.account_id == day.scene.trainer.id))
    assert client.get(day.json).status_code == 404


def test_board_counts_what_scanners_still_hold(
    client: FlaskClient, db: Session, day: Day, login: Login
) -> None:
    login(client, day.scene.trainer)
    venue = day.conference.venues[0].id
    for number, revoked in enumerate([None, None, NOW]):
        db.add(
            Scanner(
                conference_id=day.conference.id,
                venue_id=venue,
                name="Máy quét",
                token_digest=str(number),
                enrolled_by=day.scene.trainer.id,
                enrolled_at=NOW,
                seen_at=NOW - timedelta(seconds=3),
                revoked_at=revoked,
                waiting=4,
            )
        )
    figures = client.get(day.json).json["figures"]
    assert (figures[f"venue-{venue}-waiting"], figures["waiting"]) == ("8", "8")
    assert figures[f"venue-{venue}-scanner"] == "3 giây trước"
