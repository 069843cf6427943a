"""A refused form leads back to the page where it stood."""

import pytest

from lms.people.enums import Role
from tests.factories import make_account


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://localhost/nhan-su/nhap?x=1", "/nhan-su/nhap?x=1"),
        ("http://elsewhere.example/nhan-su/nhap", None),
        (None, None),
    ],
)
def test_a_refused_form_leads_back_to_its_page(client, db, login, referrer, back):
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    headers = {"Referer": referrer} if referrer else {}
    page = client.post("/nhan-su/999999/mat-khau", headers=headers)
    assert page.status_code == 404
    assert (f'href="{back}"' in page.text) is bool(back)
    assert ("Về trang trước" in page.text) is bool(back)


def test_a_page_that_does_not_exist_offers_no_second_try(client, db, login):
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    page = client.get("/nhan-su/999999", headers={"Referer": "http://localhost/nhan-su"})
    assert "Thử lại" not in page.text
    assert "Về trang trước" not in page.text
