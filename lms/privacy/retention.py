"""What is due to be removed, and its removal once somebody of the office said so; nothing goes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import Expiring, parts
from lms.config import Settings
from lms.people.access import add_access
from lms.people.auth.models import SignInFailure
from lms.people.models import AccessEntry, Person
from lms.people.tracing.models import AccessReach, PersonChange
from lms.privacy.anonymising import anonymise
from lms.privacy.queries import leavers_due
from lms.privacy.rules import years_after
from lms.web.i18n import lazy_gettext as _l

MOST_AT_ONCE = 200
"""Leavers made anonymous in one transaction: the rest wait for the next time."""


@dataclass(frozen=True, slots=True)
class Due:
    """Everything whose time is up today."""

    leavers: int
    others: Sequence[tuple[Expiring, int]]
    """What else, and how many rows."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is due."""
        return not self.leavers and not any(count for _each, count in self.others)


def due_now(db: Session, settings: Settings) -> Due:
    """How much is due today; a query for each kind."""
    people = leavers_due(last_day_of_leaving(settings), clock.today()).subquery()
    leavers = db.scalar(select(func.count()).select_from(people)) or 0
    return Due(leavers, [(each, each.count(db)) for each in _expiring(settings)])


def list_leavers_due(db: Session, settings: Settings) -> Sequence[Person]:
    """The leavers that the next removal makes anonymous, those who left first on top."""
    due = leavers_due(last_day_of_leaving(settings), clock.today())
    return db.scalars(due.limit(MOST_AT_ONCE)).all()


def apply_retention(db: Session, settings: Settings, *, by: int | None) -> int:
    """Remove what is due and make up to 200 leavers anonymous; how many those were. Traced."""
    removed = [(each, each.count(db)) for each in _expiring(settings)]
    for each, count in removed:
        if count:
            each.remove(db)
    people = list_leavers_due(db, settings)
    for person in people:
        anonymise(db, person.id, settings.keep_leavers_years, by=by)
    figures = ", ".join([f"people {len(people)}", *(str(count) for _each, count in removed)])
    add_access(db, by, "retention applied", "trace", detail=figures)
    return len(people)


def last_day_of_leaving(settings: Settings) -> date:
    """Whoever left up to this day is due today."""
    return years_after(clock.today(), -settings.keep_leavers_years)


def expiring(settings: Settings, now: datetime) -> list[Expiring]:
    """Counters of failed sign-ins that nobody waits for any more, and entries of the trace of years ago."""
    day = clock.from_local(
        datetime.combine(years_after(clock.local(now).date(), -settings.keep_trace_years), time())
    )
    old = SignInFailure.last_at < now - timedelta(days=settings.keep_sign_in_failures_days)
    return [
        Expiring(
            _l("Counters of failed sign-ins"),
            lambda db: db.scalar(select(func.count()).select_from(SignInFailure).where(old)) or 0,
            lambda db: db.execute(delete(SignInFailure).where(old)),
        ),
        Expiring(
            _l("Entries of the trace"),
            lambda db: (
                db.scalar(select(func.count()).select_from(AccessEntry).where(AccessEntry.at < day))
                or 0
            ),
            lambda db: _end_trace(db, day),
        ),
    ]


def _end_trace(db: Session, day: datetime) -> None:
    """Entries, whom they name, and old values beside them; what people were called stays on their record."""
    is_name = PersonChange.field == "full_name"
    db.execute(delete(PersonChange).where(PersonChange.at < day, ~is_name))
    # Of an entry that goes, all rows go: those that a search added later, too.
    gone = select(AccessEntry.id).where(AccessEntry.at < day)
    db.execute(delete(AccessReach).where(AccessReach.entry_id.in_(gone)))
    db.execute(delete(AccessEntry).where(AccessEntry.at < day))


def _expiring(settings: Settings) -> list[Expiring]:
    now = clock.now()
    return [each for part in parts() if part.expiring for each in part.expiring(settings, now)]
