"""What is said of places and positions that end with an act to come, before and after they are given."""

from collections.abc import Iterable
from datetime import date, timedelta

from lms.db import get_db
from lms.people.cards import PersonCard
from lms.people.going_along import PositionEnd
from lms.people.record_told import Facts, standing_in
from lms.units.ends_to_come import EndToCome, ends_along
from lms.units.enums import Tree
from lms.web.format import format_date
from lms.web.i18n import gettext


def along_told(ends: Iterable[EndToCome]) -> list[str]:
    """A sentence for each act to come with which whoever stands in a unit goes along."""
    return [_end_of_unit(each) for each in ends]


def along_traced(ends: Iterable[EndToCome]) -> str:
    """What the trace adds: `, goes_on=Chi bộ Hai 2027-01-01`, or the last day where no unit takes over."""
    return "".join(
        f", goes_on={each.heir} {each.on}" if each.heir else f", until={_last(each.on)}"
        for each in ends
    )


def end_told(end: PositionEnd) -> str:
    """That a position just given ends, when and why."""
    values = {"position": end.position, "day": format_date(_last(end.on))}
    if not end.act_id:
        return gettext(
            "The position in the Party “%(position)s” ends on %(day)s, the last day in the Party organisation as it is "
            "on record.",
            **values,
        )
    return gettext(
        "The position in the Party “%(position)s” ends on %(day)s: the cell is merged, split or closed then (decision "
        "%(decision)s). Should the decision be taken back, it is held on.",
        decision=end.decision,
        **values,
    )


def end_traced(end: PositionEnd) -> str:
    """What the trace adds of it: `, until=2026-12-31`."""
    return f", until={_last(end.on)}"


def party_place_ending(card: PersonCard) -> Facts:
    """Of somebody whose Party organisation is left on a day to come: when and why, for a position given until then."""
    facts = []
    for place in standing_in(card):
        if place.tree is not Tree.PARTY or place.ends_on is None:
            continue
        ends = ends_along(get_db(), place.unit_id)
        end = next((each for each in ends if _last(each.on) == place.ends_on), None)
        label = gettext("In %(unit)s until", unit=place.name)
        facts.append((label, _until(place.ends_on, end)))
    return facts


def _until(last: date, end: EndToCome | None) -> str:
    day, ends = format_date(last), gettext("A position in the cell ends with it.")
    if end is None:
        return f"{day}. {ends}"
    decided = gettext("decision %(decision)s", decision=end.decision)
    then = gettext(", then in %(unit)s", unit=end.heir) if end.heir else ""
    return f"{day}{then} ({decided}). {ends}"


def _end_of_unit(end: EndToCome) -> str:
    values = {"unit": end.name, "day": format_date(end.on), "decision": end.decision}
    if end.heir:
        told = gettext(
            "“%(unit)s” is no more from %(day)s on (decision %(decision)s): whoever stands in it goes on to “%(heir)s”.",
            heir=end.heir,
            **values,
        )
    else:
        told = gettext(
            "“%(unit)s” is no more from %(day)s on (decision %(decision)s), and no unit takes over whoever stands in it: "
            "the place ends the day before.",
            **values,
        )
    if end.tree is Tree.PARTY:
        told += " " + gettext("A position in the cell ends the day before.")
    return told


def _last(on: date) -> date:
    return on - timedelta(days=1)
