"""The report's page and files: who sees which unit, and that all three say the same."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.campaigns.enums import CampaignState
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account
from tests.factories import make_account
from tests.lms.papers.factories import embedded_fonts, page_texts
from tests.lms.reports.factories import DAY, Ministry, add_person, make_ministry

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def ministry(db: Session) -> Ministry:
    made = make_ministry(db)
    add_person(db, made, made.office, "present", name="Lê Thị Một")
    add_person(db, made, made.room, "late", name="Lê Thị Hai")
    add_person(db, made, made.legal, "absent", name="Lê Thị Ba")
    return made


def address(ministry: Ministry, unit_id: int, ending: str = "", **more: str) -> str:
    values = {"dot": ministry.campaign.id, "don-vi": unit_id, "ngay": DAY.isoformat(), **more}
    return f"/bao-cao{ending}?" + "&".join(f"{key}={value}" for key, value in values.items())


def test_a_trainer_sees_every_unit_and_the_line_that_balances(
    db: Session, client: FlaskClient, login: Login, ministry: Ministry
) -> None:
    login(client, make_account(db, role=Role.TRAINER, unit=ministry.legal))

    page = client.get(address(ministry, ministry.root.id)).text

    assert "Văn phòng Bộ" in page
    assert "Vụ Pháp chế" in page
    assert "được triệu tập 3 = có mặt 1 + đi muộn 1" in page
    assert "Số liệu khớp." in page
    assert "Quy tắc tổng hợp BC-1; quy tắc xét điểm danh A-1" in page
    assert "Lê Thị Một" not in page


def test_a_unit_head_sees_the_own_subtree_only(
    db: Session, client: FlaskClient, login: Login, ministry: Ministry
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=ministry.office))

    own = client.get("/bao-cao")
    assert own.status_code == 200
    assert "Phòng Hành chính" in own.text
    assert "Vụ Pháp chế" not in own.text
    assert "được triệu tập 2 =" in own.text
    assert client.get(address(ministry, ministry.room.id)).status_code == 200

    for other in (ministry.root.id, ministry.legal.id, ministry.party.id, 999_999):
        assert client.get(address(ministry, other)).status_code == 404
        for ending in (".pdf", ".xlsx", ".csv"):
            assert client.get(address(ministry, other, ending)).status_code == 404


def test_the_head_of_a_party_committee_sees_the_party_tree(
    db: Session, client: FlaskClient, login: Login, ministry: Ministry
) -> None:
    login(client, make_account(db, role=Role.CELL_COMMITTEE, unit=ministry.party))

    page = client.get("/bao-cao").text

    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in page
    assert "Chi bộ Văn phòng" in page


@pytest.mark.parametrize("path", ["/bao-cao", "/bao-cao.xlsx", "/bao-cao.pdf"])
def test_strangers_and_learners_see_no_report(
    db: Session, client: FlaskClient, login: Login, ministry: Ministry, path: str
) -> None:
    learner = make_account(db)
    assert client.get(path).status_code == 303

    login(client, learner)
    assert client.get(path).status_code == 404


def test_page_workbook_and_pdf_say_the_same(
    db: Session, client: FlaskClient, login: Login, ministry: Ministry
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    page = client.get(address(ministry, ministry.root.id)).text

    workbook = client.get(address(ministry, ministry.root.id, ".xlsx")).data
    rows = list(load_workbook(BytesIO(workbook))["Dữ liệu"].iter_rows(values_only=True))
    invited = rows[0].index("Được triệu tập")
    assert [(row[1], row[invited]) for row in rows[1:]] == [("Văn phòng Bộ", 2), ("Vụ Pháp chế", 1)]

    pdf = client.get(address(ministry, ministry.root.id, ".pdf")).data
    text = "\n".join(page_texts(pdf))
    assert "BIỂU TỔNG HỢP" in text
    assert "66,67" in text
    assert "66,67" in page
    assert "2/3" in text
    assert all(embedded_fonts(pdf).values())
    assert len(page_texts(pdf)) == 1  # a table this short stands below its heading
    csv = client.get(address(ministry, ministry.root.id, ".csv")).data.decode("utf-8-sig")
    assert "Vụ Pháp chế" in csv


def test_a_download_leaves_a_trace_and_repeats_byte_for_byte(
    db: Session, client: FlaskClient, login: Login, ministry: Ministry
) -> None:
    account = make_account(db, role=Role.UNIT_HEAD, unit=ministry.office)
    login(client, account)

    first = client.get(address(ministry, ministry.office.id, ".xlsx"))
    again = client.get(address(ministry, ministry.office.id, ".xlsx"))

    assert first.data == again.data
    assert re.search(r"bieu-tong-hop-van-phong-bo", first.headers["Content-Disposition"])
    db.commit()
    entry = db.scalars(select(AccessEntry)).first()
    assert entry is not None
    assert (entry.account_id, entry.action) == (account.id, "unit report downloaded")
    assert entry.subject_id == ministry.office.id


def test_a_draft_campaign_is_reported_to_its_staff_only(
    db: Session, client: FlaskClient, login: Login, ministry: Ministry
) -> None:
    ministry.campaign.state = CampaignState.DRAFT
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=ministry.root))
    assert client.get(address(ministry, ministry.root.id)).status_code == 404
    assert client.get("/bao-cao").status_code == 200

    login(client, make_account(db, role=Role.TRAINER, unit=ministry.root))
    assert client.get(address(ministry, ministry.root.id)).status_code == 200


def test_odd_values_in_the_address_are_answered_calmly(
    db: Session, client: FlaskClient, login: Login, ministry: Ministry
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))

    assert client.get("/bao-cao?ngay=hom-qua&cay=x").status_code == 200
    assert client.get("/bao-cao?ngay=9999-12-31").status_code == 200
    assert client.get("/bao-cao?dot=x").status_code == 404
    assert client.get("/bao-cao?don-vi=%00").status_code == 404
    assert client.get("/bao-cao?ngay=1900-01-01").status_code == 200


def test_without_any_campaign_the_page_says_what_comes_first(
    db: Session, client: FlaskClient, login: Login
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))

    answer = client.get("/bao-cao")

    assert answer.status_code == 200
    assert "empty" in answer.text
    assert client.get("/bao-cao.pdf").status_code == 404
