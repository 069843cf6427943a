"""The list of people as of another day, under the address of today's: `/nhan-su?ngay=2026-01-31`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.numbers import number_sent
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.among_shown import filters_of
from lms.people.enums import Role
from lms.people.listing import read_spot
from lms.people.on_day import last_day_of, list_people_on, reach_on, standing_in
from lms.people.policy import SEEING, SEEING_PARTY
from lms.people.question import read_question
from lms.people.roles.trees import remembered_tree
from lms.people.unit_offers import ROSTER
from lms.people.words import ORDER_WORDS, PARTY_WORDS
from lms.units.choosing import Offer, Problem
from lms.units.enums import Tree
from lms.units.fields import UnitField, unit_filter
from lms.units.tree import UnitTree
from lms.web.days import read_day
from lms.web.format import format_date
from lms.web.links import url_with


def people_on_another_day() -> ResponseReturnValue | None:
    """What the list of people answers when it is asked for another day; None when it is asked for today's.

    A unit that stands no more leads to its last day: there are its last members.
    """
    day = read_day(request.args)
    if day is not None and day != clock.today():
        return _page(day)
    unit_id = _unit_id()
    if unit_id is None or any(unit_id in tree for tree in _trees(clock.today())):
        return None
    last = last_day_of(get_db(), unit_id)
    if last is None or last >= clock.today():
        return None
    return redirect(url_with(ngay=last.isoformat()), 303)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the list of another day, cut to what whoever asks may see."""

    trees: list[UnitTree]
    party_units: frozenset[int] | None
    """Of whose people of that day Party membership may be known; None: of all."""
    unit_box: UnitField
    unit_id: int | None
    """The unit chosen, where it stood on that day and may be seen."""
    unit_ids: frozenset[int] | None
    stood_not: bool
    sees_all: bool
    """Whoever asks sees people without a unit, too."""


def read_asked(day: date, roles: Sequence[Role] = SEEING) -> Asked:
    """The units asked for as they stood on the day, of those that the roles reach."""
    actor, trees = current_actor(), _trees(day)
    reach, of_party = (reach_on(actor, trees, *each) for each in (roles, SEEING_PARTY))
    unit = unit_filter(request.args, _offer(trees, reach, of_party))
    wanted = unit.data or (_unit_id() if unit.choice.problem is Problem.NOT_OFFERED else None)
    below = None if wanted is None else _below(wanted, trees, reach, of_party)
    return Asked(
        trees,
        of_party,
        unit,
        wanted if below else None,
        reach if below is None else below,
        wanted is not None and not below,
        actor.units_of(*SEEING) is None,
    )


def _page(day: date) -> str:
    db, actor, asked = get_db(), current_actor(), read_asked(day)
    trees, of_party, unit_id = asked.trees, asked.party_units, asked.unit_id
    question = read_question(
        request.args,
        unit_ids=asked.unit_ids,
        party_units=of_party,
        sees_all=asked.sees_all,
    )
    words, among = question.words, question.among
    page = list_people_on(db, trees, question, read_spot(request.args))
    ids = [line.person.id for line in page.items]
    known = standing_in(db, day, ids, of_party)
    log_access(
        "list of people seen",
        "unit",
        unit_id,
        f"{format_date(day)} {words}".strip(),
        people=ids,
        shows_party=bool(known),
    )
    return render_template(
        "people/on_day.html",
        page_of_people=page,
        day=day,
        unit_box=asked.unit_box,
        unit_id=unit_id,
        among=among,
        filters=filters_of(among, knows_party=of_party != frozenset(), sees_all=asked.sees_all),
        stood_not=asked.stood_not,
        words=words,
        sort=question.sort,
        order_words=ORDER_WORDS,
        party_words=PARTY_WORDS,
        party_known=known,
        opens=standing_in(db, clock.today(), ids, actor.units_of(*SEEING)),
    )


def _offer(
    trees: list[UnitTree], reach: frozenset[int] | None, of_party: frozenset[int] | None
) -> Offer:
    """The units of the day to filter by; a Party unit only for those who may know who stands in it."""
    if reach is None and of_party is not None:
        reach = of_party.union(
            *(tree.nodes for tree in trees if tree.tree is Tree.STATE),
        )
    return Offer(trees, reach, ROSTER)


def _below(
    unit_id: int,
    trees: list[UnitTree],
    reach: frozenset[int] | None,
    of_party: frozenset[int] | None,
) -> frozenset[int]:
    """The unit and all below it on the day, as far as the person asking may see; nothing for one that did not stand.

    A Party unit counts for those who may know who stands in it.
    """
    tree = next((each for each in trees if unit_id in each), None)
    if tree is None:
        return frozenset()
    below = tree.subtree(unit_id)
    for seen in (reach, of_party if tree.tree is Tree.PARTY else None):
        below = below if seen is None else below & seen
    return below


def _trees(day: date) -> list[UnitTree]:
    stamp = current_actor().unit_stamp
    return [remembered_tree(get_db(), tree, day, stamp) for tree in Tree]


def _unit_id() -> int | None:
    return number_sent(request.args.get("don-vi", ""))
