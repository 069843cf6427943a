"""Who vouches for the e-mail address and the code by which the office's sign-in finds somebody.

Clerks correct both, for a person without a role. Were such a person given a role afterwards, whoever wrote an
address of their own there would come in with it. So a change by anybody but an administrator is marked; the
office's sign-in lets nobody so marked in with a role, and no link for a forgotten password is sent to such an
address. An administrator takes the mark away by saving the record or by granting a role, having been shown both.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.people.models import Person

_TOGETHER = 5_000


def doubt(db: Session, person_ids: Collection[int]) -> None:
    """Note that somebody who is no administrator changed how these people are found."""
    for some in _chunks(person_ids):
        _mark(db, some, needs_vouching=True)


def vouch(db: Session, person_id: int) -> None:
    """Note that an administrator confirms the e-mail address and the code as they are now."""
    _mark(db, [person_id], needs_vouching=False)


def _mark(db: Session, person_ids: list[int], *, needs_vouching: bool) -> None:
    db.execute(
        update(Person)
        .where(Person.id.in_(person_ids), Person.needs_vouching.is_not(needs_vouching))
        .values(needs_vouching=needs_vouching)
        .execution_options(synchronize_session="fetch")
    )


def _chunks(person_ids: Collection[int]) -> Iterator[list[int]]:
    ids = sorted(person_ids)
    for start in range(0, len(ids), _TOGETHER):
        yield ids[start : start + _TOGETHER]
