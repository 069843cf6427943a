"""The pages of a rehearsal: who gets in, what they write, what they refuse, and the sheets."""

import re
from io import BytesIO

import pytest
import zxingcpp
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from sqlalchemy import select

from lms import clock
from lms.people.enums import Role
from sessions.conferences.enums import ConferenceState
from sessions.rehearsals.enums import Check
from sessions.rehearsals.models import Measurement
from sessions.rehearsals.queries import list_rehearsals
from sessions.rehearsals.services import end_rehearsal, measure, state_point
from tests.factories import make_account, make_unit
from tests.sessions.conferences.scene import reload, scan_in
from tests.sessions.rehearsals.scene import EVENING, make_stage, rehearse

READ = ("/san-sang", "/san-sang.pdf", "/san-sang/{venue}", "/san-sang/{venue}.pdf")
READ_MORE = ("/san-sang/{venue}/trang-thu.pdf",)
WRITE = (
    "/ket-thuc-tong-duyet",
    "/san-sang/{venue}/mang",
    "/san-sang/{venue}/may-anh",
    "/san-sang/{venue}/neu",
)


@pytest.fixture
def stage(db):
    return make_stage(db)


@pytest.fixture
def rehearsal(db, stage):
    return rehearse(db, stage)


@pytest.fixture
def trainer(client, db, stage, login):
    return login(client, stage.ministry.trainer)


@pytest.fixture
def here(rehearsal):
    return f"/hoi-nghi/{rehearsal.id}/san-sang/{rehearsal.venues[0].id}"


def kept(db):
    db.expire_all()
    return db.scalars(select(Measurement).order_by(Measurement.id)).all()


def text_of(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.fixture
def addresses(stage, rehearsal):
    """The conference's own page, and pages of the rehearsal by their ends."""
    real, own = f"/hoi-nghi/{stage.conference.id}/tong-duyet", f"/hoi-nghi/{rehearsal.id}"
    venue_id = rehearsal.venues[0].id
    return lambda ends: [real, *(own + end.format(venue=venue_id) for end in ends)]


def test_anonymous_people_are_sent_to_sign_in(client, addresses):
    for address in addresses((*READ, *READ_MORE)):
        assert "/dang-nhap" in client.get(address).location, address
    for address in addresses(WRITE):
        assert "/dang-nhap" in client.post(address).location, address


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.UNIT_HEAD])
def test_strangers_find_nothing_and_change_nothing(client, db, rehearsal, addresses, login, role):
    stranger = login(client, make_account(db, role=role, unit=make_unit(db, name="Sở Nội vụ")))
    for address in addresses((*READ, *READ_MORE)):
        assert stranger.get(address).status_code == 404, address
    data = {"network_ms": "1", "distance_m": "3", "muc": "printer", "tra-loi": "co"}
    for address in addresses(WRITE):
        assert stranger.post(address, data=data).status_code == 404, address
    assert kept(db) == []
    assert reload(db, rehearsal).state is ConferenceState.OPEN


@pytest.mark.parametrize("end", [*READ, *READ_MORE])
def test_conference_itself_has_no_such_page(db, stage, rehearsal, trainer, end):
    venue = reload(db, stage.conference).venues[0].id
    assert (
        trainer.get(f"/hoi-nghi/{stage.conference.id}{end.format(venue=venue)}").status_code == 404
    )


def test_venue_of_another_conference_is_not_found(db, stage, rehearsal, trainer):
    other = reload(db, stage.conference).venues[0].id
    assert trainer.get(f"/hoi-nghi/{rehearsal.id}/san-sang/{other}").status_code == 404


def test_start_leads_to_the_readiness_of_the_venues(db, stage, trainer):
    with clock.fixed(EVENING):
        page = f"/hoi-nghi/{stage.conference.id}/tong-duyet"
        assert re.search(r'value="2021-03-26.18:45', trainer.get(page).text)
        shown = trainer.post(page, data={"starts_at": "2021-03-26T18:45"}, follow_redirects=True)
    assert "Đã mở buổi tổng duyệt" in shown.text
    assert shown.text.count("Chưa sẵn sàng") == 2
    (made,) = list_rehearsals(db, stage.conference.id)
    assert made.is_rehearsal


@pytest.mark.parametrize("typed", ["", "mai", "2030-01-01T08:00"])
def test_bad_hour_is_said_and_starts_nothing(db, stage, trainer, typed):
    with clock.fixed(EVENING):
        answer = trainer.post(
            f"/hoi-nghi/{stage.conference.id}/tong-duyet", data={"starts_at": typed}
        )
    assert answer.status_code == 422
    assert "error-summary" in answer.text or "field-error" in answer.text
    assert list_rehearsals(db, stage.conference.id) == []


def test_second_start_is_refused_in_the_form(db, stage, rehearsal, trainer):
    with clock.fixed(EVENING):
        answer = trainer.post(
            f"/hoi-nghi/{stage.conference.id}/tong-duyet", data={"starts_at": "2021-03-26T19:00"}
        )
    assert answer.status_code == 422
    assert len(list_rehearsals(db, stage.conference.id)) == 1


def test_measured_network_and_clock_are_kept(db, trainer, here):
    answer = trainer.post(f"{here}/mang", data={"network_ms": "1.240", "offset_ms": "-400"})
    assert answer.location.endswith("#network")
    network, ticking = kept(db)
    assert (network.check_kind, network.value, network.passed) == (Check.NETWORK, 1240, False)
    assert (ticking.check_kind, ticking.value, ticking.passed) == (Check.CLOCK, -400, True)
    assert network.measured_by is not None
    page = trainer.get(here).text
    assert "1.240 ms" in page
    assert "0,4 s" in page


@pytest.mark.parametrize(
    ("end", "data"),
    [
        ("/mang", {"network_ms": ""}),
        ("/mang", {"network_ms": "nhanh"}),
        ("/mang", {"network_ms": "-4"}),
        ("/mang", {"network_ms": "40", "offset_ms": "chậm"}),
        ("/may-anh", {"distance_m": ""}),
        ("/may-anh", {"distance_m": "xa lắm"}),
        ("/may-anh", {"distance_m": "0"}),
        ("/may-anh", {"distance_m": "-3"}),
        ("/may-anh", {"distance_m": "500"}),
        ("/may-anh", {"distance_m": "5", "width_cm": "0"}),
    ],
)
def test_bad_value_is_said_beside_the_field_and_not_kept(db, trainer, here, end, data):
    answer = trainer.post(f"{here}{end}", data=data)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert kept(db) == []


def test_distance_with_a_comma_is_kept_with_its_limit(db, trainer, here):
    trainer.post(f"{here}/may-anh", data={"distance_m": "4,5", "width_cm": "40"})
    (row,) = kept(db)
    assert (row.value, row.limit_value, row.passed) == (4.5, 4.0, True)


def test_printer_and_scanner_are_stated(db, trainer, here):
    trainer.post(f"{here}/neu", data={"muc": "printer", "tra-loi": "khong"})
    trainer.post(f"{here}/neu", data={"muc": "scanner", "tra-loi": "khong-dung"})
    printer, scanner = kept(db)
    assert (printer.passed, printer.is_waived) == (False, False)
    assert (scanner.passed, scanner.is_waived) == (True, True)


@pytest.mark.parametrize(
    "data", [{}, {"muc": "network", "tra-loi": "co"}, {"muc": "printer", "tra-loi": "x"}]
)
def test_answer_that_was_not_offered_is_refused(db, trainer, here, data):
    assert trainer.post(f"{here}/neu", data=data).status_code == 422
    assert kept(db) == []


def test_ended_rehearsal_takes_no_measurement(db, trainer, here, rehearsal):
    end_rehearsal(db, rehearsal, now=EVENING)
    answer = trainer.post(f"{here}/mang", data={"network_ms": "40"})
    assert answer.status_code == 422
    assert "đã kết thúc" in answer.text
    assert kept(db) == []
    assert "Đo mạng" not in trainer.get(here).text


def test_timed_answer_tells_the_clock_to_everybody(client, db, stage):
    with clock.fixed(EVENING):
        told = client.get("/hoi-nghi/nhip-do.json")
    assert told.json == {"now": int(EVENING.timestamp() * 1000)}
    assert told.headers["Cache-Control"] == "no-store"


def make_ready(db, stage, rehearsal):
    """All six points of the first venue."""
    venue, by = rehearsal.venues[0], stage.ministry.trainer.id
    for check, value in ((Check.NETWORK, 120), (Check.CLOCK, 40), (Check.CAMERA, 6)):
        measure(db, rehearsal, venue, check, value, by=by, now=EVENING)
    state_point(db, rehearsal, venue, Check.PRINTER, True, by=by, now=EVENING)
    state_point(db, rehearsal, venue, Check.SCANNER, None, by=by, now=EVENING)
    scan_in(db, rehearsal.study_sessions[0], stage.people[0].id, at=EVENING)


def test_sheets_say_go_and_no_go_with_what_is_missing(db, stage, rehearsal, trainer):
    make_ready(db, stage, rehearsal)
    answer = trainer.get(f"/hoi-nghi/{rehearsal.id}/san-sang.pdf")
    assert answer.mimetype == "application/pdf"
    ready, not_ready = text_of(answer.data)
    assert "KẾT LUẬN: SẴN SÀNG" in ready
    assert "Còn thiếu" not in ready
    assert "√ Đạt" in ready
    assert "– Không dùng" in ready
    assert "Hội nghị học tập" in ready
    assert "[Tổng duyệt]" not in ready
    assert "KẾT LUẬN: CHƯA SẴN SÀNG" in not_ready
    assert "Còn thiếu: mạng, đồng hồ, camera, máy in, điện thoại, máy quét." in not_ready
    assert "37 Nguyễn Bỉnh Khiêm" in not_ready


def test_sheet_of_one_venue_is_one_page(db, stage, rehearsal, trainer, here):
    (only,) = text_of(trainer.get(f"{here}.pdf").data)
    assert "Điểm cầu chính" in only
    assert "PHỤ TRÁCH ĐIỂM CẦU" in only


def test_overview_counts_the_ready_venues(db, stage, rehearsal, trainer):
    make_ready(db, stage, rehearsal)
    page = " ".join(trainer.get(f"/hoi-nghi/{rehearsal.id}/san-sang").text.split())
    assert page.count("Chưa sẵn sàng") == 1
    assert page.count("Không dùng") == 1


def test_test_page_leads_back_to_the_venue(db, trainer, here):
    content = trainer.get(f"{here}/trang-thu.pdf").data
    picture = PdfDocument(content)[0].render(scale=2).to_pil()
    assert zxingcpp.read_barcodes(picture)[0].text.endswith(here)
    assert "TRANG IN THỬ" in text_of(content)[0]
