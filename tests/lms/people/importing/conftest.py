"""A small ministry with its Party organisation."""

import pytest
from sqlalchemy.orm import Session

from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_unit


@pytest.fixture
def office(db: Session) -> dict[str, Unit]:
    ministry = make_unit(db, name="Bộ", code="S")
    party = make_unit(db, name="Đảng bộ Bộ", code="P", tree=Tree.PARTY)
    return {
        "A": make_unit(db, name="Vụ A", code="S1", parent=ministry),
        "B": make_unit(db, name="Vụ B", code="S2", parent=ministry),
        "cell A": make_unit(db, name="Chi bộ Vụ A", parent=party, tree=Tree.PARTY),
        "cell B": make_unit(db, name="Chi bộ Vụ B", parent=party, tree=Tree.PARTY),
    }
