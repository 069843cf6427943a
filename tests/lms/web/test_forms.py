"""Typed input: cleaned at the door, mistakes in plain sentences, nothing lost."""

from datetime import UTC, date, datetime

import pytest
from flask import render_template_string
from werkzeug.datastructures import MultiDict

from lms.numbers import without_groups
from lms.web.forms import (
    CheckboxesField,
    CodeField,
    DateField,
    DateTimeField,
    Form,
    IntegerField,
    PasswordField,
    SelectField,
    TextAreaField,
    TextField,
    at_most,
    between,
    not_before,
    options,
    required,
)

MACROS = '{% import "macros/forms.html" as forms %}'


class Sample(Form):
    name = TextField("Họ và tên", [required("Nhập họ và tên."), at_most(20)])
    note = TextAreaField("Ghi chú")
    code = CodeField("Mã")
    starts_on = DateField("Từ ngày")
    ends_on = DateField("Đến ngày", [not_before("starts_on", "Ngày kết thúc trước ngày bắt đầu.")])
    at = DateTimeField("Lúc")
    seats = IntegerField("Số chỗ", [between(1, 9000)])
    password = PasswordField("Mật khẩu")
    venue = SelectField("Điểm cầu", choices=options({"1": "Chính"}))


@pytest.fixture
def fill(app):
    def build(**values):
        with app.test_request_context():
            data = {"name": "Lê An", "seats": "10", "venue": "1"} | values
            form = Sample(formdata=MultiDict(data))
            form.validate()
            str(form.errors)
            return form

    return build


def test_a_required_field_without_a_sentence_of_its_own_is_named(app):
    class Reason(Form):
        reason = TextField("Lý do", [required(), at_most(20)])

    with app.test_request_context(headers={"Accept-Language": "vi"}):
        form = Reason(formdata=MultiDict({"reason": "  "}))
        assert not form.validate()
        assert form.errors["reason"] == ["Đề nghị nhập “Lý do”."]
        assert Reason(formdata=MultiDict({"reason": "QĐ 12"})).validate()


def test_text_is_nfc_without_invisible_characters(fill):
    form = fill(name="  Nguye\u0302\u0303n\u00a0 Thi\u0323\u200b  A\u0301nh ")
    assert form.name.data == "Nguyễn Thị Ánh"


def test_lines_stay_lines(fill):
    assert fill(note="Một\r\n  hai\u200b\r\n").note.data == "Một\nhai"


def test_codes_forget_how_they_were_grouped(fill):
    assert fill(code=" ab12-cd 34.ef ").code.data == "AB12CD34EF"


def test_passwords_keep_their_blanks(fill):
    assert fill(password=" a\u0301 b ").password.data == " á b "


@pytest.mark.parametrize("typed", ["0001-01-01", "31/12/1799", "01/01/3000", "9999-12-31"])
def test_a_day_of_another_age_is_a_slip(fill, typed):
    form = fill(starts_on=typed)
    assert not form.validate()
    assert [str(each) for each in form.starts_on.errors] == ["Nhập năm từ 1800 đến 2999."]
    assert form.starts_on.data is None


@pytest.mark.parametrize("typed", ["2021-03-27", "27/03/2021"])
def test_dates_in_both_shapes(fill, typed):
    form = fill(starts_on=typed)
    assert form.starts_on.data == date(2021, 3, 27)
    assert not form.starts_on.errors


def test_a_wrong_date_is_explained_and_kept(app, fill):
    form = fill(starts_on="32/13/2021")
    assert [str(each) for each in form.starts_on.errors] == ["Nhập ngày theo dạng 27/03/2021."]
    with app.test_request_context():
        page = render_template_string(MACROS + "{{ forms.field(form.starts_on) }}", form=form)
    assert "32/13/2021" in page


def test_order_of_dates(fill):
    form = fill(starts_on="27/03/2021", ends_on="26/03/2021")
    assert form.ends_on.errors == ["Ngày kết thúc trước ngày bắt đầu."]


def test_a_typed_time_is_viet_nams(fill):
    form = fill(at="2021-03-27T07:30")
    assert form.at.moment == datetime(2021, 3, 27, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "seats"), [("1.587", 1587), ("1 200", 1200), ("7", 7)])
def test_whole_numbers_as_people_write_them(fill, typed, seats):
    assert fill(seats=typed).seats.data == seats


def test_numbers_have_bounds_and_sentences(fill):
    assert [str(each) for each in fill(seats="0").seats.errors] == ["Nhập một số từ 1 đến 9000."]
    assert [str(each) for each in fill(seats="mười").seats.errors] == ["Nhập một số nguyên."]


def test_a_choice_that_was_not_offered_is_refused_in_vietnamese(fill):
    assert fill(venue="7").venue.errors == ["Lựa chọn này không có trong danh sách."]


def test_choices_that_were_not_offered_are_refused_in_vietnamese(app):
    class Several(Form):
        venues = CheckboxesField("Điểm cầu", choices=options({1: "Chính"}), coerce=int)

    for sent, sentence in (
        ("7", "“7” không có trong danh sách."),
        ("x", "Có lựa chọn không có trong danh sách."),
    ):
        with app.test_request_context():
            form = Several(formdata=MultiDict([("venues", sent)]))
            assert not form.validate()
            assert form.venues.errors == [sentence]


def test_mistakes_are_tied_to_their_field_and_listed_on_top(app, fill):
    form = fill(name="  ")
    with app.test_request_context():
        page = render_template_string(
            MACROS
            + "{{ forms.error_summary(form) }}{{ forms.field(form.name, hint='Như trong hồ sơ.') }}",
            form=form,
        )
    assert '<a href="#name">Nhập họ và tên.</a>' in page
    assert 'aria-describedby="name-hint name-error"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="name-error"' in page


def test_a_post_without_the_token_is_refused(app):
    app.config["WTF_CSRF_ENABLED"] = True
    response = app.test_client().post("/dang-nhap", data={"login": "a", "password": "b"})
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("1.587", "1587"), ("1,587", "1587"), (" 1 587 ", "1587"), ("12,5", "12,5"), ("x", "x")],
)
def test_numbers_are_taken_as_the_product_writes_them(typed: str, plain: str) -> None:
    assert without_groups(typed) == plain
