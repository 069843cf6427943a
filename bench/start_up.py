"""How soon the product answers: its import, and a second start of the whole server."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from bench.harness import Figure, free_port, median_seconds, wait_for_answer
from lms.config import ROOT

LIBRARIES = "import alembic, flask, flask_babel, flask_login, flask_wtf, sqlalchemy.orm"


def measure() -> Iterator[Figure]:
    """Seconds against the bare import of the libraries the product stands on."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "INSTANCE_PATH": folder, "DATABASE_URL": "", "DEMO": "0"}
        _start(environment)  # the first start makes the database and the secrets
        libraries = median_seconds(lambda: _run(LIBRARIES, environment))
        yield Figure(
            "import of the product",
            median_seconds(lambda: _run("import wsgi", environment)),
            "s",
            libraries,
            "import of its libraries",
            "at most",
            2,
        )
        yield Figure(
            "second start until the first answer",
            median_seconds(lambda: _start(environment), repeats=3),
            "s",
            libraries,
            "import of its libraries",
            "at most",
            3,
            of="figure",
        )


def _run(code: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


def _start(environment: dict[str, str]) -> None:
    port = free_port()
    process = subprocess.Popen(
        ["make", "--silent", "run", f"PORT={port}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for_answer(port, "/", process)
    finally:
        os.killpg(process.pid, 15)
        process.wait(30)
