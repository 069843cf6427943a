"""The tree browser over 2,000 units, and members of a subtree counted among 200,000 people."""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from bench.crowd import settings_for
from bench.harness import Figure, NotMeasured
from bench.people import add_people
from lms import clock
from lms.app import create_app
from lms.config import read_settings
from lms.db.migrate import upgrade
from lms.organisation.queries import count_members
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.services import Browser, open_session
from lms.people.enums import Role
from lms.people.models import Membership
from lms.server import leave_in_peace
from lms.units.enums import Tree
from lms.units.models import Unit
from lms.units.tree import load_tree
from tests.factories import LONG_AGO, make_account, make_unit
from tests.support.safe_postgresql import safe_postgresql

DEPARTMENTS, UNITS, PEOPLE = 40, 2_000, 200_000
REPEATS = 40
PROMISED = "what was promised"
_SOMEBODY = 1


def measure() -> Iterator[Figure | NotMeasured]:
    """Milliseconds of server time, on both databases.

    On SQLite this is the processor's time, for all the work is in this process; PostgreSQL works in
    its own, so there it is time on the clock, in which whatever else the machine does is counted too.
    """
    with tempfile.TemporaryDirectory() as folder:
        yield from _figures(settings_for(folder), "")
    with tempfile.TemporaryDirectory() as folder, safe_postgresql() as server:
        if server is None:
            yield NotMeasured("tree browser, on PostgreSQL", "no PostgreSQL server program")
            return
        yield from _figures(settings_for(folder, server.new_database("bench")), ", on PostgreSQL")


def _figures(environment: dict[str, str], where: str) -> Iterator[Figure]:
    app = create_app(read_settings(environment))
    database = app.extensions["database"]
    upgrade(database)
    with database.transaction() as db:
        root_id, department_id, account_id = _fill(db)
        token = open_session(db, account_id, SignInMethod.SECOND_STEP, Browser())
    if where:
        _tidy(app)
    leave_in_peace()
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=token, _fresh=True)
    for name, address in (
        ("tree browser, one branch open", f"/don-vi?mo={department_id}"),
        ("tree browser, units found", "/don-vi?tim=phong+12"),
    ):
        yield _page(app, client, name + where, address)
    for name, change in (
        ("after somebody moved", update(Membership).where(Membership.id == _SOMEBODY)),
        ("after a unit changed", update(Unit).where(Unit.id == department_id)),
    ):
        yield _anew(app, client, f"tree browser counted anew {name}{where}", change)
    with database.reading() as db:
        for name, unit_id in (("the whole tree", root_id), ("a department", department_id)):
            yield _counted(app, db, f"members of {name} counted{where}", unit_id)
    database.dispose()


def _tidy(app: Flask) -> None:
    """What PostgreSQL does by itself within a minute of so many rows."""
    engine = app.extensions["database"].engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _fill(db: Session) -> tuple[int, int, int]:
    root = make_unit(db, name="Bộ")
    departments = [make_unit(db, name=f"Cục {each}", parent=root) for each in range(DEPARTMENTS)]
    rooms = [
        make_unit(db, name=f"Phòng {each}", parent=departments[each % DEPARTMENTS])
        for each in range(UNITS - DEPARTMENTS - 1)
    ]
    add_people(db, root.id, PEOPLE)
    db.execute(update(Membership).values(unit_id=rooms[0].id + Membership.person_id % len(rooms)))
    account = make_account(db, role=Role.ADMINISTRATOR)
    return root.id, departments[0].id, account.id


def _page(app: Flask, client: Any, name: str, address: str) -> Figure:
    """One page of the browser, asked again and again while nothing changes."""
    seconds = _watch_for(app)
    client.get("/don-vi")  # templates are compiled once in the life of a server
    queries = _queries_of(app, lambda: client.get(address))
    times = [_asked(client, address, seconds) for _ in range(REPEATS)]
    return _promised(name, times, queries)


def _anew(app: Flask, client: Any, name: str, change: Any) -> Figure:
    """The first page after each change: what servers keep in memory of people or units is made anew for it."""
    seconds, times, queries = _watch_for(app), [], 0
    database = app.extensions["database"]
    for number in range(REPEATS):
        values = {"starts_on": LONG_AGO - timedelta(number)}
        if change.table.name == Unit.__tablename__:
            values = {"position": number + 1}
        with database.transaction() as db:
            db.execute(change.values(values))
        if number:
            times.append(_asked(client, "/don-vi", seconds))
        else:
            queries = _queries_of(app, lambda: client.get("/don-vi"))
    return _promised(name, times, queries)


def _queries_of(app: Flask, ask: Callable[[], object]) -> int:
    """How many queries a page takes. Raises AssertionError for more than were promised."""
    statements: list[str] = []
    database = app.extensions["database"]
    engines = {database.engine, database.reading_engine}

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", listen)
    ask()
    for engine in engines:
        event.remove(engine, "before_cursor_execute", listen)
    queries = sum(not each.startswith("PRAGMA") for each in statements)
    assert queries <= 6, statements
    return queries


def _promised(name: str, times: list[float], queries: int) -> Figure:
    details = {"queries": queries, "p95, ms": sorted(times)[int(len(times) * 0.95) - 1] * 1e3}
    return Figure(
        name, median(times) * 1e3, "ms", 30, PROMISED, "at most", 30, of="figure", details=details
    )


def _watch_for(app: Flask) -> Callable[[], float]:
    is_here = app.extensions["database"].engine.dialect.name == "sqlite"
    return time.process_time if is_here else time.perf_counter


def _asked(client: Any, address: str, seconds: Callable[[], float]) -> float:
    started = seconds()
    assert client.get(address).status_code == 200
    return seconds() - started


def _counted(app: Flask, db: Session, name: str, unit_id: int) -> Figure:
    seconds, today = _watch_for(app), clock.today()
    tree = load_tree(db, Tree.STATE, today)
    times = []
    for _ in range(REPEATS):
        started = seconds()
        assert count_members(db, tree.subtree(unit_id), today) > 0
        times.append(seconds() - started)
    return Figure(name, median(times) * 1e3, "ms", 50, PROMISED, "at most", 50, of="figure")
