"""The staff's pages about campaigns."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.campaigns.models import Campaign, CampaignAudience
from lms.people.enums import Role
from lms.units import choosing
from lms.units.models import Unit
from tests.factories import make_account, make_campaign, make_person, make_unit
from tests.lms.files.factories import make_pdf


def _typed(unit: Unit, **changes: object) -> dict[str, object]:
    return {
        "title": "Đợt học tập Nghị quyết",
        "owner_unit_id": unit.id,
        "starts_on": "01/03/2021",
        "ends_on": "2021-04-30",
        "state": "open",
        "address_form": "comrade",
        "audience": [unit.id],
        "sessions_required": "",
        "quiz_required": "y",
        "pass_percent": "50",
        **changes,
    }


@pytest.fixture
def ministry(db: Session) -> Unit:
    return make_unit(db, name="Bộ Thử nghiệm")


@pytest.fixture
def trainer(db: Session, ministry: Unit, client: FlaskClient, login) -> FlaskClient:
    signed_in: FlaskClient = login(client, make_account(db, role=Role.TRAINER, unit=ministry))
    return signed_in


def test_a_trainer_makes_a_campaign_with_a_plan(
    db: Session, trainer: FlaskClient, ministry: Unit
) -> None:
    pdf = (BytesIO(make_pdf()), "Kế hoạch số 12.pdf")
    answer = trainer.post("/dot-hoc-tap/moi", data=_typed(ministry, plan_file=pdf))
    assert answer.status_code == 303
    campaign = db.scalars(select(Campaign)).one()
    assert (str(campaign.starts_on), str(campaign.ends_on)) == ("2021-03-01", "2021-04-30")
    assert campaign.sessions_required is None
    page = trainer.get(answer.location).text
    assert "Đợt học tập Nghị quyết" in page
    assert "Bộ Thử nghiệm" in page
    plan = trainer.get(f"/dot-hoc-tap/{campaign.id}/ke-hoach")
    assert plan.mimetype == "application/pdf"
    assert plan.data.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"ends_on": "01/02/2021"},
        {"starts_on": "hôm nay"},
        {"audience": []},
        {"pass_percent": "101"},
        {"plan_file": b"\x7fELF\x00"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_mistake_keeps_what_was_typed_and_saves_nothing(
    db: Session, trainer: FlaskClient, ministry: Unit, changes: dict[str, object]
) -> None:
    sent = {
        name: (BytesIO(value), "ke-hoach.pdf") if isinstance(value, bytes) else value
        for name, value in changes.items()
    }
    answer = trainer.post("/dot-hoc-tap/moi", data=_typed(ministry, resolution="NQ 13", **sent))
    assert answer.status_code == 422
    assert "NQ 13" in answer.text
    assert "error-summary" in answer.text
    assert db.scalars(select(Campaign)).all() == []


def test_a_trainer_cannot_give_a_campaign_to_a_unit_they_do_not_run(
    db: Session, trainer: FlaskClient, ministry: Unit
) -> None:
    other = make_unit(db, name="Bộ khác")
    answer = trainer.post("/dot-hoc-tap/moi", data=_typed(ministry, owner_unit_id=other.id))
    assert answer.status_code == 422
    assert db.scalars(select(Campaign)).all() == []


def test_a_new_form_names_the_topmost_unit_that_the_person_runs(
    trainer: FlaskClient, ministry: Unit
) -> None:
    page = trainer.get("/dot-hoc-tap/moi").text
    assert f'<option value="{ministry.id}" selected>' in page


def test_of_many_units_those_meant_are_found_by_their_words(
    db: Session, trainer: FlaskClient, ministry: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "FEW", 0)
    first, second = (make_unit(db, name="Phòng Tổ chức", parent=ministry) for _room in range(2))
    asked = {"audience": [str(first.id)], "audience-tim": "to chuc", "them-don-vi": "1"}
    page = trainer.post("/dot-hoc-tap/moi", data=_typed(ministry, **asked))
    assert page.status_code == 422
    assert "chọn đúng đơn vị" in page.text
    assert f'value="{first.id}" checked' in page.text
    assert f'value="{second.id}">' in page.text
    assert db.scalars(select(Campaign)).all() == []
    chosen = [str(first.id), str(second.id)]
    sent = {"audience": chosen, "audience-tim": "to chuc", "audience-cua": "to chuc"}
    assert trainer.post("/dot-hoc-tap/moi", data=_typed(ministry, **sent)).status_code == 303
    (made,) = db.scalars(select(Campaign))
    meant = select(CampaignAudience.unit_id).where(CampaignAudience.campaign_id == made.id)
    assert set(db.scalars(meant)) == {first.id, second.id}
    typed = _typed(ministry, **{"audience": [], "audience-tim": second.code})
    assert trainer.post(f"/dot-hoc-tap/{made.id}/sua", data=typed).status_code == 303
    assert set(db.scalars(meant)) == {second.id}
    wrong = _typed(ministry, audience=["999999"])
    assert trainer.post(f"/dot-hoc-tap/{made.id}/sua", data=wrong).status_code == 422


def test_changing_shows_and_keeps(db: Session, trainer: FlaskClient, ministry: Unit) -> None:
    campaign = make_campaign(db, owner=ministry, audience=[ministry], title="Tên cũ")
    address = f"/dot-hoc-tap/{campaign.id}/sua"
    db.commit()
    assert "Tên cũ" in trainer.get(address).text
    answer = trainer.post(address, data=_typed(ministry, title="Tên mới", materials_required="2"))
    assert answer.status_code == 303
    assert (campaign.title, campaign.materials_required) == ("Tên mới", 2)


def test_strangers_and_learners_do_not_find_the_staffs_pages(
    db: Session, client: FlaskClient, login, ministry: Unit
) -> None:
    campaign = make_campaign(db, owner=ministry, audience=[ministry])
    make_account(db, role=Role.ADMINISTRATOR)
    pages = ("/dot-hoc-tap/quan-ly", "/dot-hoc-tap/moi", f"/dot-hoc-tap/{campaign.id}/sua")
    for page in pages:
        assert client.get(page).location.startswith("/dang-nhap")
    learner = make_account(db, person=make_person(db, unit=ministry))
    elsewhere = make_account(db, role=Role.TRAINER, unit=make_unit(db, name="Bộ khác"))
    login(client, learner)
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    login(client, elsewhere)
    assert [client.get(page).status_code for page in pages] == [200, 200, 404]
    assert campaign.title not in client.get(pages[0]).text


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    db: Session, trainer: FlaskClient, ministry: Unit, count_queries
) -> None:
    make_campaign(db, owner=ministry, audience=[ministry])
    db.commit()
    trainer.get("/dot-hoc-tap/quan-ly")
    with count_queries() as one:
        trainer.get("/dot-hoc-tap/quan-ly")
    make_campaign(db, owner=ministry, audience=[ministry])
    make_campaign(db, owner=ministry, audience=[ministry])
    db.commit()
    with count_queries() as three:
        trainer.get("/dot-hoc-tap/quan-ly")
    assert len(three) == len(one)
