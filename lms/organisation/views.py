"""Browsing both trees as of a day: branches, search, one unit through time, a download."""

from collections.abc import Sequence
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.numbers import number_sent
from lms.organisation.browsing import Line, lines_of, tops_of
from lms.organisation.correcting import Corrected, list_corrections
from lms.organisation.headcounts import counted
from lms.organisation.policy import OrganisationPermission, UnitCard, load_card, tree_of_day
from lms.organisation.queries import MOST_FOUND, search_units
from lms.organisation.sheet import tree_paper
from lms.organisation.words import ACT_WORDS, ORDER_WORDS, PART_WORDS
from lms.papers.responses import PaperFormat, send_paper
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.among import NO_UNIT, PLACE
from lms.people.policy import SEEING
from lms.people.queries import count_in_no_unit
from lms.policy import is_allowed, requires
from lms.units.enums import Tree
from lms.units.policy import UnitPermission, has_units
from lms.units.tree import UnitTree
from lms.units.views import bp
from lms.units.words import KIND_WORDS, TREE_WORDS

_MOST_COUNTED: Final = 1_000
"""Of people in no unit: on the day of the first import everybody may be one."""


@bp.get("")
@requires(UnitPermission.VIEW)
def index() -> ResponseReturnValue:
    """One tree as of a day: its open branch, or the units a search finds."""
    tree = tree_of_day(_chosen_tree())
    tops = tops_of(current_actor(), tree)
    if not tops and "cay" not in request.args:  # a committee sees nothing of the state tree
        party = tree_of_day(Tree.PARTY)
        if of_party := tops_of(current_actor(), party):
            tree, tops = party, of_party
    words = request.args.get("tim", "").strip()
    lines = lines_of(
        tree,
        tops,
        number_sent(request.args.get("mo", "")),
        everything=request.args.get("het") == "1",
    )
    return render_template(
        "units/index.html",
        tree=tree,
        lines=lines if not words else [],
        found=_found(tree, tops, words) if words else [],
        most_found=MOST_FOUND,
        words=words,
        in_no_unit=None if words else _in_no_unit(tree),
        counted=counted(tree),
        is_today=tree.on == clock.today(),
        has_units=has_units(current_actor()),
        tree_words=TREE_WORDS,
        kind_words=KIND_WORDS,
        most_counted=_MOST_COUNTED,
        no_unit={PLACE: NO_UNIT},
    )


@bp.get("/cay.csv")
@requires(UnitPermission.VIEW)
def download() -> ResponseReturnValue:
    """The tree as of a day, as a CSV with the columns of a list of units."""
    tree = tree_of_day(_chosen_tree())
    tops = tops_of(current_actor(), tree)
    paper = tree_paper(tree, tops, counted(tree))
    return send_paper(paper, PaperFormat.CSV, f"don vi {tree.tree.value} {tree.on.isoformat()}")


@bp.get("/<int:unit_id>")
@requires(OrganisationPermission.SEE_UNIT, load_card)
def show(card: UnitCard) -> ResponseReturnValue:
    """One unit: what stands above and below it on a day, and its names, places and acts."""
    if card.life.acts and current_actor().is_admin:
        log_access("history of a unit seen", "unit", card.life.unit.id, people=())
    return render_template(
        "units/show.html",
        card=card,
        life=card.life,
        unit=card.life.unit,
        tree=card.tree,
        node=card.tree.nodes.get(card.life.unit.id),
        seen=frozenset(_seen(card.tree)),
        counted=counted(card.tree),
        today=clock.today(),
        corrections=_corrections_of(card.life.unit.id),
        tree_words=TREE_WORDS,
        kind_words=KIND_WORDS,
        act_words=ACT_WORDS,
        part_words=PART_WORDS,
        order_words=ORDER_WORDS,
    )


def _corrections_of(unit_id: int) -> Sequence[Corrected]:
    """What whoever keeps the trees sees of a unit's corrections; nothing for others."""
    return list_corrections(get_db(), unit_id) if is_allowed(UnitPermission.MANAGE) else ()


def _in_no_unit(tree: UnitTree) -> int | None:
    """How many people the state tree of today does not count; None for another tree, and for who may not see them."""
    is_asked = tree.tree is Tree.STATE and tree.on == clock.today()
    if not is_asked or current_actor().units_of(*SEEING) is not None:
        return None
    return count_in_no_unit(get_db(), _MOST_COUNTED + 1)


def _chosen_tree() -> Tree:
    return Tree.PARTY if request.args.get("cay") == Tree.PARTY.value else Tree.STATE


def _seen(tree: UnitTree) -> set[int]:
    tops = tops_of(current_actor(), tree)
    return {unit_id for top in tops for unit_id in tree.subtree(top)}


def _found(tree: UnitTree, tops: tuple[int, ...], words: str) -> list[tuple[Line, str]]:
    """Units found that stand on the day, each with the name that was hit where it differs."""
    seen = {unit_id for top in tops for unit_id in tree.subtree(top)}
    found = []
    for unit_id, name in search_units(get_db(), tree.tree, words):
        if unit_id in seen:
            node = tree.nodes[unit_id]
            line = Line(node, 0, len(tree.children(unit_id)), is_open=False)
            found.append((line, "" if name == node.name else name))
    return found
