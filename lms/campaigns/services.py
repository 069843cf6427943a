"""Making and changing campaigns."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import expect_audience
from lms.campaigns.enums import AddressForm, CampaignState
from lms.campaigns.models import Campaign, CampaignAudience
from lms.campaigns.queries import trees_today
from lms.campaigns.rules import without_nested
from lms.errors import Invalid
from lms.files.models import StoredFile
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """Everything the staff decide about a campaign."""

    title: str
    owner_unit_id: int
    starts_on: date
    ends_on: date
    audience: Collection[int]
    """Unit ids of either tree; units below them are meant too"""
    resolution: str = ""
    plan_number: str = ""
    plan_on: date | None = None
    summary: str = ""
    state: CampaignState = CampaignState.OPEN
    address_form: AddressForm = AddressForm.COMRADE
    sessions_required: int | None = None
    materials_required: int | None = None
    quiz_required: bool = True
    pass_percent: int = 50


def create_campaign(
    db: Session, plan: CampaignPlan, *, by: int | None, plan_file: StoredFile | None = None
) -> Campaign:
    """A new campaign with its audience; `by` is an account id. Raises Invalid for an impossible plan."""
    _check(plan)
    campaign = Campaign(created_by=by, created_at=clock.now(), audience=[])
    _apply(db, campaign, plan, plan_file)
    db.add(campaign)
    db.flush()
    return campaign


def change_campaign(
    db: Session, campaign: Campaign, plan: CampaignPlan, *, plan_file: StoredFile | None = None
) -> None:
    """Change a campaign loaded with its audience; without a file the plan document stays.

    People who come into the audience are expected at its materials from now on, those who fall out no
    longer; what they have done stays in their record. Raises Invalid for an impossible plan.
    """
    _check(plan)
    _apply(db, campaign, plan, plan_file)
    db.flush()
    expect_audience(db, campaign.id)


def _check(plan: CampaignPlan) -> None:
    if plan.ends_on < plan.starts_on:
        raise Invalid(_l("The last day is before the first. Check both dates."))
    if not plan.audience:
        raise Invalid(_l("Choose at least one unit that the campaign is for."))


def _apply(db: Session, campaign: Campaign, plan: CampaignPlan, file: StoredFile | None) -> None:
    for name in (
        "title resolution plan_number plan_on summary owner_unit_id starts_on ends_on state "
        "address_form sessions_required materials_required quiz_required pass_percent"
    ).split():
        setattr(campaign, name, getattr(plan, name))
    if file is not None:
        campaign.plan_file_id = file.id
    _set_audience(db, campaign, plan.audience)


def _set_audience(db: Session, campaign: Campaign, chosen: Collection[int]) -> None:
    trees = trees_today(db).values()
    above = {unit: tree.ancestors(unit) for tree in trees for unit in chosen if unit in tree}
    wanted = without_nested(chosen, above)
    kept = [entry for entry in campaign.audience if entry.unit_id in wanted]
    fresh = wanted - {entry.unit_id for entry in kept}
    campaign.audience = [*kept, *(CampaignAudience(unit_id=unit) for unit in sorted(fresh))]
