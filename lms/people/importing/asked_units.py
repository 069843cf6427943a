"""Names of units in a list that are not on record, or of which there are several: what may be meant by each, what was said before, what is said now.

What was said of a list that was written is offered again with who said it and when; it counts for the next list only
when somebody says so again, and for the tree in which it was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import wtforms
from sqlalchemy.orm import Session

from lms.people.actor import current_actor
from lms.people.importing.figures import AskedUnit, Figures, day_of
from lms.people.importing.former import tree_of
from lms.people.importing.models import ImportRun
from lms.people.importing.reading import LEFT_OUT
from lms.people.importing.remembered import ToldUnit, told_of_units
from lms.people.importing.runs import figures_of_run
from lms.people.unit_offers import RECORDS, offer_units
from lms.units.choosing import Offer
from lms.units.enums import Tree
from lms.units.fields import UnitField
from lms.web.format import format_date
from lms.web.forms import Form
from lms.web.i18n import _

ALL_ABOVE: Final = "don-vi-tat-ca"
"""Sent to put everybody whose narrower unit is not on record into the unit beside it."""
_SHOWN: Final = 60
"""Names that are asked about at once."""


@dataclass(frozen=True, slots=True)
class UnitAsked:
    """One name, and how it may be answered."""

    key: str
    name: str
    rows: int
    is_former: bool
    is_shared: bool
    above: int | None
    told: int | None
    """What was said of it for this list, as long as that stands"""
    options: Mapping[int, str]
    """Units that are proposed, and what they are called"""
    chosen: int | None
    """Of the options, that which is proposed first; LEFT_OUT"""
    remembered: str
    """Who said so of an earlier list, and when"""
    select: str
    """The name of the field that takes one of the options"""
    field: Any
    """A `UnitField` for any other unit"""

    @property
    def told_name(self) -> str:
        """What it is read as; empty where its rows stay out on purpose."""
        return self.options.get(self.told or 0, "")


@dataclass(frozen=True, slots=True)
class UnitsAsked:
    """All names of one list."""

    names: Sequence[UnitAsked]
    waiting: Mapping[str, int | None]
    """Key of each other name of which nothing was said → the unit it is named within"""
    more: int
    """So many names follow"""
    rows: Mapping[str, int]
    """So many rows stay out for names that are asked about, by `asked_names.Asked`"""

    @property
    def former(self) -> list[UnitAsked]:
        """Names of before of which nothing was said yet."""
        return [each for each in self.names if each.is_former and each.told is None]

    @property
    def unknown(self) -> list[UnitAsked]:
        """Names that no unit ever had, of which nothing was said yet."""
        new = [each for each in self.names if not (each.is_former or each.is_shared)]
        return [each for each in new if each.told is None]

    @property
    def shared(self) -> list[UnitAsked]:
        """Names that several units have, of which nothing was said yet."""
        return [each for each in self.names if each.is_shared and each.told is None]

    @property
    def told(self) -> list[UnitAsked]:
        """Names of which something was said."""
        return [each for each in self.names if each.told is not None]

    @property
    def is_refused(self) -> bool:
        """Whether words that were sent for a unit mean none, or several."""
        return any(each.field.choice.problem for each in self.names)

    def answers(self, sent: Mapping[str, str]) -> dict[str, int | None]:
        """Key → unit, LEFT_OUT, or None where an answer is taken back; what was not sent, or cannot be, is not in it."""
        found: dict[str, int | None] = {}
        for each in self.names:
            value = sent.get(each.select)
            if value == "" and each.told is not None:
                found[each.key] = None
            elif value in {str(LEFT_OUT), *map(str, each.options)}:
                found[each.key] = int(value)
            if each.field.data:
                found[each.key] = each.field.data
            elif ALL_ABOVE in sent and each.told is None and each.above in each.options:
                found[each.key] = each.above
        if ALL_ABOVE in sent:
            found |= {key: above for key, above in self.waiting.items() if above is not None}
        return found


def ask_units(db: Session, run: ImportRun, sent: Mapping[str, str] | None = None) -> UnitsAsked:
    """The names of a list that was read, with what `sent` says of them. At most four queries, none without such names."""
    figures = figures_of_run(run)
    asked = figures.get("asked", []) if figures else []
    if not figures or not asked:
        return UnitsAsked((), {}, 0, {})
    trees = {tree_of(each["key"]) for each in asked}
    offers = {tree: offer_units(RECORDS, (tree,), day_of(figures)) for tree in trees}
    untold = [place for place, each in enumerate(asked) if each["told"] is None]
    told = [place for place, each in enumerate(asked) if each["told"] is not None]
    shown = {place: asked[place] for place in (*untold[:_SHOWN], *told[:_SHOWN])}
    before = told_of_units(db, {each["key"] for each in shown.values()})
    fields = _fields(shown, offers, sent)
    names = [
        _shown(each, offers[tree_of(each["key"])], before.get(each["key"]), fields, place)
        for place, each in shown.items()
    ]
    waiting = {asked[place]["key"]: asked[place]["above"] for place in untold[_SHOWN:]}
    return UnitsAsked(
        names, waiting, len(waiting) + figures.get("more_asked", 0), _rows(figures, names)
    )


def _rows(figures: Figures, names: Sequence[UnitAsked]) -> Mapping[str, int]:
    """As they were counted; summed up by name where they were not, or where what was said does not stand any more."""
    summed: dict[str, int] = {}
    for each in names:
        if each.told is None:
            kind = "former" if each.is_former else "shared" if each.is_shared else "unknown"
            summed[kind] = summed.get(kind, 0) + each.rows
    counted = figures.get("asked_rows", {})
    return {kind: counted.get(kind) or rows for kind, rows in summed.items()}


def _fields(
    asked: Mapping[int, AskedUnit], offers: Mapping[Tree, Offer], sent: Mapping[str, str] | None
) -> Form:
    """One form with a field for any other unit of each name."""
    made = {f"unit_{place}": _field(place, each["name"]) for place, each in asked.items()}
    form: Form = type("AskedForm", (Form,), made)(formdata=sent, meta={"csrf": False})
    for place, each in asked.items():
        field = form[f"unit_{place}"]
        field.offer(offers[tree_of(each["key"])])
        field.tell()
    return form


def _field(place: int, name: str) -> wtforms.Field:
    return UnitField(name, name=f"khac-{place}", id=f"khac-{place}", nothing=_("not decided"))


def _shown(
    asked: AskedUnit, offer: Offer, before: ToldUnit | None, fields: Form, place: int
) -> UnitAsked:
    is_standing = asked["told"] == LEFT_OUT or asked["told"] in offer
    told = asked["told"] if is_standing else None
    is_useful = before is not None and (before.unit_id == LEFT_OUT or before.unit_id in offer)
    said = before if is_useful else None
    wanted = (*asked["units"], said.unit_id if said else None, asked["above"], told)
    options = _options(offer, wanted)
    chosen = told if told is not None else said.unit_id if said else None
    standing = [each for each in asked["units"] if each in offer]
    if chosen is None and len(standing) == 1:
        chosen = standing[0]
    return UnitAsked(
        asked["key"],
        asked["name"],
        asked["rows"],
        asked["is_former"],
        asked.get("is_shared", False),
        asked["above"],
        told,
        options,
        chosen,
        _remembered(said) if said and told is None else "",
        f"don-vi-{place}",
        fields[f"unit_{place}"],
    )


def _options(offer: Offer, wanted: Iterable[int | None]) -> dict[int, str]:
    """The units that may be chosen among some, with their paths."""
    (tree,) = offer.trees
    return {each: tree.path(each) for each in wanted if each and each in offer}


def _remembered(said: ToldUnit) -> str:
    """Who said so is told to whoever sees everybody's imports, and to themselves."""
    actor, day = current_actor(), format_date(said.on)
    if said.name and (actor.keeps_all_records or said.account_id == actor.account_id):
        return _("As %(name)s said of a list on %(day)s.", name=said.name, day=day)
    return _("As was said of a list on %(day)s.", day=day)
