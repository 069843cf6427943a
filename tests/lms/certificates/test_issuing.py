"""Issuing: to whom, under which numbers, with what frozen, in how many queries."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.models import Campaign
from lms.certificates.models import Certificate
from lms.certificates.services import claim, issue_to, issue_to_all, revoke
from lms.db import transaction
from lms.errors import Conflict, Invalid
from lms.records.enums import OutcomeState
from tests.lms.certificates.factories import (
    add_graduate,
    add_learner,
    make_course,
    state_outcome,
)

CountQueries = Callable[[], AbstractContextManager[list[str]]]
IN_2026 = datetime(2026, 4, 5, 2, 0, tzinfo=UTC)
IN_2027 = datetime(2027, 1, 1, 0, 30, tzinfo=UTC)
LAST_EVENING_OF_2026 = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
FIRST_NIGHT_OF_2027 = datetime(2026, 12, 31, 17, 1, tzinfo=UTC)


def test_all_who_meet_the_rule_get_one_in_name_order(db: Session) -> None:
    course = make_course(db, people=3)
    add_learner(db, course, full_name="Chưa Học Xong")

    with clock.fixed(IN_2026):
        issued = issue_to_all(db, course.campaign, by=None)

    assert [each.face.name for each in issued] == ["Nguyễn Thị A", "Nguyễn Thị B", "Nguyễn Thị C"]
    assert [each.face.register_label for each in issued] == [
        "0001/2026/GXN",
        "0002/2026/GXN",
        "0003/2026/GXN",
    ]
    assert issue_to_all(db, course.campaign, by=None) == []


def test_what_is_printed_was_frozen_at_issue(db: Session) -> None:
    course = make_course(db, people=1)
    certificate = issue_to_all(db, course.campaign, by=None)[0]

    course.people[0].full_name = "Tên Đã Đổi"
    course.campaign.title = "Đợt khác"
    db.flush()
    db.expire(certificate)

    assert certificate.face.name == "Nguyễn Thị A"
    assert certificate.face.campaign == "Đợt học tập Nghị quyết"
    assert certificate.face.unit == "Văn phòng Bộ"
    assert certificate.face.quiz_percent == 85
    assert certificate.face.achievement == "dự 1/1 buổi học; kiểm tra: Đạt (85%)"


def test_claiming_twice_gives_the_same_paper(db: Session) -> None:
    course = make_course(db, people=1)
    person = course.people[0]

    first = claim(db, course.campaign, person.id, by=None)
    again = claim(db, course.campaign, person.id, by=None)

    assert first is again
    assert len(db.scalars(select(Certificate)).all()) == 1


def test_claiming_too_early_is_refused(db: Session) -> None:
    course = make_course(db)
    person = add_learner(db, course)

    with pytest.raises(Invalid):
        claim(db, course.campaign, person.id, by=None)
    assert db.scalars(select(Certificate)).all() == []


def test_a_corrected_outcome_counts_and_not_the_first(db: Session) -> None:
    course = make_course(db, people=1)
    state_outcome(db, course.people[0], course.session, OutcomeState.ABSENT)

    assert issue_to_all(db, course.campaign, by=None) == []


def test_numbers_begin_anew_each_vietnamese_year_and_serials_do_not(db: Session) -> None:
    course = make_course(db, people=2)
    first, second = course.people

    with clock.fixed(LAST_EVENING_OF_2026):
        old = claim(db, course.campaign, first.id, by=None)
    with clock.fixed(FIRST_NIGHT_OF_2027):
        new = claim(db, course.campaign, second.id, by=None)

    assert old.face.register_label == "0001/2026/GXN"
    assert new.face.register_label == "0001/2027/GXN"
    assert (old.serial, new.serial) == ("ĐC 000001", "ĐC 000002")


def test_a_number_of_a_revoked_paper_is_never_used_again(db: Session) -> None:
    course = make_course(db, people=2)
    first, second = course.people
    with clock.fixed(IN_2026):
        certificate = claim(db, course.campaign, first.id, by=None)
        revoke(db, certificate, reason="Cấp nhầm", by=None)
        next_one = claim(db, course.campaign, second.id, by=None)
        reissued = issue_to(db, course.campaign, first.id, by=None)

    assert next_one.register_no == 2
    assert reissued.register_no == 3
    assert certificate.public_id != reissued.public_id


def test_after_a_revocation_only_the_organisers_issue_again(db: Session) -> None:
    course = make_course(db, people=1)
    person = course.people[0]
    revoke(db, claim(db, course.campaign, person.id, by=None), reason="Cấp nhầm", by=None)

    with pytest.raises(Conflict):
        claim(db, course.campaign, person.id, by=None)
    assert issue_to_all(db, course.campaign, by=None) == []
    issue_to(db, course.campaign, person.id, by=None)
    with pytest.raises(Conflict):
        issue_to(db, course.campaign, person.id, by=None)


def test_revoking_needs_a_reason_and_happens_once(db: Session) -> None:
    course = make_course(db, people=1)
    certificate = claim(db, course.campaign, course.people[0].id, by=None)

    with pytest.raises(Invalid):
        revoke(db, certificate, reason="  ", by=None)
    revoke(db, certificate, reason="Cấp nhầm", by=None)
    with pytest.raises(Conflict):
        revoke(db, certificate, reason="Lần nữa", by=None)


def test_issuing_to_many_takes_as_many_queries_as_to_few(
    db: Session, count_queries: CountQueries
) -> None:
    counts = []
    for size in (1, 6):
        course = make_course(db, people=size)
        db.commit()
        with count_queries() as statements:
            assert len(issue_to_all(db, course.campaign, by=None)) == size
        counts.append(sum("INSERT INTO register_counters" not in each for each in statements))

    assert counts[1] <= counts[0]


def test_two_campaigns_share_one_register(db: Session) -> None:
    one, other = make_course(db, people=1), make_course(db)
    add_graduate(db, other)
    with clock.fixed(IN_2027):
        issue_to_all(db, one.campaign, by=None)
        second = issue_to_all(db, other.campaign, by=None)

    assert second[0].register_no == 2


def test_two_issuers_at_once_never_give_the_same_number(app: Flask, db: Session) -> None:
    courses = [make_course(db, people=3) for _ in range(4)]
    campaigns = [course.campaign.id for course in courses]
    db.commit()

    def issue(campaign_id: int) -> None:
        with app.app_context(), transaction() as own:
            issue_to_all(own, own.get_one(Campaign, campaign_id), by=None)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(issue, campaigns))

    given = sorted(db.scalars(select(Certificate.register_no)))
    assert given == list(range(1, 13))
