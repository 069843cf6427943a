"""Seeding takes seconds, so most tests look at copies of one seeded SQLite file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lms.app import create_app
from lms.config import read_settings
from lms.demo.startup import prepare_demo
from tests.conftest import SECRETS
from tests.support.postgresql import locked
from tests.support.stores import Store


@pytest.fixture(scope="session")
def demo_file(shared_folder: Path, stores: Callable[[str], Store]) -> Path:
    """A SQLite file with the demonstration of this hour, made once for all workers."""
    file = shared_folder / "demonstration.db"
    with locked(shared_folder / "demonstration.lock"):
        if not file.exists():
            url = stores("sqlite").another()
            folder = shared_folder / "demonstration"
            environment = {"INSTANCE_PATH": str(folder), "DATABASE_URL": url}
            app = create_app(read_settings({**environment, "ARGON2_MEMORY_KIB": "8"}), SECRETS)
            prepare_demo(app, {})
            app.extensions["database"].dispose()  # the last connection folds the log into the file
            Path(url.removeprefix("sqlite:///")).rename(file)
    return file
