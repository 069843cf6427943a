"""Whatever shape an office writes a day, a name or a phone in; and the same list twice, in whatever order."""

import unicodedata
from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.legacy_text import LegacyFont, from_unicode
from lms.people.importing import cells
from lms.people.importing.applying import apply_roster_import
from lms.people.importing.cells import Birth
from lms.people.importing.legacy import convert_legacy
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.problems import Problem
from lms.people.models import Account, Membership, Person, PersonWord
from lms.spreadsheets import Cell, Sheet
from lms.text import has_unicode_letters, looks_legacy, same_name_key
from tests.factories import make_unit
from tests.lms.people.rosters import TODAY, read_people

days = st.dates(date(1927, 5, 19), date(2012, 12, 31))
NAMES = "Nguyễn Thị Hương|Lê Hoà|Đỗ Đình Dũng|Phạm Thùy My|Trần Quốc Tuấn|Bùi Ngọc Ánh|Hồ Mỹ Lệ"
WORDS = sorted({word for name in NAMES.split("|") for word in name.split()})
names = st.lists(st.sampled_from(WORDS), min_size=2, max_size=5).map(" ".join)
SHAPES = (
    "{0.day}/{0.month}/{0.year}",
    "{0:%d/%m/%Y}",
    "{0:%d-%m-%Y}",
    "{0:%d.%m.%Y}",
    " {0:%d / %m / %Y} ",
    "{0:%d %m %Y}",
    "{0:%d%m%Y}",
    "{0:%Y-%m-%d}",
    "{0:%Y-%m-%dT00:00:00}",
    "{0:%Y-%m-%d %H:%M:%S}",
    "{0.day} tháng {0.month} năm {0.year}",
    "ngày {0.day} tháng {0.month} năm {0.year}",
    "Ngày {0:%d} THÁNG {0:%m} năm {0.year}",
)


@given(days, st.sampled_from(SHAPES), st.sampled_from(["NFC", "NFD"]))
def test_day_in_any_shape_is_that_day(day: date, shape: str, form: str) -> None:
    moment = datetime.combine(day, time())
    written = unicodedata.normalize(form, shape.format(moment))  # type: ignore[arg-type] # two of its four
    assert cells.read_birth(written, TODAY) == Birth(on=day, year=day.year)


@given(days)
def test_day_as_a_cell_is_that_day(day: date) -> None:
    number = (day - date(1899, 12, 30)).days
    shapes: list[Cell] = [day, datetime.combine(day, time(17)), number, float(number)]
    for cell in shapes:
        assert cells.read_birth(cell, TODAY) == Birth(on=day, year=day.year)


@given(days)
def test_two_figures_of_a_year_mean_somebody_of_age(day: date) -> None:
    read = cells.read_birth(f"{day:%d/%m/%y}", TODAY)
    assert isinstance(read, Birth)
    assert read.on is not None
    assert (read.on.day, read.on.month, read.on.year % 100) == (day.day, day.month, day.year % 100)
    assert 14 <= TODAY.year - read.on.year <= 120


@given(
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(1930, 2011),
    st.sampled_from(["/", "-", "."]),
)
def test_day_and_month_are_never_swapped(first: int, second: int, year: int, gap: str) -> None:
    read = cells.read_birth(f"{first}{gap}{second}{gap}{year}", TODAY)
    try:
        meant: object = Birth(on=date(year, second, first), year=year)
    except ValueError:
        meant = Birth(year=year) if first == second == 0 else Problem.BAD_DATE
    assert read == meant


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_day_a_year_nothing_or_a_problem(text: str) -> None:
    read = cells.read_birth(text, TODAY)
    assert isinstance(read, Birth | Problem)
    if isinstance(read, Birth) and read.on is not None:
        written = "".join(filter(str.isdecimal, text))
        assert str(read.on.day) in written
        assert str(read.on.month) in written


def _half_composed(text: str) -> str:
    """As the Windows Vietnamese keyboard types: the hat in the letter, the tone behind it."""
    tones = "\u0300\u0309\u0303\u0301\u0323"
    apart = unicodedata.normalize("NFD", text)
    parts = "".join(f"\0{each}" if each in tones else each for each in apart).split("\0")
    return "".join(unicodedata.normalize("NFC", part) for part in parts)


@given(
    names,
    st.sampled_from([str, str.upper, str.lower]),
    st.sampled_from(
        [
            lambda text: text,
            lambda text: unicodedata.normalize("NFD", text),
            _half_composed,
        ]
    ),
    st.sampled_from([" ", "  ", "\u00a0", " \u200b", "\t"]),
    st.sampled_from(["", "Đ/c ", "đồng chí "]),
)
def test_name_in_any_form_is_one_name(
    name: str, case: type[str], form: type[str], gap: str, addressed: str
) -> None:
    written = addressed + form(case(name)).replace(" ", gap)
    read = cells.read_name(f" {written} ")
    assert isinstance(read, str)
    assert unicodedata.is_normalized("NFC", read)
    assert read == name


from_font = {font: [from_unicode(each, font) for each in NAMES.split("|")] for font in LegacyFont}


@given(names, st.sampled_from(LegacyFont))
def test_name_in_an_old_font_is_never_taken_for_another(name: str, font: LegacyFont) -> None:
    typed = from_unicode(name, font)
    read = cells.read_name(typed)
    if looks_legacy(typed):
        assert read is Problem.LEGACY_FONT
        (row,) = convert_legacy(Sheet("a", [[typed]])).sheet.rows
        assert row in (
            [name],
            [typed],
        )  # read right, or left as it is when both fonts could be meant
        several = convert_legacy(Sheet("a", [[typed], *([each] for each in from_font[font])]))
        assert several.sheet.rows[0] == [name]
    else:
        assert isinstance(read, str)
        assert not has_unicode_letters(read) or typed == name


@given(
    st.from_regex(r"0[35789][0-9]{8}", fullmatch=True),
    st.sampled_from(["0", "+84", "84", "0084", "(+84) "]),
    st.sampled_from(["", " ", ".", "-"]),
    st.sampled_from(["", "'"]),
)
def test_phone_in_any_form_is_its_figures(phone: str, prefix: str, gap: str, before: str) -> None:
    rest = gap.join([phone[1:4], phone[4:7], phone[7:]])
    assert cells.read_phone(before + prefix + gap + rest) == phone
    assert cells.read_phone(int(phone)) == phone
    assert cells.read_phone(float(phone)) == phone


people = st.lists(
    st.tuples(
        names,
        st.one_of(days.map("{:%d/%m/%Y}".format), st.integers(1950, 2005).map(str), st.just("")),
        st.sampled_from(["Vụ A", "Vụ B"]),
        st.sampled_from(["Chuyên viên", "", "Vụ trưởng"]),
        st.sampled_from(["x", "DB", ""]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: (same_name_key(row[0]), row[1], row[2]),
)
COLUMNS = ("Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Đảng viên", "Mã số", "Email")


def _counts(db: Session) -> list[int | None]:
    models = (Person, Account, Membership, PersonWord)
    return [db.scalar(select(func.count()).select_from(model)) for model in models]


@settings(max_examples=20, deadline=timedelta(seconds=20), suppress_health_check=list(HealthCheck))
@given(people, st.randoms(use_true_random=False), st.booleans())
def test_same_list_again_in_any_order_changes_nothing_but_the_order(
    db: Session, people: list[tuple[object, ...]], dice: object, numbered: bool
) -> None:
    with db.begin_nested() as undone:
        for name in ("Vụ A", "Vụ B"):
            make_unit(db, name=name)
        rows = [
            [*row[:5], f"M{number}" if row[5] else "", f"m{number}@bo.example" if row[5] else ""]
            for number, row in enumerate(people)
        ]
        apply_roster_import(db, read_people(*COLUMNS, rows=rows), TODAY)
        first = _counts(db)
        assert apply_roster_import(db, read_people(*COLUMNS, rows=rows), TODAY).changes_nothing
        dice.shuffle(rows)  # type: ignore[attr-defined] # Hypothesis's own dice
        if numbered:
            rows = [[number, *row] for number, row in enumerate(rows, 1)]
        columns = ("STT", *COLUMNS) if numbered else COLUMNS
        parsed = read_people(*columns, rows=rows)
        plan = plan_roster_import(db, parsed, TODAY)
        assert (plan.new, plan.doubtful, plan.missing, plan.rejected) == ([], [], [], [])
        changed = {name for change in plan.changed for name in change.values}
        assert changed <= ({"list_no"} if numbered else set())
        assert not any(change.moves for change in plan.changed)
        apply_roster_import(db, parsed, TODAY)
        assert apply_roster_import(db, parsed, TODAY).changes_nothing
        assert _counts(db) == first
        undone.rollback()
