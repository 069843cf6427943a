"""What organisers type about a conference, its venues and its sittings."""

from lms.units.fields import UnitField, unit_needed
from lms.web import forms
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.models import Conference, StudySession, Venue
from sessions.conferences.planning import ConferencePlan
from sessions.conferences.timetable import SessionPlan
from sessions.conferences.venues import VenuePlan


class ConferenceForm(forms.Form):
    """Title, owner, hours, chair, note."""

    title = forms.TextField(
        _l("Title"), [forms.required(_l("Enter the title of the conference.")), forms.at_most(255)]
    )
    owner_unit_id = UnitField(_l("Unit in charge"), [unit_needed], nothing="")
    starts_at = forms.DateTimeField(
        _l("Begins"), [forms.required(_l("Enter when the conference begins."))]
    )
    ends_at = forms.DateTimeField(
        _l("Ends"),
        [
            forms.required(_l("Enter when the conference ends.")),
            forms.not_before("starts_at", _l("The conference must end after it begins.")),
        ],
    )
    chair = forms.TextField(_l("Chair"), [forms.at_most(160)])
    note = forms.TextAreaField(_l("Note on the invitation"), [forms.at_most(2000)])
    seating_percent = forms.IntegerField(
        _l("Seats in use, percent"), [forms.optional(), forms.between(1, 100)], default=100
    )

    def show(self, conference: Conference) -> None:
        """Fill the form from a stored conference."""
        self.starts_at.show(conference.starts_at)
        self.ends_at.show(conference.ends_at)

    def plan(self) -> ConferencePlan:
        """The validated values."""
        assert self.starts_at.moment and self.ends_at.moment  # noqa: PT018, S101 - required fields
        return ConferencePlan(
            title=self.title.data,
            owner_unit_id=self.owner_unit_id.data,
            starts_at=self.starts_at.moment,
            ends_at=self.ends_at.moment,
            chair=self.chair.data,
            note=self.note.data,
            seating_percent=self.seating_percent.data or 100,
        )


class VenueForm(forms.Form):
    """Name, address, capacity of a venue."""

    name = forms.TextField(
        _l("Name"), [forms.required(_l("Enter the name of the venue.")), forms.at_most(160)]
    )
    address = forms.TextField(_l("Address"), [forms.at_most(255)])
    capacity = forms.IntegerField(_l("Seats"), [forms.optional(), forms.between(1, 100_000)])
    is_main = forms.BooleanField(_l("Main venue"))

    def plan(self) -> VenuePlan:
        """The validated values."""
        return VenuePlan(self.name.data, self.address.data, self.capacity.data, self.is_main.data)


class SessionForm(forms.Form):
    """Title, rapporteur, hours and venues of a sitting."""

    title = forms.TextField(
        _l("Title"), [forms.required(_l("Enter the title of the session.")), forms.at_most(255)]
    )
    rapporteur = forms.TextField(_l("Rapporteur"), [forms.at_most(160)])
    starts_at = forms.DateTimeField(
        _l("Begins"), [forms.required(_l("Enter when the session begins."))]
    )
    ends_at = forms.DateTimeField(
        _l("Ends"),
        [
            forms.required(_l("Enter when the session ends.")),
            forms.not_before("starts_at", _l("The study session must end after it begins.")),
        ],
    )
    venue_ids = forms.CheckboxesField(_l("Held at"), coerce=int)
    opens_before_minutes = forms.IntegerField(
        _l("Check-in opens (minutes before)"), [forms.between(0, 600)], default=60
    )
    late_after_minutes = forms.IntegerField(
        _l("Late after (minutes)"), [forms.between(0, 600)], default=15
    )
    is_required = forms.BooleanField(_l("Counts for completing the campaign"), default=True)

    def offer(self, venues: list[Venue]) -> None:
        """The venues to choose from."""
        self.venue_ids.choices = [(venue.id, venue.name) for venue in venues]

    def show(self, study_session: StudySession) -> None:
        """Fill the form from a stored sitting."""
        self.starts_at.show(study_session.starts_at)
        self.ends_at.show(study_session.ends_at)
        self.venue_ids.data = [venue.id for venue in study_session.venues]
        activity = study_session.activity
        self.is_required.data = activity is not None and activity.is_required

    def plan(self) -> SessionPlan:
        """The validated values."""
        assert self.starts_at.moment and self.ends_at.moment  # noqa: PT018, S101 - required fields
        return SessionPlan(
            title=self.title.data,
            starts_at=self.starts_at.moment,
            ends_at=self.ends_at.moment,
            venue_ids=frozenset(self.venue_ids.data or ()),
            rapporteur=self.rapporteur.data,
            opens_before_minutes=self.opens_before_minutes.data or 0,
            late_after_minutes=self.late_after_minutes.data or 0,
            is_required=self.is_required.data,
        )
