"""A column half in an old font, half in Unicode: what is Unicode stays, what is old comes back, the rest is asked."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms.legacy_text import LegacyFont, from_unicode
from lms.people.importing.legacy import convert_legacy
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.reading import Font, Reading
from lms.people.importing.roster import parse_roster
from lms.spreadsheets import Sheet
from lms.text import has_unicode_letters
from tests.lms.people.rosters import TODAY, problems_of, read_people
from tests.lms.spreadsheets.workbooks import make_workbook, sheets_of

OLD_NAMES = (
    "Nguyễn Thị Hương|Trần Văn Dũng|Lê Thị Huệ|Phạm Đức Đạt|Vũ Quốc Cường|Hoàng Thị Thuỷ|Đặng Hữu Nghĩa"
).split("|")
old = {font: [from_unicode(name, font) for name in OLD_NAMES] for font in LegacyFont}

onsets = st.sampled_from("|b|c|ch|d|đ|g|gi|h|kh|l|m|n|ng|nh|ph|qu|r|s|t|th|tr|v|x".split("|"))
vowels = st.sampled_from("aăâeêioôơuưy")
tones = st.sampled_from(["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"])
codas = st.sampled_from(["", "", "n", "m", "ng", "nh"])


@st.composite
def syllables(draw: st.DrawFn) -> str:
    """Something that is or might be a Vietnamese word with a capital."""
    onset = draw(onsets)
    vowel = draw(vowels if onset != "qu" else st.sampled_from("aăâeêy"))
    word = onset + vowel + draw(tones) + draw(codas)
    return unicodedata.normalize("NFC", word).capitalize()


names = st.lists(syllables(), min_size=2, max_size=4).map(" ".join)


@given(
    names,
    st.sampled_from(LegacyFont),
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from([str, str.upper]),
)
def test_unicode_stays_in_a_column_of_old_text(
    name: str, font: LegacyFont, form: str, case: type[str]
) -> None:
    typed = unicodedata.normalize(form, case(name))  # type: ignore[arg-type] # two of its four
    read = convert_legacy(Sheet("a", [[typed], *([each] for each in old[font])]))
    assert read.sheet.rows == [[typed], *([each] for each in OLD_NAMES)]
    if has_unicode_letters(typed) or (form == "NFD" and typed != name):
        assert read.unsure == {}


@given(names, st.sampled_from(LegacyFont))
def test_old_text_comes_back_or_is_asked(name: str, font: LegacyFont) -> None:
    typed = from_unicode(name, font)
    # TCVN3 has no capitals with tones.
    assume(all(letter.isascii() or letter.islower() or letter == "Đ" for letter in name))
    rows = [[typed], *([each] for each in old[font])]
    read = convert_legacy(Sheet("a", rows))
    assert read.sheet.rows[0] == [name] or (read.unsure == {(0, 0): name} and typed != name)
    told = convert_legacy(Sheet("a", rows), Reading(font=Font.OLD))
    assert (told.sheet.rows[0], told.unsure) == ([name], {})


@given(names, st.sampled_from(LegacyFont))
def test_said_to_be_unicode_it_stays(name: str, font: LegacyFont) -> None:
    rows = [[name], *([each] for each in old[font])]
    for reading in (Reading(font=Font.UNICODE), Reading({}, {1: Font.UNICODE}, Font.OLD)):
        read = convert_legacy(Sheet("a", rows), reading)
        assert (read.sheet.rows[0], read.unsure) == ([name], {})


MIXED = [
    ["STT", from_unicode("Họ và tên", LegacyFont.TCVN3), from_unicode("Ghi chú", LegacyFont.TCVN3)],
    ["Vụ Pháp luật"],
    *([place, name, ""] for place, name in enumerate(old[LegacyFont.TCVN3], 1)),
    [8, "Đỗ Bá Tài", ""],
    [9, "Tô Bá Tài", "được miễn sinh hoạt"],
]


def read_mixed(reading: Reading) -> ParsedRoster:
    book = make_workbook(MIXED)
    return parse_roster(sheets_of(book), TODAY, convert=True, reading=reading)


def test_row_that_may_be_either_is_asked_about() -> None:
    parsed = read_mixed(Reading())
    assert [person.full_name for person in parsed.people] == [*OLD_NAMES, "Đỗ Bá Tài"]
    assert {person.headings for person in parsed.people} == {("Vụ Pháp luật",)}
    assert problems_of(parsed) == {11: ["unsure font"]}
    (problem,) = parsed.rejected[0].problems
    assert (problem.value, problem.meant) == ("Tô Bá Tài", "Tụ Bỏ Tài")


@pytest.mark.parametrize(
    ("reading", "name"),
    [
        (Reading(font=Font.UNICODE), "Tô Bá Tài"),
        (Reading(fonts={11: Font.UNICODE}), "Tô Bá Tài"),
        (Reading(fonts={11: Font.OLD}), "Tụ Bỏ Tài"),
    ],
)
def test_row_is_read_as_was_said(reading: Reading, name: str) -> None:
    parsed = read_mixed(reading)
    assert problems_of(parsed) == {}
    assert parsed.people[-1].full_name == name
    assert parsed.people[-1].is_exempt  # its heading “Ghi chó” was understood as Ghi chú


def test_cell_half_in_an_old_font_is_no_name() -> None:
    parsed = read_people("STT", "Họ và tên", rows=[[1, "Đỗ V¨n Bµ"], [2, "Lê An"]])
    assert problems_of(parsed) == {6: ["name not a name"]}


def test_sheet_that_was_read_is_not_named_as_left_out() -> None:
    book = make_workbook(MIXED, before=[("Bìa", [["Danh sách", "năm 2026"]])])
    parsed = parse_roster(sheets_of(book), TODAY, convert=True)
    assert parsed.other_sheets == ("Bìa",)
