"""File names as people may see them."""

import unicodedata

import pytest

from lms.files.names import MAX_LENGTH, clean_name


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("Nghị quyết.pdf", "Nghị quyết.pdf"),
        (unicodedata.normalize("NFD", "Đề cương.docx"), "Đề cương.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\an\\Kế hoạch.pdf", "Kế hoạch.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ('x<script>:"y|z?.pdf', "x script y z .pdf"),
        ("...htaccess", "htaccess"),
        ("line\r\nbreak.pdf", "line break.pdf"),
        ("", "tep"),
        ("///", "tep"),
    ],
)
def test_name_is_cleaned(raw: str, wanted: str) -> None:
    assert clean_name(raw) == wanted


def test_a_long_name_keeps_its_suffix() -> None:
    name = clean_name("Kế hoạch " * 40 + ".docx")
    assert len(name) <= MAX_LENGTH
    assert name.endswith(".docx")
