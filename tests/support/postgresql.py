"""A throw-away PostgreSQL server for one test run, shared by all its workers.

The server program is found on PATH or where Debian puts it. It listens on a socket in a fresh temporary folder and
keeps nothing on disk safely: speed is all that matters here. PostgreSQL refuses to run as root, so root starts it as
the user `postgres` or `nobody`.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

FOLDER_VARIABLE = "DIEMCAU_TEST_POSTGRESQL"
_PREFIX = "diemcau-pg-"
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "300",
    "lock_timeout": "20s",
    "timezone": "Asia/Ho_Chi_Minh",
}


@cache
def find_programs() -> Path | None:
    """The folder of the newest `initdb` and `postgres`, or None where there is no server."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    on_path = shutil.which("initdb")
    folders = [*debian, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def reserve_folder() -> Path:
    """A folder for the server of this run, known to the workers through the environment."""
    _clear_what_a_killed_run_left()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    (folder / "owner").write_text(str(os.getpid()))
    os.environ[FOLDER_VARIABLE] = str(folder)
    return folder


def ensure_server() -> str:
    """Start the server of this run unless another worker has; returns a psycopg conninfo."""
    folder = Path(os.environ[FOLDER_VARIABLE])
    with locked(folder / "lock"):
        if not (folder / "pid").exists():
            (folder / "pid").write_text(str(_start(folder)))
    return f"host={folder} user=postgres"


def stop_server(folder: Path) -> None:
    """Stop the server of this run, if one was started, and remove all it left."""
    with suppress(FileNotFoundError, ProcessLookupError):
        pid = int((folder / "pid").read_text())
        os.kill(pid, signal.SIGINT)  # "fast": does not wait for clients
        for _ in range(100):
            if not _is_running(pid):
                break
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(FOLDER_VARIABLE, None)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock among the processes of this run."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _clear_what_a_killed_run_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder / "owner"
        if owner.is_file() and not _is_running(int(owner.read_text())):
            stop_server(folder)


def make_cluster(folder: Path, *more: str) -> None:
    """A new, empty cluster in `folder/data`; `more` are further options of initdb."""
    programs = find_programs()
    assert programs is not None
    options = "-U postgres -A trust -N -E UTF8 --no-instructions --locale=C".split()
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", *options, *more],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        **unprivileged(folder),
    )


def launch(folder: Path, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the cluster of a folder, its socket in the same folder, and wait until it answers."""
    programs = find_programs()
    assert programs is not None
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("a") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-k", folder, *options],
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **unprivileged(folder),
        )
    _wait_until_ready(folder, server)
    return server


def _start(folder: Path) -> int:
    make_cluster(folder)
    server = launch(folder, _SETTINGS)
    server.returncode = 0  # it outlives this worker on purpose; the main process stops it
    return server.pid


def unprivileged(folder: Path) -> dict[str, Any]:
    """How to start a process as the owner of the servers, whom the folder is given."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait_until_ready(folder: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(f"host={folder} user=postgres dbname=postgres").close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "log").read_text()) from error
            time.sleep(0.05)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdecimal())
