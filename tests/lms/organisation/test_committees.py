"""Positions in cells end with the act that merges, splits or closes them, which its preview says first."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import PartyStatus, Role
from lms.people.models import AccessEntry, Account
from lms.units.enums import Tree
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]


def test_merger_of_cells_names_who_holds_a_position_in_them(
    db: Session, client: FlaskClient, login: Login
) -> None:
    top = make_unit(db, name="Đảng bộ Bộ", code="D", tree=Tree.PARTY)
    one, two = (
        make_unit(db, name=f"Chi bộ {each}", code=each, tree=Tree.PARTY, parent=top)
        for each in ("Một", "Hai")
    )
    held = {"Lê An": "Bí thư", "Vũ Bình": "Đảng ủy viên", "Đỗ Chi": ""}
    for name, position in held.items():
        person = make_person(db, full_name=name, party_unit=one, party_status=PartyStatus.OFFICIAL)
        person.party_position = position
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    day = f"{clock.today():%d/%m/%Y}"
    typed = {"effective_on": day, "decision": "1/QĐ", "others": "", "unit": "Hai", "buoc": "xem"}
    preview = client.post(f"/don-vi/{one.id}/sap-nhap", data=typed).text
    table = preview[preview.index("Chức vụ Đảng thôi giữ") :].partition("</table>")[0]
    assert f"thôi giữ từ ngày {day} theo quyết định này" in table
    assert "Lê An" in table
    assert "Bí thư" in table
    assert not {"Vũ Bình", "Đỗ Chi"} & {name for name in held if name in table}
    entry = db.scalars(select(AccessEntry).where(AccessEntry.action == "list of people seen")).one()
    assert (entry.shows_party, entry.shown) == (True, 1)
    renamed = {"effective_on": day, "decision": "2/QĐ", "name": "Chi bộ Ba", "buoc": "xem"}
    page = client.post(f"/don-vi/{two.id}/doi-ten", data=renamed).text
    assert "Chi bộ Ba" in page
    assert "Chức vụ Đảng thôi giữ" not in page
