"""From records to rows: along either tree, each person once, in a fixed number of queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lms.papers.pdf import draw_table_paper
from lms.papers.xlsx import write_workbook
from lms.people.enums import PartyStatus
from lms.people.models import Membership
from lms.people.standing import change_standing
from lms.records.enums import OutcomeState
from lms.records.models import CurrentOutcome
from lms.records.services import rebuild
from lms.reports.facts import load_facts
from lms.reports.paper import reconciliation, report_paper
from lms.reports.roll_up import UnitReport, roll_up
from lms.text import fold
from lms.units.enums import Tree
from lms.units.models import Unit, UnitName
from tests.lms.reports.factories import DAY, Ministry, add_person, make_ministry, post

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def report(db: Session, ministry: Ministry, unit: Unit | None = None, on: date = DAY) -> UnitReport:
    db.flush()
    chosen = unit or ministry.root
    return roll_up(load_facts(db, ministry.campaign, chosen.tree, on), chosen.id)


def names(made: UnitReport) -> list[str]:
    return [str(row[1]) for row in report_paper(made).rows]


def test_a_row_per_child_unit_holds_all_below_it_and_the_total_everybody(db: Session) -> None:
    ministry = make_ministry(db)
    add_person(db, ministry, ministry.office, "present")
    add_person(db, ministry, ministry.room, "late")
    add_person(db, ministry, ministry.legal, "absent")
    add_person(db, ministry, ministry.legal, "excused", is_member=False)
    add_person(db, ministry, ministry.root, "present")

    made = report(db, ministry)

    assert names(made) == ["Văn phòng Bộ", "Vụ Pháp chế", "Bộ Nội vụ (trực tiếp)"]
    office, legal, own = (row.figures for row in made.rows)
    assert (office.invited, office.present, office.late) == (2, 1, 1)
    assert (legal.invited, legal.absent, legal.excused, legal.members) == (2, 1, 1, 1)
    assert own.present == 1
    assert made.total.figures == office + legal + own
    assert made.total.figures.balances
    assert made.total.figures.rate == Decimal("75.00")


def test_a_leaf_unit_reports_its_own_people(db: Session) -> None:
    ministry = make_ministry(db)
    add_person(db, ministry, ministry.room, "present")
    add_person(db, ministry, ministry.legal, "present")

    made = report(db, ministry, ministry.room)

    assert names(made) == ["Phòng Hành chính (trực tiếp)"]
    assert made.total.figures.invited == 1


def test_somebody_invited_to_three_sessions_counts_once_going_up(db: Session) -> None:
    ministry = make_ministry(db, sessions=3)
    add_person(db, ministry, ministry.office, "present", "late", "present")
    add_person(db, ministry, ministry.legal, "present", "", "absent")

    total = report(db, ministry).total

    assert (total.figures.invited, total.figures.late, total.figures.partial) == (2, 1, 1)
    assert (total.sessions, total.conferences) == (3, 1)


def test_no_data_is_unknown_and_never_absent(db: Session) -> None:
    ministry = make_ministry(db)
    add_person(db, ministry, ministry.office, "")
    add_person(db, ministry, ministry.office, "provisional")

    figures = report(db, ministry).total.figures

    assert (figures.unknown, figures.absent) == (2, 0)
    assert "chưa có dữ liệu 2" in reconciliation(figures)
    assert reconciliation(figures).endswith("Số liệu khớp.")


def test_exempt_members_leave_the_denominator_and_non_members_have_none(db: Session) -> None:
    ministry = make_ministry(db)
    add_person(db, ministry, ministry.office, "present")
    add_person(db, ministry, ministry.office, "", is_exempt=True)
    add_person(db, ministry, ministry.office, "present", is_member=False)
    add_person(db, ministry, ministry.office, is_invited=False)

    figures = report(db, ministry).total.figures

    assert (figures.members, figures.exempt_members, figures.obliged) == (3, 1, 2)
    assert (figures.obliged_attended, figures.rate) == (1, Decimal("50.00"))
    assert (figures.non_members_attended, figures.exempt, figures.invited) == (1, 1, 3)


def test_somebody_who_came_uninvited_is_told_apart(db: Session) -> None:
    ministry = make_ministry(db)
    add_person(db, ministry, ministry.office, "present", is_invited=False)

    made = report(db, ministry)

    assert (made.total.figures.invited, made.total.figures.uninvited_attended) == (0, 1)
    assert made.total.figures.balances
    assert "Ngoài danh sách triệu tập còn có 1 người" in " ".join(report_paper(made).notes)


def test_a_correction_replaces_what_was_said_before(db: Session) -> None:
    ministry = make_ministry(db)
    person = add_person(db, ministry, ministry.office, "absent")
    assert report(db, ministry).total.figures.absent == 1

    post(db, person, ministry.sessions[0], OutcomeState.PRESENT)

    assert report(db, ministry).total.figures.present == 1
    assert report(db, ministry).total.figures.absent == 0


def test_along_the_party_tree_the_same_people_stand_in_their_cells(db: Session) -> None:
    ministry = make_ministry(db)
    add_person(db, ministry, ministry.office, "present")
    add_person(db, ministry, ministry.legal, "present", is_member=False)

    made = report(db, ministry, ministry.party)

    assert names(made) == ["Chi bộ Văn phòng", "Người ngoài các tổ chức đảng"]
    assert made.total.figures == report(db, ministry).total.figures
    assert "ĐẢNG BỘ BỘ" in report_paper(made).letterhead.issuer.upper()


def test_membership_and_names_are_those_of_the_day(db: Session) -> None:
    ministry = make_ministry(db)
    person = add_person(db, ministry, ministry.office, "present")
    moved_on = DAY + timedelta(days=5)
    state = (Membership.person_id == person.id) & (Membership.tree == Tree.STATE)
    db.execute(update(Membership).where(state).values(ends_on=moved_on - timedelta(days=1)))
    db.add(
        Membership(
            person_id=person.id, unit_id=ministry.legal.id, tree=Tree.STATE, starts_on=moved_on
        )
    )
    renamed = UnitName.unit_id == ministry.office.id
    db.execute(update(UnitName).where(renamed).values(ends_on=moved_on - timedelta(days=1)))
    db.add(
        UnitName(
            unit_id=ministry.office.id,
            name="Văn phòng mới",
            name_fold=fold("Văn phòng mới"),
            starts_on=moved_on,
        )
    )

    before, after = report(db, ministry), report(db, ministry, on=moved_on)

    assert names(before) == ["Văn phòng Bộ"]
    assert names(after) == ["Vụ Pháp chế"]
    assert after.facts.tree.name(ministry.office.id) == "Văn phòng mới"


def test_membership_and_exemption_are_those_of_the_day(db: Session) -> None:
    ministry = make_ministry(db)
    joined = add_person(db, ministry, ministry.office, "present")
    freed = add_person(db, ministry, ministry.office, "absent")
    later = DAY + timedelta(days=1)
    change_standing(db, {joined.id: {"party_status": PartyStatus.NONE}}, later)
    change_standing(db, {freed.id: {"is_exempt": True}}, later)

    on_the_day, after = report(db, ministry), report(db, ministry, on=later)

    assert (on_the_day.total.figures.members, on_the_day.total.figures.obliged) == (2, 2)
    assert (after.total.figures.members, after.total.figures.obliged) == (1, 0)
    assert (on_the_day.total.figures.absent, after.total.figures.exempt) == (1, 1)


def test_a_session_counts_from_its_day_on(db: Session) -> None:
    ministry = make_ministry(db)
    add_person(db, ministry, ministry.office, "present")

    the_day_before = date(2026, 3, 26)

    assert report(db, ministry, on=the_day_before).total.figures.invited == 0
    assert report(db, ministry, on=date(2026, 3, 27)).total.figures.invited == 1


def test_the_number_of_queries_does_not_depend_on_the_people(
    db: Session, count_queries: CountQueries
) -> None:
    counts = []
    ministry = make_ministry(db, sessions=2)
    for size in (1, 6):
        for _ in range(size):
            add_person(db, ministry, ministry.office, "present", "absent")
        db.commit()
        with count_queries() as statements:
            report(db, ministry)
        counts.append(len(statements))

    assert counts[0] == counts[1] < 25


def test_dropping_and_rebuilding_the_cache_gives_the_same_bytes(db: Session) -> None:
    ministry = make_ministry(db, sessions=2)
    person = add_person(db, ministry, ministry.office, "absent", "late")
    add_person(db, ministry, ministry.legal, "present", "excused")
    post(db, person, ministry.sessions[0], OutcomeState.MAKE_UP)
    before = report_paper(report(db, ministry))
    pdf, workbook = draw_table_paper(before), write_workbook(before)

    db.execute(delete(CurrentOutcome))
    db.expire_all()
    assert report(db, ministry).total.figures.unknown == 2
    assert rebuild(db) == 4
    after = report_paper(report(db, ministry))

    assert draw_table_paper(after) == pdf
    assert write_workbook(after) == workbook
