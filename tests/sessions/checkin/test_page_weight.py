"""What a phone on a bad network must load before it can check in: 30 kB with everything."""

import re
from datetime import timedelta

import pytest

from lms import clock
from sessions.gates.codes import GateClock, make_code, step_at
from tests.conftest import SECRETS
from tests.factories import make_account
from tests.sessions.checkin.hall import make_delegate, make_hall
from tests.sessions.factories import START

LIMIT = 30_000
AT = START - timedelta(minutes=38)


@pytest.mark.sqlite_only("a page weighs the same on any database")
@pytest.mark.parametrize("is_known", [True, False])
def test_page_of_the_code_weighs_less_than_30_kb_with_everything(client, db, login, is_known):
    hall = make_hall(db)
    account = make_account(db, person=make_delegate(db, hall))
    ticking = GateClock(hall.gate.id, 10, START.date(), clock.LOCAL)
    if is_known:
        login(client, account)
    with clock.fixed(AT):
        page = client.get(f"/C/{make_code(SECRETS.code_master_key, ticking, step_at(ticking, AT))}")
    html = page.get_data(as_text=True)
    assert 'name="ve"' in html
    needed = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    needed |= {address.replace("main.js", "sessions/checkin.js") for address in needed}
    sizes = {
        address: len(client.get(address).data)
        for address in needed
        if "js/" in address or ".css" in address
    }
    assert any(address.endswith("sessions/checkin.js") for address in sizes)
    assert len(page.data) + sum(sizes.values()) <= LIMIT, sizes


@pytest.mark.sqlite_only("a page weighs the same on any database")
def test_page_loads_nothing_from_elsewhere(client, db):
    hall = make_hall(db)
    make_account(db)
    ticking = GateClock(hall.gate.id, 10, START.date(), clock.LOCAL)
    with clock.fixed(AT):
        page = client.get(f"/C/{make_code(SECRETS.code_master_key, ticking, step_at(ticking, AT))}")
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page.get_data(as_text=True))
