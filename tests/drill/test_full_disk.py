"""A disk that is full refuses before anything is acknowledged, and goes on when there is room."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from bench.crowd import BUTTON, gather, settings_for
from bench.phones import Phone
from tests.drill.door import (
    GREEN,
    answer_pages,
    is_proper_refusal,
    press,
    press_again,
    run_apart,
    taps_of,
)
from tests.drill.ledger import assert_whole, read_ledger
from tests.drill.product import Product
from tests.drill.small_disk import SizeLimit, small_file_system

REFUSED_IN_A_ROW = 40


@pytest.fixture(params=["file system", "size limit"])
def disk(request, tmp_path):
    if request.param == "size limit":
        yield SizeLimit(tmp_path)
        return
    with small_file_system(tmp_path) as small:
        yield small


@pytest.fixture
def crowd(disk):
    crowd = gather(settings_for(disk.folder), people=1200)
    yield crowd
    crowd.close()


@pytest.fixture
def product(crowd, disk):
    product = Product(disk.folder, crowd.environment)
    yield product
    product.stop()


def test_full_disk_refuses_and_goes_on_when_there_is_room(crowd, disk, product):
    taps = list(taps_of(crowd, crowd.guests))
    disk.fill(product.pid)
    pressed = press_until_full(product.port, taps)
    told = {tap.guest.person_id for tap in pressed if tap.is_acknowledged}
    refused = [tap for tap in pressed if not tap.is_acknowledged]
    ledger = read_ledger(crowd)
    assert_whole(ledger)
    assert told == ledger.evidence.keys()
    assert len(told) > 0
    assert run_apart(look_around(product.port, crowd, refused[-1])) == []

    disk.make_room(product.pid)
    press_again(product.port, refused)
    ledger = read_ledger(crowd)
    assert_whole(ledger)
    assert ledger.evidence.keys() == {tap.guest.person_id for tap in pressed}
    assert all(GREEN in page for page in answer_pages(product.port, pressed[-40:]))


def press_until_full(port, taps):
    """Press with a few phones until nothing but refusals comes; those that pressed."""

    async def phone(waiting, pressed, run):
        mine = Phone(port)
        for tap in waiting:
            pressed.append(tap)
            await press(mine, tap, insist=False)
            run[0] = 0 if tap.is_acknowledged else run[0] + 1
            if run[0] >= REFUSED_IN_A_ROW:
                break
        mine.hang_up()

    async def all_of_them():
        waiting, pressed, run = iter(taps), [], [0]
        await asyncio.gather(*(phone(waiting, pressed, run) for _ in range(8)))
        assert run[0] >= REFUSED_IN_A_ROW, "the disk took everybody"
        return pressed

    return run_apart(all_of_them())


async def look_around(port, crowd, tap):
    """What else is not as it should be while the disk is full."""
    phone, wrong = Phone(port), []
    page = await phone.get(f"/C/{crowd.code()}")
    if page.status != 200 or b'name="ve"' not in page.body:
        wrong.append(f"a code opens with {page.status}")
    as_json = {**tap.headers, "Accept": "application/json"}
    script = await phone.ask("POST", BUTTON, as_json, tap.body)
    if script.status != 503 or not script.body.startswith(b"{"):
        wrong.append(f"a script gets {script.status} {script.body[:80]!r}")
    person = await phone.ask("POST", BUTTON, tap.headers, tap.body)
    if not is_proper_refusal(person) or "chưa" not in person.body.decode():
        wrong.append(f"a person gets {person.status} {person.body.decode()[-900:]}")
    phone.hang_up()
    return wrong


def test_file_that_may_not_grow_keeps_nothing_of_what_it_refused(tmp_path):
    crowd = gather(settings_for(tmp_path), people=600)
    database = crowd.app.extensions["database"]
    for engine in database.engines:
        event.listen(engine, "connect", at_most_a_few_more_pages)
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda guest: press_in_process(crowd, guest), crowd.guests))
    told = {guest.person_id for guest, reply in replies if reply.status_code == 303}
    assert {reply.status_code for _, reply in replies} == {303, 503}
    refusals = [reply.get_data(as_text=True) for _, reply in replies if reply.status_code == 503]
    assert all("Ổ đĩa của hệ thống đã đầy" in refusal for refusal in refusals)
    ledger = read_ledger(crowd)
    assert_whole(ledger)
    assert told == ledger.evidence.keys()
    event.remove(database.engine, "connect", at_most_a_few_more_pages)
    crowd.close()


def at_most_a_few_more_pages(driver, _record):
    """SQLite says FULL in the middle of a statement then, and may give the transaction up by itself."""
    (pages,) = driver.execute("PRAGMA page_count").fetchone()
    driver.execute(f"PRAGMA max_page_count = {pages + 8}")


def press_in_process(crowd, guest):
    headers, body = crowd.press(guest)
    client = crowd.app.test_client(use_cookies=False)
    return guest, client.post(BUTTON, data=body, headers=headers)
