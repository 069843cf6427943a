"""The permission map: every right under its area, every role beside every other, or one by itself."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from lms.people.roles.table import ROLES, Reach, reach, right_groups, right_rows
from lms.policy import Right
from tests.factories import make_account

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    return client


def test_every_right_stands_once_under_the_heading_of_its_area(app: Flask) -> None:
    with app.test_request_context():
        groups = right_groups()
        grouped = [row.permission for group in groups for row in group.rows]
        assert sorted(grouped) == [row.permission for row in right_rows()]
        assert all(str(group.under) for group in groups)
        assert len({str(group.under) for group in groups}) == len(groups)


def test_what_is_cut_to_the_grant_is_not_told_as_everything() -> None:
    right = Right("", anywhere=("administrator", "unit head"), is_cut=True)
    assert reach(right, Role.ADMINISTRATOR) is Reach.ANYWHERE
    assert reach(right, Role.UNIT_HEAD) is Reach.CUT
    assert reach(right, Role.TRAINER) is Reach.NOWHERE


def test_map_has_a_cell_for_every_role_and_a_word_in_every_cell(admin: FlaskClient) -> None:
    page = admin.get("/phan-quyen/bang").text
    table = page.partition('rights-map"')[2].partition("</table>")[0]
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', table, re.DOTALL)
    cells = [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in rows]
    assert rows
    assert {len(row) for row in cells} == {len(ROLES)}
    assert all(re.search(r"<span>[^<]+</span>", cell) for row in cells for cell in row)


def test_one_role_is_shown_with_what_it_may_and_nothing_else(admin: FlaskClient) -> None:
    page = admin.get("/phan-quyen/bang?vai-tro=unit+head").text
    assert "<h1>Người đứng đầu đơn vị</h1>" in page
    rights = page.partition("Các trang thuộc từng quyền")[0]
    assert "Xem hồ sơ của một người" in rights
    assert "Giao và kết thúc vai trò" not in rights
    assert "rights-map" not in page


def test_an_unknown_role_shows_the_whole_map(admin: FlaskClient) -> None:
    assert "rights-map" in admin.get("/phan-quyen/bang?vai-tro=vua").text
