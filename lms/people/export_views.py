"""The list of people as a file: what its page shows for the same address, cut to what may be taken away."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from threading import BoundedSemaphore
from typing import Final

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from lms import clock
from lms.db import get_db
from lms.db.boundary import current_database
from lms.errors import Unavailable
from lms.papers.responses import MIME_TYPES, PaperFormat
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.among import FILTERS
from lms.people.exporting import ids_to_write, write_people
from lms.people.on_day import find_listed_on
from lms.people.on_day_views import read_asked
from lms.people.policy import EXPORTING, SEEING, SEEING_PARTY, PersonPermission
from lms.people.queries import find_listed
from lms.people.question import read_question
from lms.people.unit_offers import ROSTER, offer_units
from lms.policy import requires
from lms.units.fields import unit_filter
from lms.units.tree import UnitTree
from lms.web.days import read_day
from lms.web.format import format_date
from lms.web.i18n import lazy_gettext as _l

bp = Blueprint("export", __name__)

LONG: Final = 20_000
_WRITTEN_AT_ONCE: Final = 2
_places = BoundedSemaphore(_WRITTEN_AT_ONCE)
"""Of long lists that one process writes at the same time: each takes a thread for seconds."""
_BUSY: Final = _l("Other long lists are being written just now. Try again in a minute.")


@dataclass(frozen=True, slots=True)
class _List:
    """The list asked for: its people in order, as of the day of its trees."""

    people: Select[int]
    trees: Sequence[UnitTree]
    unit_id: int | None
    party_units: frozenset[int] | None


@bp.get("/nhan-su/danh-sach.xlsx")
@requires(PersonPermission.EXPORT)
def workbook() -> ResponseReturnValue:
    """Everybody of the list in its order, of units under the grants that let a list be taken away; as of a day, if
    one is given.

    It is sent as it is written. Raises Invalid for more than 500,000 people, Unavailable while other long lists are
    being written.
    """
    day = read_day(request.args)
    is_past = day is not None and day != clock.today()
    listed = _list_of(day) if day is not None and is_past else _list_of_today()
    ids = ids_to_write(get_db(), listed.people)
    leave = _take_place() if len(ids) >= LONG else None
    try:
        _trace(listed, ids, day if is_past else None)
        pieces = write_people(current_database(), ids, listed.trees, party_units=listed.party_units)
    except BaseException:
        if leave:
            leave()
        raise
    answer = Response(_left_by(pieces, leave), mimetype=MIME_TYPES[PaperFormat.XLSX])
    if leave:
        answer.call_on_close(leave)  # whoever goes away before the first piece
    name = f"nhan-su-{listed.trees[0].on:%Y-%m-%d}.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.cache_control.private = answer.cache_control.no_store = True
    return answer


def _take_place() -> Callable[[], None]:
    """One of the places for long lists; what is returned gives it back, once. Raises Unavailable for none."""
    if not _places.acquire(blocking=False):
        raise Unavailable(_BUSY)
    held, places = [True], _places

    def leave() -> None:
        if held:
            held.clear()
            places.release()

    return leave


def _left_by(pieces: Iterator[bytes], leave: Callable[[], None] | None) -> Iterator[bytes]:
    try:
        yield from pieces
    finally:
        if leave:
            leave()


def _list_of_today() -> _List:
    actor, offer = current_actor(), offer_units(ROSTER)
    party_units = actor.units_of(*SEEING_PARTY)
    unit_id = unit_filter(request.args, offer).data or None
    question = read_question(
        request.args,
        unit_ids=_taken(offer.trees, unit_id),
        party_units=party_units,
        sees_all=actor.units_of(*SEEING) is None,
    )
    people = find_listed(get_db(), offer.trees, question)
    return _List(people, offer.trees, unit_id, party_units)


def _list_of(day: date) -> _List:
    asked = read_asked(day, EXPORTING)
    question = read_question(
        request.args,
        unit_ids=asked.unit_ids,
        party_units=asked.party_units,
        sees_all=asked.sees_all,
    )
    people = find_listed_on(get_db(), asked.trees, question)
    return _List(people, asked.trees, asked.unit_id, asked.party_units)


def _trace(listed: _List, ids: Sequence[int], day: date | None) -> None:
    asked = [
        format_date(day) if day else "",
        request.args.get("tim", ""),
        *(f"{each}={request.args[each]}" for each in FILTERS if request.args.get(each)),
    ]
    log_access(
        "list of people downloaded",
        "unit",
        listed.unit_id,
        " · ".join([str(len(ids)), *filter(None, asked)]),
        people=ids,
        shows_party=listed.party_units is None or bool(listed.party_units),
    )


def _taken(trees: Sequence[UnitTree], unit_id: int | None) -> frozenset[int] | None:
    """The unit asked for with all below it, of those that may be taken away; None is every unit."""
    reach = current_actor().units_of(*EXPORTING)
    tree = next((each for each in trees if unit_id in each), None)
    if tree is None or unit_id is None:
        return reach
    below = tree.subtree(unit_id)
    return frozenset(below if reach is None else below.intersection(reach))
