"""The attendance list as a file: PDF, workbook, CSV; every download leaves a trace."""

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.errors import NotFound
from lms.papers.responses import PaperFormat, send_paper
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.belonging import people_of_units
from lms.people.roles.party import party_known
from lms.policy import requires
from lms.units.enums import Tree
from lms.units.tree import load_tree
from lms.web.i18n import in_locale
from sessions.conferences.loading import load_conference
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import NOT_FOUND
from sessions.conferences.units import tells_party
from sessions.invitations.cards import letterhead_of
from sessions.lists.access import may_narrow, visible_people
from sessions.lists.enums import ListOrder
from sessions.lists.paper import make_paper
from sessions.lists.roll import load_roll
from sessions.lists.views import bp, number_of


@dataclass(frozen=True, slots=True)
class Download:
    """A conference and the shape of the file asked for."""

    conference: Conference
    shape: PaperFormat


def load_download(conference_id: int, ending: str) -> Download:
    """The conference; NotFound for a format there is not."""
    for shape in PaperFormat:
        if shape.value == ending:
            return Download(load_conference(conference_id), shape)
    raise NotFound(NOT_FOUND)


@bp.get("/<int:conference_id>/danh-sach-diem-danh.<ending>")
@requires(ConferencePermission.READ_LIST, load_download)
def download(wanted: Download) -> ResponseReturnValue:
    """The list in the order and for the unit asked for, in Vietnamese."""
    db, conference = get_db(), wanted.conference
    people, scope = _scope(conference)
    day = clock.local(conference.starts_at)
    with in_locale("vi"):
        roll = load_roll(db, conference, _order(), people, scope)
        known = party_known(db, current_actor(), [line.person.id for line in roll.lines])
        paper = make_paper(roll, letterhead_of(db, conference), known)
    log_access(
        "attendance list downloaded",
        "conference",
        conference.id,
        f"{wanted.shape} {scope}",
        people=[line.person.id for line in roll.lines],
        shows_party=bool(known) or tells_party(db, number_of("don-vi"), day.date()),
    )
    name = f"danh sach diem danh {scope} {day:%Y-%m-%d}"
    return send_paper(paper, wanted.shape, name)


def _order() -> ListOrder:
    wanted = request.args.get("thu-tu", ListOrder.NAME.value)
    return next((order for order in ListOrder if order.value == wanted), ListOrder.NAME)


def _scope(conference: Conference) -> tuple[set[int] | None, str]:
    """The people the file may name, and the name of the unit it is cut to."""
    db = get_db()
    visible = visible_people(db, current_actor(), conference)
    unit_id = number_of("don-vi")
    if unit_id is None:
        return visible, ""
    day = clock.local(conference.starts_at).date()
    if not may_narrow(db, current_actor(), conference, unit_id, day):
        raise NotFound(NOT_FOUND)
    of_unit = people_of_units(db, [unit_id], day)
    for tree in Tree:
        picture = load_tree(db, tree, day)
        if unit_id in picture:
            return of_unit if visible is None else visible & of_unit, picture.name(unit_id)
    raise NotFound(NOT_FOUND)
