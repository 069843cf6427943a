"""The register (sổ gốc) as a paper, and files named so that an office finds them again."""

from collections.abc import Iterable
from datetime import datetime

from lms.certificates.models import Certificate
from lms.papers.values import Cell, Column, Kind, Letterhead, Signature, Standard, TablePaper
from lms.web.format import format_date

COLUMNS = (
    Column("STT", 9, Kind.COUNT),
    Column("Số vào sổ", 27, Kind.CODE),
    Column("Số hiệu", 22, Kind.CODE),
    Column("Họ và tên", 40),
    Column("Ngày sinh", 20, Kind.CODE),
    Column("Chức vụ", 28),
    Column("Đơn vị", 38),
    Column("Nội dung", 52),
    Column("Kết quả", 32),
    Column("Ngày cấp", 20, Kind.CODE),
    Column("Người nhận ký", 24),
    Column("Ghi chú", 24),
)


def register_paper(
    certificates: Iterable[Certificate], *, issuer: str, year: int | None, empty_at: datetime
) -> TablePaper:
    """The register in the order of its numbers, revoked ones with day and reason.

    The as-of time is the last act written in it (`empty_at` while there is none), so the same
    register gives the same bytes.
    """
    ordered = sorted(certificates, key=lambda each: (each.register_year, each.register_no))
    moments = [moment for each in ordered for moment in (each.issued_at, each.revoked_at)]
    as_of = max((moment for moment in moments if moment), default=empty_at)
    valid = sum(each.is_valid for each in ordered)
    period = f"năm {year}" if year else "các năm"
    return TablePaper(
        letterhead=Letterhead(Standard.STATE, issuer, year=year),
        kind="SỔ GỐC",
        subject=f"Cấp giấy xác nhận tham gia học tập {period}",
        columns=COLUMNS,
        rows=[_row(number, each) for number, each in enumerate(ordered, start=1)],
        as_of=as_of,
        notes=(f"Sổ có {len(ordered)} số; còn hiệu lực {valid}; thu hồi {len(ordered) - valid}.",),
        signatures=(
            Signature(("Người lập sổ",), "(Ký, ghi rõ họ tên)"),
            Signature(("Thủ trưởng đơn vị",), "(Ký, ghi rõ họ tên, đóng dấu)"),
        ),
        size=10,
    )


def _row(number: int, certificate: Certificate) -> tuple[Cell, ...]:
    face = certificate.face
    note = ""
    if certificate.revoked_at is not None:
        note = f"Thu hồi ngày {format_date(certificate.revoked_at)}: {certificate.revoked_reason}"
    return (
        number,
        face.register_label,
        face.serial,
        face.name,
        face.born_on,
        face.position,
        face.unit,
        face.campaign,
        face.achievement,
        face.issued_on,
        "",
        note,
    )
