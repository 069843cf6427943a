"""Addresses and values that nobody's browser makes: answered, never an accident."""

import re

import pytest

from lms.people.enums import Role
from tests.factories import make_account, make_campaign
from tests.sessions.factories import make_conference

BEYOND = 2**31


@pytest.fixture
def client(db, client, login):
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


@pytest.mark.parametrize("number", [BEYOND, 10**22, "9" * 5000])
@pytest.mark.parametrize("path", ["/hoi-nghi/{}", "/nhan-su/{}", "/giay-xac-nhan/{}/pdf"])
def test_a_number_that_no_row_can_have_is_no_address(client, path, number):
    assert client.get(path.format(number)).status_code == 404


@pytest.mark.parametrize("number", [10**19, 10**22])
def test_a_number_that_cannot_be_stored_names_nothing(client, db, number):
    conference = make_conference(db, campaign=make_campaign(db))
    data = {"nguoi": number, "diem-cau": 1}
    response = client.post(f"/hoi-nghi/{conference.id}/trieu-tap/ca-nhan", data=data)
    assert response.status_code in (400, 422)
    response = client.get(f"/hoi-nghi/{conference.id}/thanh-phan?diem-cau={number}")
    assert response.status_code == 200  # no venue is asked for, as by any other word that is none


def test_the_page_of_an_error_leads_nowhere_else(client):
    page = client.get("/", environ_overrides={"PATH_INFO": "//other.example/x"})
    assert page.status_code == 404
    assert not re.search(r'href="[^"]*other\.example', page.text)
