"""Writers' turns and the disk: who comes when, and that nobody is answered before it is written."""

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.db import Database
from lms.db.group import GroupCommit
from lms.db.migrate import upgrade
from lms.db.trouble import TransactionLost, Trouble, trouble_of
from lms.units.enums import Tree, UnitKind
from lms.units.models import Unit


class _Watched(Database):
    """Tells when the disk was asked, and what others could read by then."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.read_at_sync: list[set[str | None]] = []

    def sync(self) -> None:
        with self.reading() as db:
            self.read_at_sync.append(set(db.scalars(select(Unit.code))))
        super().sync()


class _Broken(Database):
    """Its disk takes nothing."""

    def sync(self) -> None:
        raise TransactionLost("not on disk") from OSError(28, os.strerror(28))


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'turns.db'}"
    database = Database(address)
    upgrade(database)
    database.dispose()
    return address


def _add(code):
    def work(db):
        db.add(Unit(tree=Tree.STATE, code=code, kind=UnitKind.UNIT))
        db.flush()
        return code

    return work


def test_group_is_synced_after_its_commit_and_before_anybody_is_answered(url):
    database = _Watched(url)
    group = GroupCommit(database)

    for count, code in enumerate("ABC", start=1):
        assert group.run(_add(code)) == code
        assert len(database.read_at_sync) == count
        assert code in database.read_at_sync[-1]
    database.dispose()


def test_group_that_wrote_nothing_syncs_as_well(url):
    database = _Watched(url)

    assert GroupCommit(database).run(lambda db: db.scalars(select(Unit.code)).all()) == []
    assert len(database.read_at_sync) == 1
    database.dispose()


def test_group_whose_disk_fails_answers_nobody(url):
    database = _Broken(url)

    with pytest.raises(TransactionLost) as failed:
        GroupCommit(database).run(_add("lost"))

    assert trouble_of(failed.value) is Trouble.FULL
    database.dispose()


def test_piece_that_failed_of_itself_keeps_its_own_error(url):
    def fail(_db):
        raise KeyError("its own")

    database = _Broken(url)
    with pytest.raises(KeyError, match="its own"):
        GroupCommit(database).run(fail)
    database.dispose()


def test_sync_without_a_log_on_disk_says_that_nothing_is_kept(tmp_path):
    with pytest.raises(TransactionLost, match="not on disk"):
        Database(f"sqlite:///{tmp_path / 'nowhere.db'}").sync()


def test_who_waits_for_the_turn_has_it_before_who_had_it_just_now(url):
    """Two processes, each with locks of its own; the first asks again at once, every time."""
    first, second = Database(url), Database(url)
    had: list[str] = []

    for _ in range(20):
        waiting = threading.Event()

        def wait_and_take(begun=waiting):
            begun.set()
            with second.turn():
                had.append("second")

        with first.turn():
            other = threading.Thread(target=wait_and_take)
            other.start()
            waiting.wait(5)
            _until_locked(Path(f"{first.url.database}.wlock-next"))
        with first.turn():
            had.append("first")
        other.join(5)

    assert had == ["second", "first"] * 20
    for database in (first, second):
        database.dispose()


def _until_locked(path: Path) -> None:
    """Return when somebody holds the place behind the turn, as the kernel tells it."""
    inode = f":{path.stat().st_ino} "
    for _ in range(2_000):
        if any("FLOCK" in line and inode in line for line in _locks()):
            return
        threading.Event().wait(0.002)
    raise AssertionError("nobody waits")


def _locks() -> list[str]:
    return Path("/proc/locks").read_text().splitlines()
