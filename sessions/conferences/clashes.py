"""Nobody is summoned to two conferences at the same time: who would be, and the refusal that says so."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import Conflict
from lms.people.models import Person
from lms.web.i18n import ngettext
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, Summons
from sessions.conferences.queries import list_rivals, summonses_of
from sessions.conferences.rules import Span, busy_spans, clash

NAMED_IN_REFUSAL = 3


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody who is already summoned to another conference at the same time."""

    person_id: int
    full_name: str
    other_title: str


def find_clashes(
    db: Session, conference: Conference, person_ids: Iterable[int], *, lock: bool = False
) -> tuple[Clash, ...]:
    """Who of these people is summoned to another conference at the same time, by name order.

    A rehearsal takes nobody's time: it clashes with nothing.
    """
    if conference.is_rehearsal:
        return ()
    mine = _busy(conference)
    rivals = {
        other.id: other.title
        for other in list_rivals(db, conference, lock=lock)
        if clash(mine, _busy(other))
    }
    wanted = set(person_ids)
    if not rivals or not wanted:
        return ()
    rows = db.execute(
        select(Person.id, Person.full_name, Summons.conference_id)
        .join(Summons, Summons.person_id == Person.id)
        .where(Summons.conference_id.in_(rivals), Summons.state == SummonsState.SUMMONED)
        .order_by(Person.sort_key, Person.id)
    )
    found = {row.id: Clash(row.id, row.full_name, rivals[row.conference_id]) for row in rows}
    return tuple(each for person_id, each in found.items() if person_id in wanted)


def _busy(conference: Conference) -> tuple[Span, ...]:
    return busy_spans(
        Span(conference.starts_at, conference.ends_at),
        [Span(each.starts_at, each.ends_at) for each in conference.study_sessions],
    )


def refuse_clashes(db: Session, conference: Conference) -> None:
    """Raise Conflict when people already summoned here must be elsewhere at the same time.

    For changes of hours and sittings, after they were flushed.
    """
    db.expire(conference, ["study_sessions"])
    db.refresh(conference, ["study_sessions"])
    known = summonses_of(db, conference.id)
    expected = [i for i, summons in known.items() if summons.state == SummonsState.SUMMONED]
    clashes = find_clashes(db, conference, expected, lock=True)
    if clashes:
        raise Conflict(clash_sentence(clashes))


def clash_sentence(clashes: tuple[Clash, ...]) -> str:
    """How many are summoned elsewhere, who the first few are and to what."""
    named = "; ".join(
        f"{each.full_name} ({each.other_title})" for each in clashes[:NAMED_IN_REFUSAL]
    )
    more = len(clashes) - NAMED_IN_REFUSAL
    if more > 0:
        named += ngettext(" and %(num)d other", " and %(num)d others", more)
    return ngettext(
        "%(num)d person is summoned to another conference at the same time: %(named)s. "
        "Nothing was saved.",
        "%(num)d people are summoned to another conference at the same time: %(named)s. "
        "Nothing was saved.",
        len(clashes),
        named=named,
    )
