"""A letter arrives as it was written: Vietnamese intact, readable with and without HTML."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

from lms.mail.message import Letter, build_message, link, paragraph, strong

LETTER = Letter(
    subject="Giấy mời: Hội nghị học tập\nNghị quyết",
    blocks=(
        paragraph("Kính gửi đồng chí Nguyễn Thị Ánh,"),
        strong("Mã cá nhân: 7K3M-Q9TX"),
        link("Cách điểm danh", "https://lms.example.vn/ma?a=1&b=2"),
        paragraph("Điểm cầu <chính> & dự phòng"),
    ),
    footer="Văn phòng Bộ",
)


def sent() -> EmailMessage:
    built = build_message(
        LETTER,
        sender=Address("Điểm Cầu", "diemcau", "example.vn"),
        to=[Address("Nguyễn Thị Ánh", "anh", "example.vn")],
        message_id="mail-7",
        sent_at=datetime(2021, 3, 20, 1, tzinfo=UTC),
        reply_to="thuky@example.vn",
    )
    read = message_from_bytes(built.as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def part(kind: str) -> str:
    body = sent().get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_headers_survive_the_wire() -> None:
    message = sent()
    assert message["Subject"] == "Giấy mời: Hội nghị học tập Nghị quyết"
    assert message["To"].addresses[0].display_name == "Nguyễn Thị Ánh"
    assert message["Message-ID"] == "<mail-7@example.vn>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "thuky@example.vn"


def test_plain_part_reads_on_its_own() -> None:
    text = part("plain")
    assert "Kính gửi đồng chí Nguyễn Thị Ánh," in text
    assert "Cách điểm danh: https://lms.example.vn/ma?a=1&b=2" in text
    assert "Điểm cầu <chính> & dự phòng" in text
    assert text.rstrip().endswith("Văn phòng Bộ")


def test_html_part_is_escaped_and_fetches_nothing() -> None:
    html = part("html")
    assert "Điểm cầu &lt;chính&gt; &amp; dự phòng" in html
    assert 'href="https://lms.example.vn/ma?a=1&amp;b=2"' in html
    assert "<img" not in html
    assert "src=" not in html
