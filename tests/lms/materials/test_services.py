"""Putting materials in and reading them."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import CampaignState
from lms.campaigns.models import Activity, Assignment
from lms.errors import Gone, Invalid
from lms.files.responses import current_store
from lms.materials.enums import MaterialKind
from lms.materials.models import Material
from lms.materials.queries import get_material
from lms.materials.reading import finish_reading, note_progress
from lms.materials.services import MaterialPlan, change_material, hide_material, show_material
from lms.records.enums import OutcomeState
from lms.records.models import Outcome
from tests.factories import make_account, make_campaign, make_person, make_unit
from tests.lms.files.factories import make_pdf
from tests.lms.materials.factories import make_material, make_stored, word_file

pytestmark = pytest.mark.usefixtures("in_context")


@pytest.fixture
def in_context(app: Flask):
    with app.app_context():
        yield


def _expected(db: Session, material: Material) -> int:
    rows = db.scalars(
        select(Assignment).where(
            Assignment.activity_id == material.activity_id, Assignment.withdrawn_at.is_(None)
        )
    )
    return len(rows.all())


def test_a_pdf_has_its_pages_counted_and_the_audience_expected(db: Session) -> None:
    office = make_unit(db)
    make_person(db, unit=office)
    material = make_material(db, make_campaign(db, audience=[office]))
    assert (material.kind, material.pages) == (MaterialKind.PDF, 3)
    assert _expected(db, material) == 1


def test_a_word_file_is_kept_as_safe_html(db: Session) -> None:
    material = make_material(db, make_campaign(db), content=word_file("Đột phá &lt;b&gt;"))
    assert material.kind is MaterialKind.DOCX
    assert material.html == "<p>Đột phá &lt;b&gt;</p>"


def test_a_secret_document_is_refused_and_leaves_no_activity(db: Session) -> None:
    campaign = make_campaign(db)
    with pytest.raises(Invalid, match=r"secrecy|độ mật"):
        make_material(db, campaign, content=word_file("TỐI MẬT"))
    assert db.scalars(select(Activity)).all() == []


def test_a_link_must_be_https(db: Session) -> None:
    with pytest.raises(Invalid, match="https"):
        make_material(db, make_campaign(db), url="http://example.vn")


def test_replacing_the_content_asks_who_declared_it_anew(db: Session) -> None:
    material = make_material(db, make_campaign(db))
    second = make_account(db)
    store = current_store()
    change_material(db, store, material, MaterialPlan(title="Tên mới"), not_secret_by=second.id)
    assert material.activity.title == "Tên mới"
    assert material.not_secret_by != second.id
    file = make_stored(db, make_pdf(("only",)))
    change_material(
        db, store, material, MaterialPlan(title="Tên mới"), not_secret_by=second.id, file=file
    )
    assert (material.pages, material.not_secret_by) == (1, second.id)


def test_a_refused_replacement_changes_nothing(db: Session) -> None:
    material = make_material(db, make_campaign(db), title="Cũ")
    file = make_stored(db, word_file("MẬT"), "mat.docx")
    plan = MaterialPlan(title="Mới")
    with pytest.raises(Invalid):
        change_material(db, current_store(), material, plan, not_secret_by=1, file=file)
    assert (material.title, material.pages) == ("Cũ", 3)


def test_a_hidden_material_is_expected_of_nobody_until_it_is_shown(db: Session) -> None:
    office = make_unit(db)
    make_person(db, unit=office)
    material = make_material(db, make_campaign(db, audience=[office]))
    hide_material(db, material)
    assert material.activity.is_withdrawn
    make_person(db, unit=office)
    show_material(db, material)
    assert not material.activity.is_withdrawn
    assert _expected(db, material) == 2


def test_progress_adds_up_and_stays_within_the_document(db: Session) -> None:
    material = make_material(db, make_campaign(db))
    person = make_person(db)
    note_progress(db, material, person.id, page=2, seen="1-2")
    reading = note_progress(db, material, person.id, page=99, seen="3,7-9")
    assert (reading.position, reading.seen_pages) == (2, "1-3")


def test_reading_is_recorded_once_at_the_first_time(db: Session) -> None:
    material = get_material(db, make_material(db, make_campaign(db)).id)
    person = make_person(db)
    moment = clock.now()
    with clock.fixed(moment):
        finish_reading(db, material, person.id, posted_by=None)
    with clock.fixed(moment + timedelta(hours=1)):
        reading = finish_reading(db, material, person.id, posted_by=None)
    assert reading.finished_at == moment
    outcome = db.scalars(select(Outcome)).one()
    assert (outcome.state, outcome.occurred_at) == (OutcomeState.READ, moment)


def test_nothing_new_is_recorded_when_the_campaign_is_closed(db: Session) -> None:
    campaign = make_campaign(db)
    material = get_material(db, make_material(db, campaign).id)
    campaign.state = CampaignState.CLOSED
    with pytest.raises(Gone):
        finish_reading(db, material, make_person(db).id, posted_by=None)
    assert db.scalars(select(Outcome)).all() == []
