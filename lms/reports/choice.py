"""Which report is asked for: campaign, tree, unit and day, from the address or by default."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import CampaignState
from lms.campaigns.models import Campaign
from lms.errors import NotFound
from lms.numbers import number_sent
from lms.people.actor import HEADING, RUNNING, Actor
from lms.units.choosing import Offer
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree
from lms.web.i18n import lazy_gettext as _l

REPORTS = "bao-cao"


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """One report, and what else the person may choose."""

    campaign: Campaign | None
    """None while there is no campaign to report on"""
    campaigns: tuple[Campaign, ...]
    tree: UnitTree
    unit_id: int | None
    """None where the person may see no unit of this tree on this day"""
    offer: Offer
    """The units to choose from"""

    @property
    def on(self) -> date:
        """The day of the report."""
        return self.tree.on

    @property
    def values(self) -> dict[str, str]:
        """The same choice as values of an address."""
        return {
            "dot": str(self.campaign.id if self.campaign else ""),
            "cay": self.tree.tree.value,
            "don-vi": str(self.unit_id or ""),
            "ngay": self.on.isoformat(),
        }


def read_choice(db: Session, actor: Actor, args: Mapping[str, str]) -> ReportChoice:
    """The report an address asks for; what it leaves open is chosen for the person.

    The newest campaign, the tree and the topmost unit the person may see, the campaign's last
    day or today, whichever is earlier. Raises NotFound for a campaign or unit that does not
    exist or is not for this person.
    """
    campaigns = _campaigns(db, with_drafts=_sees_all(actor))
    campaign = _chosen_campaign(campaigns, args.get("dot", ""))
    on = _day(args.get("ngay", ""), campaign)
    trees = {tree: load_tree(db, tree, on) for tree in Tree}
    tree = _chosen_tree(trees, actor, args.get("cay", ""))
    offer = _offer(tree, actor)
    unit_id = _chosen_unit(offer, args.get("don-vi", ""))
    return ReportChoice(campaign, campaigns, tree, unit_id, offer)


def _sees_all(actor: Actor) -> bool:
    return actor.has_any(*RUNNING)


def _campaigns(db: Session, *, with_drafts: bool) -> tuple[Campaign, ...]:
    question = select(Campaign).order_by(Campaign.starts_on.desc(), Campaign.id.desc())
    if not with_drafts:
        question = question.where(Campaign.state != CampaignState.DRAFT)
    return tuple(db.scalars(question))


def _chosen_campaign(campaigns: tuple[Campaign, ...], raw: str) -> Campaign | None:
    if not raw:
        return campaigns[0] if campaigns else None
    for campaign in campaigns:
        if str(campaign.id) == raw:
            return campaign
    raise NotFound(_l("This campaign does not exist."))


def _day(raw: str, campaign: Campaign | None) -> date:
    """The day asked for, never later than today; else the campaign's last day so far."""
    today = clock.today()
    try:
        return min(date.fromisoformat(raw), today)
    except ValueError:
        return min(campaign.ends_on, today) if campaign else today


def _chosen_tree(trees: Mapping[Tree, UnitTree], actor: Actor, raw: str) -> UnitTree:
    """The tree asked for; else the first in which the person may see a unit."""
    for tree, picture in trees.items():
        if raw == tree.value:
            return picture
    for picture in trees.values():
        if _offer(picture, actor).first() is not None:
            return picture
    return trees[Tree.STATE]


def _offer(tree: UnitTree, actor: Actor) -> Offer:
    return Offer([tree], _reported(actor), REPORTS)


def _reported(actor: Actor) -> frozenset[int] | None:
    """All for those who run campaigns, else the headed subtrees."""
    return None if _sees_all(actor) else actor.units_of(*HEADING)


UNIT_SCOPES = {REPORTS: _reported}


def _chosen_unit(offer: Offer, raw: str) -> int | None:
    if not raw:
        return offer.first()
    unit_id = number_sent(raw)
    if unit_id is not None and unit_id in offer:
        return unit_id
    raise NotFound(_l("This unit does not exist on that day, or it is not yours to see."))
