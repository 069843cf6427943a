"""The product as people meet it: its own server process on a port of this machine."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from bench.harness import free_port, wait_for_answer
from lms.config import ROOT
from lms.db.engine import Database


@dataclass(frozen=True)
class Site:
    """A running product and the folder it keeps everything in."""

    url: str
    instance: Path
    process: subprocess.Popen[bytes]

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Write to its database while it runs, in turn with it."""
        database = Database(f"sqlite:///{self.instance / 'diemcau.db'}")
        try:
            with database.transaction() as session:
                yield session
        finally:
            database.dispose()


@contextmanager
def running_site(instance: Path, **settings: str) -> Iterator[Site]:
    """Start the product on an instance folder, wait for its first answer, stop it at the end."""
    site = start_site(instance, **settings)
    try:
        yield site
    finally:
        stop(site.process)


def start_site(instance: Path, **settings: str) -> Site:
    """The same for whoever stops it otherwise; one that does not answer is stopped here."""
    port = free_port()
    scheme = "https" if settings.get("TLS") == "1" else "http"
    process = start_product(instance, PORT=str(port), **settings)
    try:
        wait_until_ready(process, port, instance)
    except BaseException:
        stop(process)
        raise
    return Site(f"{scheme}://localhost:{port}", instance, process)


def wait_until_ready(process: subprocess.Popen[bytes], port: int, instance: Path) -> None:
    """Wait for the first answer; what the product printed is in the error when there is none."""
    try:
        wait_for_answer(port, "/", process)
    except RuntimeError as error:
        raise RuntimeError((instance / "serve.log").read_text("utf-8")) from error


def start_product(instance: Path, **settings: str) -> subprocess.Popen[bytes]:
    """`python -m lms.serve` with an empty database unless settings say otherwise; what it prints goes to a log."""
    instance.mkdir(parents=True, exist_ok=True)
    with (instance / "serve.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "lms.serve"],
            cwd=ROOT,
            env=environment(instance, **settings),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def environment(instance: Path, **settings: str) -> dict[str, str]:
    """The environment of a product of its own, whatever this shell has set."""
    own = {
        "INSTANCE_PATH": str(instance),
        "DATABASE_URL": "",
        "DEMO": "0",
        "TOTP_REQUIRED": "0",
        "NOTICE_OF_PRODUCT": "0",
        "ARGON2_MEMORY_KIB": "8",
    }
    return {**os.environ, **own, **settings}


def stop(process: subprocess.Popen[bytes]) -> int:
    """Ask the product to stop and wait until it has; its exit status."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.wait(40)
