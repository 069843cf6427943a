"""A course that two people have finished, and the certificate of one."""

import pytest
from sqlalchemy.orm import Session

from lms.certificates.models import Certificate
from lms.certificates.services import claim
from tests.factories import make_account
from tests.lms.certificates.factories import (
    Course,
    make_course,
)


@pytest.fixture
def course(db: Session) -> Course:
    make_account(db)  # without any account every page leads to the first steps
    return make_course(db, people=2)


@pytest.fixture
def certificate(db: Session, course: Course) -> Certificate:
    return claim(db, course.campaign, course.people[0].id, by=None)
