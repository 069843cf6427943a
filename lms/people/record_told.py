"""What the pages of acts say of the person above their form."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms import clock
from lms.people.cards import PastPlace, PersonCard
from lms.people.scope_rules import EVERYTHING, Scope
from lms.units.enums import Tree
from lms.web.format import format_date
from lms.web.i18n import gettext


@dataclass(frozen=True, slots=True)
class Done:
    """What the page of a person did: what the trace says of it, and what whoever did it is told beside."""

    detail: str
    told: Sequence[str] = ()


Facts = Sequence[tuple[str, str | None]]
"""Label and value."""


def standing_in(card: PersonCard) -> list[PastPlace]:
    """The places that hold today or later."""
    today = clock.today()
    return [each for each in card.places if each.ends_on is None or each.ends_on >= today]


def places_left(card: PersonCard, scope: Scope) -> Facts:
    """Which places end when the person leaves the units of the scope, and which stay."""
    standing = standing_in(card)
    ends = [_within(each) for each in standing if scope.holds([each.unit_id])]
    stays = [_within(each) for each in standing if not scope.holds([each.unit_id])]
    after = (gettext("Stays in"), "; ".join(stays))
    if not stays:
        after = (gettext("After that"), gettext("in no unit; still on record"))
    return [(gettext("Leaves"), "; ".join(ends) or "–"), after]


def _within(place: PastPlace) -> str:
    """The unit with the one above it, for rooms of many departments are called alike."""
    return ", ".join(filter(None, (place.name, place.above)))


def position_held(card: PersonCard) -> str:
    """The position in the Party of somebody who stands in a Party organisation; empty for none."""
    stands = any(each.tree is Tree.PARTY for each in standing_in(card))
    return card.person.party_position if stands else ""


def position_left(card: PersonCard, scope: Scope = EVERYTHING) -> Facts:
    """The position in the Party that ends when the person leaves the units of the scope."""
    held = position_held(card)
    left = [each for each in standing_in(card) if each.tree is Tree.PARTY]
    if not held or not all(scope.holds([each.unit_id]) for each in left):
        return []
    return [(gettext("Party position that ends"), held)]


def last_places(card: PersonCard) -> Facts:
    """When the person left, and where they stood last."""
    left_on = card.person.left_on
    last = [_within(each) for each in card.places if each.unit_id in card.kept_in]
    return [
        (gettext("Left on"), format_date(left_on) if left_on else "–"),
        (gettext("Stood last in"), "; ".join(dict.fromkeys(last)) or "–"),
    ]
