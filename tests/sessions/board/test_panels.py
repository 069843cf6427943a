"""What conferences add elsewhere: home, a campaign's page, and all that is known about oneself."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Account
from sessions.conferences.summoning import summon
from tests.factories import make_account, make_person
from tests.sessions.conferences.scene import make_ministry, plan_conference, reload, scan_in

Login = Callable[[FlaskClient, Account], FlaskClient]


def test_home_shows_what_one_runs_and_where_one_is_summoned(
    client: FlaskClient, db: Session, login: Login
) -> None:
    scene = make_ministry(db)
    person = make_person(db, full_name="Nguyễn Thị Ánh", unit=scene.office)
    conference = plan_conference(db, scene, starts_at=clock.now() + timedelta(days=1))
    plan_conference(db, scene, title="Hội nghị năm ngoái")
    conference = reload(db, conference)
    here = {person.id: conference.venues[0].id}
    summon(db, conference, here, leave_out_clashes=False, by=None)
    trainers = login(client, scene.trainer).get("/")
    assert f'href="/hoi-nghi/{conference.id}"' in trainers.text
    assert "Hội nghị năm ngoái" not in trainers.text
    learners = login(client, make_account(db, person=person)).get("/")
    assert "Điểm cầu chính" in learners.text
    assert f'href="/hoi-nghi/{conference.id}"' not in learners.text


def test_campaign_lists_its_own_conferences_and_offers_another(
    client: FlaskClient, db: Session, login: Login
) -> None:
    scene = make_ministry(db)
    plan_conference(db, scene, title="Hội nghị của đợt này")
    other = make_ministry(db)
    plan_conference(db, other, title="Hội nghị của đợt khác")
    page = login(client, scene.trainer).get(f"/dot-hoc-tap/{scene.campaign.id}/quan-ly")
    assert "Hội nghị của đợt này" in page.text
    assert "Hội nghị của đợt khác" not in page.text
    assert f'href="/hoi-nghi/moi/{scene.campaign.id}"' in page.text


def test_people_read_every_record_about_themselves_and_none_about_others(
    client: FlaskClient, db: Session, login: Login
) -> None:
    scene = make_ministry(db)
    mine, other = (make_person(db, full_name=n, unit=scene.office) for n in ("Lê A", "Lê B"))
    conference = plan_conference(db, scene)
    here = dict.fromkeys((mine.id, other.id), conference.venues[0].id)
    summon(db, conference, here, leave_out_clashes=False, by=None)
    conference = reload(db, conference)
    sitting = conference.study_sessions[0]
    scan_in(db, sitting, mine.id, at=sitting.starts_at - timedelta(minutes=38))
    scan_in(db, sitting, other.id, at=sitting.starts_at - timedelta(minutes=11))
    page = login(client, make_account(db, person=mine)).get("/ve-toi")
    assert "Có mặt" in page.text
    assert "07:52:00" in page.text
    assert "Tự điểm danh bằng điện thoại" in page.text
    assert "08:19:00" not in page.text
