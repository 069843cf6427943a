"""Who the scans of a batch are about: cards and chosen people, found in two statements."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from lms.db.prepared import Prepared, among
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, Summons
from sessions.invitations.card_codes import ReadCard, is_card_of
from sessions.scanners.enums import Reason
from sessions.scanners.parsing import Item


class Holder(NamedTuple):
    """Whom a scan is about, as far as it is known, and what speaks against it."""

    person_id: int | None
    venue_id: int | None = None
    """Where the conference expects the person; None for somebody it does not expect"""
    reason: Reason | None = None
    is_asked: bool = True
    """Whether the conference's list was looked up already"""


_BY_CARD = Prepared(
    lambda size: (
        select(
            Summons.id,
            Summons.person_id,
            Summons.conference_id,
            Summons.venue_id,
            Summons.state,
            Summons.code_generation,
            Conference.rehearsal_of_id,
        )
        .join(Conference, Conference.id == Summons.conference_id)
        .where(among(Summons.id, size))
    )
)
_BY_PERSON = Prepared(
    lambda size: select(Summons.person_id, Summons.venue_id, Summons.state).where(
        Summons.conference_id == bindparam("conference"), among(Summons.person_id, size)
    )
)
_UNKNOWN = Holder(None, reason=Reason.UNKNOWN_CARD)
_Row = tuple[int, int, int, SummonsState, int, int | None]


def find_holders(
    db: Connection, key: bytes, conference_id: int, items: Sequence[Item]
) -> list[Holder]:
    """Whom each scan is about, in the same order.

    A card of another conference names its owner all the same: summoned here or not, who it is is
    known. Cards of a rehearsal are good at that rehearsal only.
    """
    wanted = sorted({item.card_read.summons_id for item in items if item.card_read})
    cards: dict[int, Any] = {row[0]: row[1:] for row in _BY_CARD.rows_for(db, wanted)}
    holders = [
        Holder(item.person_id, is_asked=False)
        if item.person_id is not None
        else _owner(key, conference_id, item.card_read, cards)
        for item in items
    ]
    people = sorted({each.person_id for each in holders if each.person_id and not each.is_asked})
    listed = {
        person_id: (venue_id, state)
        for person_id, venue_id, state in _BY_PERSON.rows_for(db, people, conference=conference_id)
    }
    return [
        holder if holder.is_asked else _placed(holder, item, listed)
        for holder, item in zip(holders, items, strict=True)
    ]


def _owner(key: bytes, conference_id: int, card: ReadCard | None, rows: dict[int, _Row]) -> Holder:
    row = rows.get(card.summons_id) if card else None
    if card is None or row is None:
        return _UNKNOWN
    person_id, of_conference, venue_id, state, generation, rehearsal_of_id = row
    is_here = of_conference == conference_id
    if rehearsal_of_id is not None and not is_here:
        return _UNKNOWN
    reason = None
    if generation < 1 or not is_card_of(key, card, generation):
        if not any(is_card_of(key, card, former) for former in range(1, generation)):
            return _UNKNOWN
        reason = Reason.FORMER_CARD
    elif state is SummonsState.WITHDRAWN:
        reason = Reason.WITHDRAWN
    is_expected = is_here and state is SummonsState.SUMMONED
    return Holder(person_id, venue_id if is_expected else None, reason, is_asked=is_here)


def _placed(holder: Holder, item: Item, listed: dict[int, tuple[int, SummonsState]]) -> Holder:
    """With the venue; somebody chosen by name must be on the conference's list."""
    venue_id, state = listed.get(holder.person_id or 0, (None, None))
    if state is SummonsState.SUMMONED:
        return holder._replace(venue_id=venue_id)
    if item.person_id is None:
        return holder
    if state is None:
        return Holder(None, reason=Reason.NOT_LISTED)
    return holder._replace(reason=Reason.WITHDRAWN if state is SummonsState.WITHDRAWN else None)
