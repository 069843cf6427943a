"""The list of people as a file: what its page shows for the same address, cut to what may be taken away."""

from collections.abc import Sequence

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.errors import Invalid
from lms.papers.responses import MIME_TYPES, PaperFormat
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.among import FILTERS, read_among
from lms.people.exporting import write_people
from lms.people.policy import EXPORTING, SEEING, SEEING_PARTY, PersonPermission
from lms.people.queries import SORTS, find_listed
from lms.people.unit_offers import ROSTER, offer_units
from lms.policy import requires
from lms.units.fields import unit_filter
from lms.units.tree import UnitTree
from lms.web.i18n import lazy_gettext as _l
from lms.web.paging import sort_choice

bp = Blueprint("export", __name__)


@bp.get("/nhan-su/danh-sach.xlsx")
@requires(PersonPermission.EXPORT)
def workbook() -> ResponseReturnValue:
    """Everybody of the list in its order, of units under the grants that let a list be taken away.

    Raises Invalid for a list of another day than today: its page offers no file.
    """
    if request.args.get("ngay", "") not in ("", clock.today().isoformat()):
        raise Invalid(_l("Only the list of today can be downloaded. Take the day out."))
    db, actor = get_db(), current_actor()
    offer, party_units = offer_units(ROSTER), actor.units_of(*SEEING_PARTY)
    unit_id = unit_filter(request.args, offer).data or None
    words = request.args.get("tim", "")
    among = read_among(
        request.args, party_units=party_units, sees_all=actor.units_of(*SEEING) is None
    )
    sort = sort_choice(request.args, [each.key for each in SORTS])
    people = find_listed(
        db,
        offer.trees,
        words=words,
        unit_ids=_taken(offer.trees, unit_id),
        party_units=party_units,
        among=among,
        sort=sort,
    )
    file, ids = write_people(db, people, offer.trees, party_units=party_units)
    asked = [words, *(f"{each}={request.args[each]}" for each in FILTERS if request.args.get(each))]
    detail = " · ".join([str(len(ids)), *filter(None, asked)])
    log_access(
        "list of people downloaded",
        "unit",
        unit_id,
        detail,
        people=ids,
        shows_party=party_units is None or bool(party_units),
    )
    answer = send_file(
        file,
        mimetype=MIME_TYPES[PaperFormat.XLSX],
        as_attachment=True,
        download_name=f"nhan-su-{clock.today():%Y-%m-%d}.xlsx",
        max_age=0,
    )
    answer.cache_control.private = answer.cache_control.no_store = True
    return answer


def _taken(trees: Sequence[UnitTree], unit_id: int | None) -> frozenset[int] | None:
    """The unit asked for with all below it, of those that may be taken away; None is every unit."""
    reach = current_actor().units_of(*EXPORTING)
    tree = next((each for each in trees if unit_id in each), None)
    if tree is None or unit_id is None:
        return reach
    below = tree.subtree(unit_id)
    return frozenset(below if reach is None else below.intersection(reach))
