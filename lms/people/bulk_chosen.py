"""Who is chosen for one act on many, as the address says it: those ticked in the list, or all that it found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from flask import request, url_for
from sqlalchemy import Select, func, select

from lms import clock
from lms.db import get_db
from lms.errors import Invalid
from lms.numbers import number_sent, numbers_sent
from lms.people.actor import current_actor
from lms.people.among import FILTERS
from lms.people.belonging import holds_on
from lms.people.models import Membership, Person
from lms.people.policy import SEEING, SEEING_PARTY
from lms.people.queries import find_listed
from lms.people.question import BY_NAME, read_question
from lms.people.unit_offers import ROSTER, offer_units
from lms.units.tree import UnitTree
from lms.web.i18n import lazy_gettext as _l

_OF_LIST: Final = ("tim", "don-vi", *FILTERS, "thu-tu")
"""In an address: which list people were chosen in."""
_NOBODY: Final = _l("Nobody is chosen. Tick people in the list first.")


def chosen_people() -> list[int]:
    """Ids from the list: those ticked, or everybody whom the search found. Raises Invalid for nobody."""
    ids = list(get_db().scalars(_chosen()))
    if not ids:
        raise Invalid(_NOBODY)
    return ids


def count_chosen() -> int:
    """How many they are, who may be everybody. Raises Invalid for nobody."""
    counted = get_db().scalar(select(func.count()).select_from(_chosen().subquery()))
    if not counted:
        raise Invalid(_NOBODY)
    return counted


def kept() -> dict[str, list[str]]:
    """What chose the people, and the list they were chosen in, for the next page."""
    chosen_by = "tat-ca" if request.values.get("tat-ca") else "nguoi"
    names = (chosen_by, *_OF_LIST)
    return {name: request.values.getlist(name) for name in names if request.values.get(name)}


def list_address() -> str:
    """The list as it was before people were chosen in it."""
    asked = {each: request.values[each] for each in _OF_LIST if request.values.get(each)}
    return f"{url_for('people.index')}?{urlencode(asked)}" if asked else url_for("people.index")


def _chosen() -> Select[int]:
    """Their ids, in no order."""
    if request.values.get("tat-ca"):
        return _seen(_found_in_list().order_by(None))
    ids = numbers_sent(request.values.getlist("nguoi"))
    return _seen(select(Person.id).where(Person.id.in_(ids[:1_000])))


def _found_in_list() -> Select[int]:
    """Everybody whom the list shows for the words, the unit and the filters asked for."""
    trees, reach = offer_units(ROSTER).trees, current_actor().units_of(*SEEING)
    below = _below(trees)
    question = read_question(
        request.values,
        unit_ids=below if reach is None else reach if below is None else below & reach,
        party_units=current_actor().units_of(*SEEING_PARTY),
        sees_all=reach is None,
    )
    return find_listed(get_db(), trees, replace(question, sort=BY_NAME))


def _seen(question: Select[int]) -> Select[int]:
    """Of these people those whom the list shows to the person asking: a number in an address shows nobody else."""
    question = question.where(Person.is_anonymous.is_(False))
    reach = current_actor().units_of(*SEEING)
    if reach is None:
        return question
    today = clock.today()
    inside = select(Membership.person_id).where(Membership.unit_id.in_(reach), holds_on(today))
    return question.where(Person.id.in_(inside))


def _below(trees: Sequence[UnitTree]) -> frozenset[int] | None:
    unit_id = number_sent(request.values.get("don-vi", ""))
    if unit_id is None:
        return None
    return next((tree.subtree(unit_id) for tree in trees if unit_id in tree), frozenset())
