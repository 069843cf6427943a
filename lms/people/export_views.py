"""The list of people as a file: what its page shows for the same address, cut to what may be taken away."""

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.papers.responses import MIME_TYPES, PaperFormat
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.among import FILTERS, read_among
from lms.people.exporting import write_people
from lms.people.policy import EXPORTING, SEEING, SEEING_PARTY, PersonPermission
from lms.people.queries import SORTS, choose_people
from lms.policy import requires
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree
from lms.web.paging import sort_choice

bp = Blueprint("export", __name__)


@bp.get("/nhan-su/danh-sach.xlsx")
@requires(PersonPermission.EXPORT)
def workbook() -> ResponseReturnValue:
    """Everybody of the list in its order, of units under the grants that let a list be taken away."""
    db, actor = get_db(), current_actor()
    trees = [load_tree(db, tree, clock.today()) for tree in Tree]
    party_units = actor.units_of(*SEEING_PARTY)
    unit_id = _unit_asked(trees, party_units)
    words = request.args.get("tim", "")
    among = read_among(
        request.args, party_units=party_units, sees_all=actor.units_of(*SEEING) is None
    )
    people = choose_people(
        words=words,
        unit_ids=_units(trees, unit_id),
        party_units=party_units,
        among=among,
        sort=sort_choice(request.args, [each.key for each in SORTS]),
    )
    file, count = write_people(db, people, trees, party_units=party_units)
    asked = [words, *(f"{each}={request.args[each]}" for each in FILTERS if request.args.get(each))]
    detail = " · ".join([str(count), *filter(None, asked)])
    log_access("list of people downloaded", "unit", unit_id, detail)
    answer = send_file(
        file,
        mimetype=MIME_TYPES[PaperFormat.XLSX],
        as_attachment=True,
        download_name=f"nhan-su-{clock.today():%Y-%m-%d}.xlsx",
        max_age=0,
    )
    answer.cache_control.private = answer.cache_control.no_store = True
    return answer


def _units(trees: list[UnitTree], unit_id: int | None) -> frozenset[int] | None:
    """The unit asked for with all below it, of those that may be taken away; None is every unit."""
    reach = current_actor().units_of(*EXPORTING)
    tree = next((each for each in trees if unit_id in each), None)
    if tree is None or unit_id is None:
        return reach
    below = tree.subtree(unit_id)
    return below if reach is None else below & reach


def _unit_asked(trees: list[UnitTree], party_units: frozenset[int] | None) -> int | None:
    """The unit of the filter; a Party unit only for those who may know who stands in it."""
    raw = request.args.get("don-vi", "")
    unit_id = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
    tree = next((each for each in trees if unit_id in each), None)
    known = tree is not None and (
        tree.tree is Tree.STATE or party_units is None or unit_id in party_units
    )
    return unit_id if known else None
