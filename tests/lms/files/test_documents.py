"""Word as safe HTML; PDF pages."""

import zipfile
from pathlib import Path

import pytest

from lms.errors import Invalid, TooLarge
from lms.files import documents
from lms.files.documents import docx_to_html, pdf_first_page_text, pdf_pages
from tests.lms.files.factories import make_docx, make_pdf

LINK = (
    '<Relationship Id="l1" TargetMode="External" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/>'
)
LINKED = '<w:p><w:hyperlink r:id="l1"><w:r><w:t>bấm</w:t></w:r></w:hyperlink></w:p>'


def _html(folder: Path, body: str, links: str = "") -> str:
    path = folder / "tai-lieu.docx"
    path.write_bytes(make_docx(body, links))
    return docx_to_html(path)


def test_words_and_bold_survive(tmp_path: Path) -> None:
    html = _html(tmp_path, "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Đột phá</w:t></w:r></w:p>")
    assert html == "<p><strong>Đột phá</strong></p>"


def test_markup_typed_as_text_stays_text(tmp_path: Path) -> None:
    html = _html(tmp_path, "<w:p><w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt;</w:t></w:r></w:p>")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "data:text/html,x", "DATA:text/html,x", "vbscript:x", "file:///etc"],
)
def test_a_dangerous_link_loses_its_address(tmp_path: Path, target: str) -> None:
    html = _html(tmp_path, LINKED, LINK.format(target=target))
    assert "bấm" in html
    assert target.partition(":")[0].lower() + ":" not in html.lower()


def test_an_honest_link_stays_and_tells_nobody_where_from(tmp_path: Path) -> None:
    html = _html(tmp_path, LINKED, LINK.format(target="https://example.vn/a"))
    assert 'href="https://example.vn/a"' in html
    assert "noreferrer" in html


def test_a_document_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no text"):
        _html(tmp_path, "<w:p/>")


def test_a_broken_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        _html(tmp_path, "<w:p><w:unclosed>")


PICTURE = (
    "<w:p><w:r><w:t>Hình 1</w:t></w:r></w:p><w:p><w:r><w:drawing><wp:inline xmlns:wp="
    '"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a='
    '"http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic='
    '"http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
    '<a:blip r:embed="p1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r></w:p>"
)
PICTURE_LINK = (
    '<Relationship Id="p1" Target="media/a.png" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
)


def _with_picture(folder: Path, size: int) -> str:
    path = folder / "tai-lieu.docx"
    path.write_bytes(make_docx(PICTURE, PICTURE_LINK))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/media/a.png", b"\x89PNG" + bytes(size))
    return docx_to_html(path)


def test_a_picture_is_shown_from_inside_the_document(tmp_path: Path) -> None:
    assert 'src="data:image/png;base64,' in _with_picture(tmp_path, 100)


def test_pictures_beyond_what_a_phone_should_load_are_left_out(tmp_path: Path) -> None:
    html = _with_picture(tmp_path, documents.MAX_PICTURES)
    assert "Hình 1" in html
    assert "<img" not in html


def test_a_text_too_long_for_one_page_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAX_TEXT", 300)
    with pytest.raises(TooLarge, match="too long"):
        _html(tmp_path, "<w:p><w:r><w:t>Nghị quyết</w:t></w:r></w:p>")


def test_pages_of_a_pdf_are_counted_and_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf(("MAT", "two", "three")))
    assert pdf_pages(path) == 3
    assert pdf_first_page_text(path).strip() == "MAT"


def test_a_truncated_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing follows")
    with pytest.raises(Invalid):
        pdf_pages(path)
