"""A database that cannot be written, or is gone: one sentence, when to come back, and nothing green."""

import pytest
from sqlalchemy import event, text

from bench.crowd import BUTTON, FORM, gather, settings_for
from lms.db.engine import Database
from tests.drill.door import GREEN
from tests.drill.ledger import read_ledger


@pytest.fixture
def crowd(blank_database, tmp_path):
    crowd = gather(settings_for(tmp_path, blank_database), people=4)
    yield crowd
    crowd.close()


def press(crowd, guest, **headers):
    """The guest's phone presses; the answer page when it was taken."""
    client = crowd.app.test_client(use_cookies=False)
    own, body = crowd.press(guest)
    answer = client.post(BUTTON, data=body, headers={**own, **headers}, content_type=FORM)
    if answer.status_code != 303:
        return answer
    return client.get(answer.location, headers=own)


def assert_refused(answer, sentence):
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert sentence in answer.get_data(as_text=True)
    assert GREEN not in answer.data


def read_only(crowd, is_on):
    """Let the database refuse every write, as a disk remounted read-only does, or take them again."""
    database: Database = crowd.app.extensions["database"]
    if database.is_sqlite:
        change = event.listen if is_on else event.remove
        for engine in database.engines:
            change(engine, "begin", only_reads)
        database.dispose()  # its connections remember what they were
        return
    with database.transaction() as db:
        db.execute(text("SET TRANSACTION READ WRITE"))
        name = db.scalar(text("SELECT current_database()"))
        word = "on" if is_on else "off"
        db.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = {word}"))
    database.dispose()


def only_reads(connection):
    connection.exec_driver_sql("PRAGMA query_only=ON")


def test_read_only_database_refuses_with_a_sentence(crowd):
    first, second, *_ = crowd.guests
    assert GREEN in press(crowd, first).data
    read_only(crowd, True)
    assert_refused(press(crowd, second), "chỉ cho phép xem")
    read_only(crowd, False)
    assert GREEN in press(crowd, second).data
    assert read_ledger(crowd).evidence.keys() == {first.person_id, second.person_id}


def test_refusal_to_a_script_is_json(crowd):
    read_only(crowd, True)
    answer = press(crowd, crowd.guests[0], Accept="application/json")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert answer.json["status"] == 503
    assert "chỉ cho phép xem" in answer.json["error"]
    read_only(crowd, False)


@pytest.mark.sqlite_only("PostgreSQL locks rows, not the file")
def test_locked_file_asks_to_try_again_soon(crowd):
    for engine in crowd.app.extensions["database"].engines:
        event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA busy_timeout=20"))
    other = Database(crowd.environment["DATABASE_URL"])
    guest = crowd.guests[0]
    with other.engine.connect() as stranger:
        stranger.exec_driver_sql("CREATE TABLE copied_by_hand (id INTEGER)")
        answer = press(crowd, guest)
        stranger.rollback()
    other.dispose()
    assert_refused(answer, "thử lại sau vài giây")
    assert GREEN in press(crowd, guest).data


class Elsewhere:
    """A database that can go away as a whole and come back: a server killed, a disk unplugged."""

    def __init__(self, folder, server):
        self._folder, self._server = folder, server
        if server is None:
            (folder / "disk").mkdir()
            self.url = f"sqlite:///{folder / 'disk' / 'diemcau.db'}"
        else:
            self.url = server.new_database("drill")

    def go(self, crowd):
        if self._server is not None:
            self._server.kill()
            return
        crowd.close()
        (self._folder / "disk").rename(self._folder / "unplugged")

    def come_back(self):
        if self._server is not None:
            self._server.start()
            return
        (self._folder / "unplugged").rename(self._folder / "disk")


def test_database_gone_is_said_and_its_return_noticed(safe_server, tmp_path):
    place = Elsewhere(tmp_path, safe_server)
    crowd = gather(settings_for(tmp_path, place.url), people=4)
    first, second, *_ = crowd.guests
    client = crowd.app.test_client(use_cookies=False)
    manager, known = {"Cookie": crowd.manager_cookie()}, crowd.press(first)[0]
    address, code = f"/hoi-nghi/{crowd.conference_id}", f"/C/{crowd.code()}"
    assert GREEN in press(crowd, first).data
    assert client.get(address, headers=manager).status_code == 200

    place.go(crowd)
    gone = "chưa truy cập được dữ liệu"
    assert_refused(press(crowd, second), gone)
    assert_refused(client.get(address, headers=manager), gone)
    assert_refused(client.get(code, headers=known), gone)

    place.come_back()
    assert GREEN in press(crowd, second).data
    assert client.get(address, headers=manager).status_code == 200
    assert b'name="ve"' in client.get(code, headers=known).data
    assert read_ledger(crowd).evidence.keys() == {first.person_id, second.person_id}
    crowd.close()
