"""Escapes, marks, line ends, comments and Unicode forms of GIFT files."""

import unicodedata

from quizzes.bank.enums import Note
from quizzes.exchange.decode import decode_text
from quizzes.exchange.gift_reader import read_gift

TWO = "// ghi chú đầu tệp\n$CATEGORY: Chủ đề\n::A:: Một? {\n =x\n\n ~y\n}\n\n::B:: Hai? {=x ~z}\n"


def test_all_escapes() -> None:
    [item] = read_gift(r"Tỉ lệ 3\:1 \{x\} \= \# \~ \\ dòng\nhai {=a\=b ~c\#d}").items

    assert item.content.stem == "Tỉ lệ 3:1 {x} = # ~ \\ dòng\nhai"
    assert [o.text for o in item.content.options] == ["a=b", "c#d"]


def test_line_ends_and_byte_order_mark_change_nothing() -> None:
    plain = read_gift(TWO)

    assert [item.code for item in plain.items] == ["A", "B"]
    for data in (
        TWO.replace("\n", "\r\n").encode("utf-8-sig"),
        TWO.replace("\n", "\r").encode(),
        TWO.encode("utf-16"),
    ):
        text = decode_text(data)
        assert text is not None
        assert read_gift(text) == plain


def test_decomposed_letters_come_in_as_nfc() -> None:
    reading = read_gift(unicodedata.normalize("NFD", "Hội nghị? {=Đúng vậy ~Không phải}"))

    assert reading.items[0].content.stem == "Hội nghị?"


def test_same_option_in_two_unicode_forms_is_refused() -> None:
    reading = read_gift("Câu? {=Hội nghị ~" + unicodedata.normalize("NFD", "Hội nghị") + "}")

    assert [bad.fault for bad in reading.rejected] == ["same_options"]


def test_questions_without_a_blank_line_between_are_two() -> None:
    reading = read_gift("::A:: Một? {=x ~y}\n::B:: Hai? {=x ~y}\n$CATEGORY: C\n::D:: Ba? {T}")

    assert [(item.code, item.line, item.topic) for item in reading.items] == [
        ("A", 1, ""),
        ("B", 2, ""),
        ("D", 4, "C"),
    ]


def test_id_in_a_comment_is_the_code() -> None:
    reading = read_gift("// [id:q-7] [tag:luật]\n::A:: Một? {=x ~y}\n// [id:q-8]\nHai? {=x ~y}")

    assert [(item.code, item.line) for item in reading.items] == [("q-7", 2), ("q-8", 4)]


def test_category_roots_go_and_slashes_in_names_stay() -> None:
    reading = read_gift("$CATEGORY: $course$/top/Chỉ thị 01-CT//TW\n\nA? {T}")

    assert reading.items[0].topic == "Chỉ thị 01-CT/TW"


def test_html_is_reduced_to_its_words() -> None:
    [item] = read_gift("[html]<b>Một</b> &amp; hai? {=[plain]x<y ~<i>z</i>}").items

    assert item.content.stem == "Một & hai?"
    assert [o.text for o in item.content.options] == ["x<y", "<i>z</i>"]
    assert item.notes == (Note.FORMATTING_REMOVED,)


def test_bytes_that_are_no_text_are_refused() -> None:
    assert decode_text(b"PK\x03\x04\x00\x00\xff") is None
    assert decode_text("Câu".encode("cp1258", "ignore") + b"\xf0\xf0") is None
