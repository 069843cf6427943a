"""The campaign form: what the plan says, for whom, and what completes it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from werkzeug.datastructures import FileStorage
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the types

from lms.campaigns.enums import AddressForm, CampaignState
from lms.campaigns.models import Campaign
from lms.campaigns.services import CampaignPlan
from lms.units.fields import UnitField, UnitsField, unit_needed
from lms.web import forms
from lms.web.i18n import lazy_gettext as _l

STATE_WORDS = {
    CampaignState.DRAFT: _l("Draft"),
    CampaignState.OPEN: _l("Open"),
    CampaignState.CLOSED: _l("Closed"),
}
STATES = {
    CampaignState.DRAFT: _l("Draft: only its staff see it"),
    CampaignState.OPEN: _l("Open: learners see it"),
    CampaignState.CLOSED: _l("Closed: readable, nothing new is expected"),
}
ADDRESSES = {
    AddressForm.COMRADE: _l("Comrade (đồng chí)"),
    AddressForm.SIR_MADAM: _l("Mr/Ms (ông/bà)"),
    AddressForm.COLLEAGUE: _l("Colleague (anh/chị)"),
}
T = TypeVar("T")


def _offered(labels: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in labels.items()]


class CampaignForm(forms.Form):
    """Everything about a campaign but what is in it."""

    title = forms.TextField(
        _l("Title"), [forms.required(_l("Enter the campaign's title.")), forms.at_most(255)]
    )
    resolution = forms.TextField(_l("Document that is studied"), [forms.at_most(255)])
    summary = forms.TextAreaField(_l("What learners should know first"), [forms.at_most(2000)])
    plan_number = forms.TextField(_l("Number of the plan"), [forms.at_most(60)])
    plan_on = forms.DateField(_l("Date of the plan"), [forms.optional()])
    plan_file = forms.FileField(_l("Plan document"))
    owner_unit_id = UnitField(_l("Unit that runs it"), [unit_needed], nothing="")
    starts_on = forms.DateField(_l("First day"), [forms.required(_l("Enter the first day."))])
    ends_on = forms.DateField(
        _l("Last day"),
        [
            forms.required(_l("Enter the last day.")),
            forms.not_before("starts_on", _l("The last day is before the first.")),
        ],
    )
    state = forms.RadioField(_l("State"), choices=_offered(STATES), default=CampaignState.OPEN)
    address_form = forms.SelectField(
        _l("Form of address"), choices=_offered(ADDRESSES), default=AddressForm.COMRADE
    )
    audience = UnitsField(_l("For whom"))
    sessions_required = forms.IntegerField(
        _l("Study sessions to attend"), [forms.optional(), forms.between(0, 1000)]
    )
    materials_required = forms.IntegerField(
        _l("Materials to read"), [forms.optional(), forms.between(0, 1000)]
    )
    quiz_required = forms.BooleanField(_l("The required quizzes must be passed"), default=True)
    pass_percent = forms.IntegerField(
        _l("Pass mark, in percent"),
        [forms.required(_l("Enter the pass mark.")), forms.between(0, 100)],
        default=50,
    )

    def show(self, campaign: Campaign) -> None:
        """Fill the fields from a stored campaign."""
        self.process(obj=campaign)
        self.audience.data = [entry.unit_id for entry in campaign.audience]
        self.state.data = campaign.state.value
        self.address_form.data = campaign.address_form.value

    def plan(self) -> CampaignPlan:
        """What was entered, for the services."""
        return CampaignPlan(
            title=self.title.data or "",
            owner_unit_id=self.owner_unit_id.data,
            starts_on=filled(self.starts_on.data),
            ends_on=filled(self.ends_on.data),
            audience=frozenset(self.audience.data or ()),
            resolution=self.resolution.data or "",
            plan_number=self.plan_number.data or "",
            plan_on=self.plan_on.data,
            summary=self.summary.data or "",
            state=CampaignState(self.state.data),
            address_form=AddressForm(self.address_form.data),
            sessions_required=self.sessions_required.data,
            materials_required=self.materials_required.data,
            quiz_required=bool(self.quiz_required.data),
            pass_percent=filled(self.pass_percent.data),
        )

    @property
    def upload(self) -> FileStorage | None:
        """The plan document that was chosen, if any."""
        sent = self.plan_file.data
        return sent if isinstance(sent, FileStorage) and sent.filename else None


def filled(value: T | None) -> T:
    """The value of a required field of a form that was found valid."""
    if value is None:
        raise ValueError("a required field is read before the form was validated")
    return value
