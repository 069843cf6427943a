"""A backup made while people write is whole, and is all a new machine needs."""

import os
import stat
import subprocess
import sys
import tarfile
import threading

import pytest
from sqlalchemy import func, select

from lms.config import ROOT, read_settings
from lms.db.engine import Database
from lms.db.migrate import upgrade
from lms.secrets import load_secrets
from lms.units.enums import Tree, UnitKind
from lms.units.models import Unit
from tests.support.site import environment


@pytest.fixture
def installation(tmp_path):
    """An instance folder with a database, secrets and an uploaded file."""
    instance = tmp_path / "instance"
    settings = read_settings({"INSTANCE_PATH": str(instance)})
    load_secrets(instance)
    (settings.files_path / "ab").mkdir(parents=True)
    (settings.files_path / "ab" / "plan.pdf").write_bytes(b"%PDF")
    database = Database(settings.database_url)
    upgrade(database)
    yield instance, database
    database.dispose()


def test_backup_made_while_writing_restores_whole(installation, tmp_path):
    instance, database = installation
    enough = threading.Event()
    writer = threading.Thread(target=_write_pairs, args=(database, enough))
    writer.start()
    try:
        archive = _back_up(instance, tmp_path / "backups")
    finally:
        enough.set()
        writer.join()

    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    restored = tmp_path / "restored"
    with tarfile.open(archive) as tar:
        tar.extractall(restored, filter="data")
    assert (restored / "secrets.json").read_text() == (instance / "secrets.json").read_text()
    assert (restored / "files" / "ab" / "plan.pdf").read_bytes() == b"%PDF"
    assert _count_units(restored) % 2 == 0


def test_backup_without_a_database_says_so(tmp_path):
    done = _run(tmp_path / "nothing", tmp_path / "backups")

    assert done.returncode == 1
    assert "There is no database" in done.stderr
    assert list((tmp_path / "backups").iterdir()) == []


def _write_pairs(database: Database, enough: threading.Event) -> None:
    number = 0
    while not enough.is_set():
        with database.transaction() as db:
            for side in "ab":
                db.add(Unit(tree=Tree.STATE, code=f"{number}{side}", kind=UnitKind.UNIT))
                db.flush()
        number += 1


def _back_up(instance, folder):
    done = _run(instance, folder)
    assert done.stderr == ""
    (archive,) = folder.iterdir()
    assert str(archive) in done.stdout
    return archive


def _run(instance, folder) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tools/backup.py", os.fspath(folder)],
        cwd=ROOT,
        env=environment(instance),
        capture_output=True,
        text=True,
        check=False,
    )


def _count_units(instance) -> int:
    database = Database(f"sqlite:///{instance / 'diemcau.db'}")
    with database.reading() as db:
        count = db.scalar(select(func.count()).select_from(Unit)) or 0
    database.dispose()
    return count
