"""A ministry of two units, whose names lists write in other ways."""

import pytest
from sqlalchemy.orm import Session

from lms.units.models import Unit
from tests.factories import make_unit


@pytest.fixture(autouse=True)
def ministry(db: Session) -> Unit:
    return make_unit(db, name="Bộ", code="S")


@pytest.fixture(autouse=True)
def centre(db: Session, ministry: Unit) -> Unit:
    return make_unit(db, name="Trung tâm Dữ liệu", code="S1", parent=ministry)


@pytest.fixture(autouse=True)
def office(db: Session, ministry: Unit) -> Unit:
    return make_unit(db, name="Văn phòng", code="S2", parent=ministry)
