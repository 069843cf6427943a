"""The register of decisions about units."""

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.organisation.register import Asked, list_decisions, years_of_decisions
from lms.organisation.words import ACT_WORDS, PART_WORDS
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.enums import Role
from lms.policy import is_allowed, requires
from lms.units.enums import Tree
from lms.units.policy import UnitPermission
from lms.units.views import bp
from lms.units.words import TREE_WORDS
from lms.web.paging import page_number

COMING: Final = "sap-toi"


@bp.get("/quyet-dinh")
@requires(UnitPermission.VIEW)
def decisions() -> ResponseReturnValue:
    """All decisions about the units the person asking may see, those to come first; by tree, by year."""
    db, today = get_db(), clock.today()
    seen = current_actor().units_of(*Role)
    years = years_of_decisions(db, seen)
    tree = next((each for each in Tree if each.value == request.args.get("cay")), None)
    wanted = request.args.get("nam", "")
    year = next((each for each in years if str(each) == wanted), None)
    page = list_decisions(
        db,
        Asked(tree, year, today if wanted == COMING else None, seen),
        page_number(request.args),
    )
    if page.items and is_allowed(UnitPermission.MANAGE):
        log_access("history of a unit seen", "unit", people=())
    return render_template(
        "units/decisions.html",
        page_of_acts=page,
        tree=tree,
        year=year,
        years=years,
        is_coming=wanted == COMING,
        coming=COMING,
        today=today,
        opens=seen,
        tree_words=TREE_WORDS,
        act_words=ACT_WORDS,
        part_words=PART_WORDS,
    )
