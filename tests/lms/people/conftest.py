"""What tests of people share: an office with one department."""

import pytest
from sqlalchemy.orm import Session

from lms.units.models import Unit
from tests.factories import make_unit


@pytest.fixture
def top(db: Session) -> Unit:
    """The whole office."""
    return make_unit(db, name="Bộ")


@pytest.fixture
def legal(db: Session, top: Unit) -> Unit:
    """A department of it."""
    return make_unit(db, name="Vụ Pháp chế", parent=top)
