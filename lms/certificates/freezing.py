"""Gathering what will stand on certificates, under the names that hold on the day of issue."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.campaigns.models import Campaign
from lms.certificates.face import CertificateFace
from lms.certificates.queries import people_by_name
from lms.certificates.rules import Achievement
from lms.papers.values import PLACE, Standard
from lms.people.belonging import units_of_people
from lms.people.roles.trees import heir_of
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree

HEAD_OF_UNIT = "Thủ trưởng đơn vị"
"""who signs where a unit's own title for its head is not known"""


@dataclass(frozen=True, slots=True)
class Issuer:
    """The unit that owns the campaign, as its papers name it."""

    standard: Standard
    name: str
    parent: str
    leader_title: str


def find_issuer(trees: Mapping[Tree, UnitTree], unit_id: int) -> Issuer:
    """The heading of a unit's papers: the state's for a state unit, the Party's for the others."""
    for kind, tree in trees.items():
        if unit_id in tree:
            node = tree.nodes[unit_id]
            parent = tree.nodes.get(node.parent_id) if node.parent_id else None
            standard = Standard.PARTY if kind is Tree.PARTY else Standard.STATE
            title = node.leader_title or HEAD_OF_UNIT
            return Issuer(standard, node.name, parent.name if parent else "", title)
    return Issuer(Standard.STATE, "", "", HEAD_OF_UNIT)


def draft_faces(
    db: Session, campaign: Campaign, achieved: Mapping[int, Achievement], on: date
) -> Iterator[tuple[int, CertificateFace]]:
    """(person id, face without its numbers), in Vietnamese name order. Some ten queries.

    A merged owner issues as the unit it was merged into.
    """
    trees = {tree: load_tree(db, tree, on) for tree in Tree}
    issuer = find_issuer(trees, heir_of(db, campaign.owner_unit_id, on))
    belonging = {tree: units_of_people(db, tree, on, achieved.keys()) for tree in Tree}
    for person in people_by_name(db, achieved.keys()):
        achievement = achieved[person.id]
        yield (
            person.id,
            CertificateFace(
                standard=issuer.standard,
                parent=issuer.parent,
                issuer=issuer.name,
                leader_title=issuer.leader_title,
                place=PLACE,
                address_form=campaign.address_form,
                name=person.full_name,
                position=person.position,
                unit=_unit_name(trees, belonging, person.id),
                campaign=campaign.title,
                starts_on=campaign.starts_on,
                ends_on=campaign.ends_on,
                sessions_attended=achievement.sessions.done,
                sessions_expected=achievement.sessions.wanted,
                quiz_percent=achievement.quiz_percent,
                issued_on=on,
                serial="",
                register_label="",
                born_on=person.born_on,
            ),
        )


def _unit_name(
    trees: Mapping[Tree, UnitTree], belonging: Mapping[Tree, Mapping[int, int]], person_id: int
) -> str:
    """The state unit, or the Party cell of those who stand in the Party tree only."""
    for tree in (Tree.STATE, Tree.PARTY):
        unit_id = belonging[tree].get(person_id)
        if unit_id is not None and unit_id in trees[tree]:
            return trees[tree].name(unit_id)
    return ""
