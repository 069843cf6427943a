"""Which units whoever is asking may choose, form by form; and the answers while they type.

Each part of the product names its reaches in its `Area` (`unit_scopes`); a page and the search as one types
go by the same one, so that nothing is suggested that the form would refuse.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from lms import clock
from lms.areas import parts
from lms.db import get_db
from lms.errors import NotFound
from lms.people.actor import RUNNING, Actor, current_actor
from lms.people.enums import Role
from lms.people.policy import SEEING, SEEING_PARTY
from lms.people.roles.trees import remembered_tree
from lms.policy import requires
from lms.units.choosing import Offer, find_units
from lms.units.enums import Tree
from lms.units.policy import UnitPermission
from lms.units.tree import UnitTree
from lms.web.i18n import lazy_gettext as _l

RECORDS, ROSTER, GRANTS, RUN = "ho-so", "danh-sach", "vai-tro", "phu-trach"
_LONGEST = 80

bp = Blueprint("unit_choice", __name__)


def _of_records(actor: Actor) -> frozenset[int] | None:
    return actor.units_of(Role.RECORDS_CLERK)


def _of_roster(actor: Actor) -> frozenset[int] | None:
    """A Party unit only for those who may know who stands in it."""
    reach, party_units = actor.units_of(*SEEING), actor.units_of(*SEEING_PARTY)
    if reach is None and party_units is not None:
        return party_units.union(_tree(Tree.STATE, clock.today()).nodes)
    return reach


def _run(actor: Actor) -> frozenset[int] | None:
    return actor.units_of(*RUNNING)


def _of_grants(actor: Actor) -> frozenset[int] | None:
    return None if actor.is_admin else frozenset()


UNIT_SCOPES = {RECORDS: _of_records, ROSTER: _of_roster, GRANTS: _of_grants, RUN: _run}
"""Units whose records are kept, whose roster is read, over which roles are granted, for which campaigns are run."""


def offer_units(
    scope: str,
    trees: Sequence[Tree] = tuple(Tree),
    on: date | None = None,
    *,
    also: Collection[int] = (),
) -> Offer:
    """What the person asking may choose in this scope, as the trees stand on a day (today).

    `also` adds single units, such as the one a record names already. At most two queries, none while no
    unit changes. KeyError for a scope that no part of the product has.
    """
    reach = _reaches()[scope](current_actor())
    if reach is not None and also:
        reach |= frozenset(also)
    return Offer([_tree(tree, on or clock.today()) for tree in trees], reach, scope)


@bp.get("/don-vi/chon")
@requires(UnitPermission.VIEW)
def found() -> ResponseReturnValue:
    """Twenty units at most of those the person asking may choose in the scope; none for whoever may choose none.

    {"units": [{"id", "name", "code", "note"}, …]}. Raises NotFound for an unknown scope.
    """
    scope = request.args.get("pham-vi", "")
    if scope not in _reaches():
        raise NotFound(_l("This page does not exist, or it is not yours to see."))
    tree = [each for each in Tree if each.value == request.args.get("cay")]
    offer = offer_units(scope, tree or tuple(Tree), _day())
    matches = find_units(offer, request.args.get("q", "")[:_LONGEST])
    return jsonify(
        units=[
            {"id": each.id, "name": each.name, "code": each.code, "note": each.note}
            for each in matches
        ]
    )


def _reaches() -> Mapping[str, Callable[[Actor], frozenset[int] | None]]:
    return {name: reach for part in parts() for name, reach in part.unit_scopes.items()}


def _day() -> date:
    try:
        return date.fromisoformat(request.args.get("ngay", ""))
    except ValueError:
        return clock.today()


def _tree(tree: Tree, on: date) -> UnitTree:
    return remembered_tree(get_db(), tree, on, current_actor().unit_stamp)
