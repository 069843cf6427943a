"""A campaign as its learners and its staff see it."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms import clock
from lms.areas import Panel, activity_url, areas
from lms.campaigns.activities import audience_of
from lms.campaigns.enums import ActivityKind
from lms.campaigns.forms import ADDRESSES, STATE_WORDS
from lms.campaigns.models import Campaign
from lms.campaigns.policy import CampaignPermission, load_campaign, manages_campaign
from lms.campaigns.queries import campaigns_of_person, trees_today
from lms.certificates.queries import certificate_of, count_valid
from lms.db import get_db
from lms.materials.queries import list_for_staff, list_materials, readings_of
from lms.people.actor import current_actor
from lms.policy import requires, signed_in
from lms.study.progress import Progress, progress_of, turnout_of

bp = Blueprint("study", __name__)


@bp.get("/dot-hoc-tap")
@signed_in
def mine() -> ResponseReturnValue:
    """The campaigns that are for the person asking."""
    person_id = current_actor().person_id
    campaigns = campaigns_of_person(get_db(), person_id) if person_id else []
    return render_template("study/mine.html", campaigns=campaigns, today=clock.today())


@bp.get("/dot-hoc-tap/<int:campaign_id>")
@requires(CampaignPermission.STUDY, load_campaign)
def learn(campaign: Campaign) -> ResponseReturnValue:
    """What the person asking has to do in the campaign, in order."""
    db, actor = get_db(), current_actor()
    progress = progress_of(db, campaign, actor.person_id or 0)
    materials = {each.activity_id: each for each in list_materials(db, campaign.id)}
    readings = readings_of(db, actor.person_id or 0, [each.id for each in materials.values()])
    return render_template(
        "study/learn.html",
        campaign=campaign,
        progress=progress,
        materials=materials,
        readings=readings,
        links=_links(progress),
        certificate=certificate_of(db, campaign.id, actor.person_id) if actor.person_id else None,
        is_staff=manages_campaign(actor, campaign),
    )


@bp.get("/dot-hoc-tap/<int:campaign_id>/quan-ly")
@requires(CampaignPermission.MANAGE, load_campaign)
def manage(campaign: Campaign) -> ResponseReturnValue:
    """The staff's page: plan and rule, figures, materials, and what the areas contribute."""
    db = get_db()
    names = {
        id_: node.name for tree in trees_today(db).values() for id_, node in tree.nodes.items()
    }
    return render_template(
        "study/manage.html",
        campaign=campaign,
        unit_names=names,
        state_words=STATE_WORDS,
        address_words=ADDRESSES,
        audience_names=[names[each.unit_id] for each in campaign.audience if each.unit_id in names],
        audience_size=len(audience_of(db, campaign.id)),
        turnout=turnout_of(db, campaign.id),
        materials=list_for_staff(db, campaign.id),
        panels=_panels(campaign.id),
        certificates=count_valid(db, campaign.id),
        as_of=clock.now(),
    )


def _panels(campaign_id: int) -> Sequence[Panel]:
    offered = [
        panel
        for area in areas()
        if area.campaign_panels
        for panel in area.campaign_panels(get_db(), campaign_id)
    ]
    return sorted(offered, key=lambda panel: panel.position)


def _links(progress: Progress) -> dict[int, str | None]:
    """Where each study session and quiz is done; materials are linked by the page itself."""
    return {
        item.activity.id: activity_url(item.activity.kind.value, item.activity.id)
        for item in progress.items
        if item.activity.kind is not ActivityKind.MATERIAL
    }
