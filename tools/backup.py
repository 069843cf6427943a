"""Writes one archive with everything an installation is: database, uploaded files, secrets.

    backup.py [FOLDER]    default: backups/ beside the instance folder

The product may go on running meanwhile. The database is copied first and the files after it: a row names a file only
once that file is on disk, and files are never removed, so the copy is whole.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import make_url  # noqa: E402 - after the path is set

from lms.clock import LOCAL  # noqa: E402
from lms.config import SettingError, Settings, read_settings  # noqa: E402


class BackupError(Exception):
    """No backup was made; the message says why, in one sentence."""


def main(arguments: list[str]) -> int:
    try:
        settings = read_settings()
        folder = Path(arguments[0]) if arguments else settings.instance_path.parent / "backups"
        archive = make_backup(settings, folder)
    except (SettingError, BackupError, OSError) as error:
        print(f"No backup was made. {error}", file=sys.stderr)
        return 1
    print(f"{archive}  {archive.stat().st_size / 1_000_000:.1f} MB")
    return 0


def make_backup(settings: Settings, folder: Path) -> Path:
    """An archive in `folder`, readable by its owner only; raises BackupError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = datetime.now(LOCAL).strftime("%Y%m%d-%H%M%S")
    archive = folder / f"diemcau-{stamp}.tar.gz"
    draft = archive.with_suffix(".part")
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        copy = _copy_database(settings, Path(scratch))
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as tar:
            tar.add(copy, copy.name)
            tar.add(settings.instance_path / "secrets.json", "secrets.json")
            if (settings.instance_path / "tls").is_dir():  # what phones were told to trust
                tar.add(settings.instance_path / "tls", "tls")
            if settings.files_path.is_dir():
                tar.add(settings.files_path, "files")
    draft.replace(archive)
    return archive


def _copy_database(settings: Settings, scratch: Path) -> Path:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return _copy_sqlite(Path(url.database or ""), scratch / "diemcau.db")
    return _dump_postgresql(settings.database_url, scratch / "diemcau.dump")


def _copy_sqlite(source: Path, target: Path) -> Path:
    if not source.is_file():
        raise BackupError(f"There is no database at {source}.")
    origin, copy = sqlite3.connect(source), sqlite3.connect(target)
    with copy:
        origin.backup(copy)
    verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    origin.close()
    copy.close()
    if verdict != "ok":
        raise BackupError(f"The copy of the database is damaged: {verdict}.")
    return target


def _dump_postgresql(url: str, target: Path) -> Path:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError("pg_dump is not installed here: apt install postgresql-client.")
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    done = subprocess.run(
        [program, "--format=custom", "--no-owner", f"--file={target}", plain],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupError(done.stderr.strip().splitlines()[-1])
    return target


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
