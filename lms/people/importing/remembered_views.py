"""What names of units were said to mean, for whoever imports: all that will be proposed again, and forgetting one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.db import get_db, writes
from lms.people.access import add_access
from lms.people.actor import current_actor
from lms.people.importing.former import tree_of
from lms.people.importing.reading import LEFT_OUT
from lms.people.importing.remembered import ToldUnit, forget_unit, names_told, told_of_units
from lms.people.importing.views import bp
from lms.people.policy import PersonPermission
from lms.people.unit_offers import RECORDS, offer_units
from lms.policy import requires
from lms.text import fold
from lms.units.choosing import Offer
from lms.units.enums import Tree
from lms.units.models import UnitName
from lms.units.words import TREE_WORDS
from lms.web.i18n import _
from lms.web.paging import page_number, page_of


@dataclass(frozen=True, slots=True)
class Remembered:
    """One name with what it is read as."""

    key: str
    name: str
    tree: str
    read_as: str
    """Empty where its rows stay out"""
    stands: bool
    """Whether the unit stands today, and so is proposed"""
    by: str
    """Empty where that is not told to whoever asks"""
    on: date
    run_id: int | None
    """The list of which it was said, where whoever asks may open it"""
    file_name: str


@bp.get("/ten-don-vi")
@requires(PersonPermission.IMPORT)
def remembered() -> ResponseReturnValue:
    """The names, in the order of the alphabet, those with the words that are looked for."""
    words = fold(request.args.get("tim", "")).split()
    names = [each for each in _shown(get_db()) if _has(each, words)]
    page = page_of(names, page_number(request.args))
    search = request.args.get("tim", "")
    return render_template("people/importing/remembered.html", page_of_names=page, search=search)


@bp.post("/ten-don-vi")
@requires(PersonPermission.IMPORT)
@writes
def forget() -> ResponseReturnValue:
    """Propose one of them no more; one that is forgotten already, or not shown to whoever asks, is told so."""
    db, key = get_db(), request.form.get("ten", "")
    shown = next((each for each in _shown(db) if each.key == key), None)
    said = forget_unit(db, key) if shown else None
    if shown is None or said is None:
        flash(_("This name is not remembered any more."), "info")
        return redirect(url_for(".remembered"), 303)
    detail = f"{shown.name} → {shown.read_as or '–'}"
    account_id = current_actor().account_id
    add_access(db, account_id, "name of a unit forgotten", "roster", said.run.id, detail)
    flash(
        _(
            "“%(name)s” is forgotten. The next list that has it is asked about anew.",
            name=shown.name,
        )
    )
    return redirect(url_for(".remembered"), 303)


def _shown(db: Session) -> list[Remembered]:
    """Those that mean a unit within the grant of whoever asks, or that they said themselves.

    Three queries, however many there are.
    """
    actor, today = current_actor(), clock.today()
    offers = {tree: offer_units(RECORDS, (tree,), today) for tree in Tree}
    found, told = [], told_of_units(db)
    names = names_told(db, {said.run.id for said in told.values()})
    units = _newest_names(db, {said.unit_id for said in told.values()})
    for key, said in told.items():
        is_own = said.account_id == actor.account_id
        offer = offers[tree_of(key)]
        is_reached = said.unit_id != LEFT_OUT and (
            offer.reach is None or said.unit_id in offer.reach
        )
        if actor.keeps_all_records or is_own or is_reached:
            name = names.get((said.run.id, key)) or key.partition(":")[2]
            tells_who = actor.keeps_all_records or is_own
            unit = units.get(said.unit_id, "")
            found.append(_remembered(key, name, said, offer, unit, tells_who=tells_who))
    return sorted(found, key=lambda each: (fold(each.name), each.key))


def _newest_names(db: Session, unit_ids: Collection[int]) -> dict[int, str]:
    """What units that stand no more were called at last."""
    named = select(UnitName.unit_id, UnitName.name).where(UnitName.unit_id.in_(unit_ids))
    return {row[0]: row[1] for row in db.execute(named.order_by(UnitName.starts_on))}


def _remembered(
    key: str, name: str, said: ToldUnit, offer: Offer, unit: str, *, tells_who: bool
) -> Remembered:
    (tree,) = offer.trees
    stands = said.unit_id in tree
    read_as = tree.path(said.unit_id) if stands else unit
    return Remembered(
        key,
        name,
        str(TREE_WORDS[tree.tree]),
        read_as,
        stands or said.unit_id == LEFT_OUT,
        said.name if tells_who else "",
        said.on,
        said.run.id if tells_who else None,
        said.run.file_name if tells_who else "",
    )


def _has(name: Remembered, words: list[str]) -> bool:
    text = fold(f"{name.name} {name.read_as}")
    return all(word in text for word in words)
