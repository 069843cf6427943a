"""Who the scans of a batch are about: cards and chosen people, found in two statements."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from lms.db.prepared import Prepared, among
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, Summons
from sessions.invitations.card_codes import ReadCard, is_card_of, read_card
from sessions.scanners.enums import Reason
from sessions.scanners.parsing import Item


class Holder(NamedTuple):
    """Whom a scan is about, as far as it is known, and what speaks against it."""

    person_id: int | None
    venue_id: int | None = None
    """Where the conference expects the person; None for somebody it does not expect"""
    reason: Reason | None = None


_BY_CARD = Prepared(
    lambda size: (
        select(
            Summons.id,
            Summons.person_id,
            Summons.conference_id,
            Summons.state,
            Summons.code_generation,
            Summons.code_digest,
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


def find_holders(
    db: Connection, key: bytes, conference_id: int, items: Sequence[Item]
) -> list[Holder]:
    """Whom each scan is about, in the same order.

    A card of another conference names its owner all the same: summoned here or not, who it is is
    known. Cards of a rehearsal are good at that rehearsal only.
    """
    read = [read_card(item.card) if item.card else None for item in items]
    rows = _BY_CARD.rows_for(db, _ids(card.summons_id for card in read if card))
    cards = {row[0]: row[1:] for row in rows}
    owners = [
        _owner(key, conference_id, item, card, cards.get(card.summons_id) if card else None)
        for item, card in zip(items, read, strict=True)
    ]
    people = _ids(owner.person_id for owner in owners if owner.person_id)
    listed = {
        person_id: (venue_id, state)
        for person_id, venue_id, state in _BY_PERSON.rows_for(db, people, conference=conference_id)
    }
    return [_placed(owner, item, listed) for owner, item in zip(owners, items, strict=True)]


def _ids(numbers: Iterable[int]) -> list[int]:
    return sorted(set(numbers))


def _owner(
    key: bytes,
    conference_id: int,
    item: Item,
    card: ReadCard | None,
    row: tuple[object, ...] | None,
) -> Holder:
    if item.person_id is not None:
        return Holder(item.person_id)
    if card is None or row is None:
        return _UNKNOWN
    person_id, of_conference, state, generation, digest, rehearsal_of_id = row
    assert isinstance(person_id, int) and isinstance(generation, int)  # noqa: S101, PT018 - columns of these types
    if rehearsal_of_id is not None and of_conference != conference_id:
        return _UNKNOWN
    if digest is not None and is_card_of(key, card, generation):
        is_gone = state is SummonsState.WITHDRAWN
        return Holder(person_id, reason=Reason.WITHDRAWN if is_gone else None)
    if any(is_card_of(key, card, former) for former in range(1, generation)):
        return Holder(person_id, reason=Reason.FORMER_CARD)
    return _UNKNOWN


def _placed(owner: Holder, item: Item, listed: dict[int, tuple[int, SummonsState]]) -> Holder:
    """With the venue; somebody chosen by name must be on the conference's list."""
    if owner.person_id is None:
        return owner
    venue_id, state = listed.get(owner.person_id, (None, None))
    if state is SummonsState.SUMMONED:
        return owner._replace(venue_id=venue_id)
    if item.person_id is None:
        return owner
    if state is None:
        return Holder(None, reason=Reason.NOT_LISTED)
    return owner._replace(reason=Reason.WITHDRAWN if state is SummonsState.WITHDRAWN else None)
