"""The form that names somebody: as what, until when, and why."""

from lms.people.enums import Role
from lms.people.roles.services import NewGrant
from lms.web import forms
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.models import Conference

SECRETARY = 0
"""Choice of the field `place`: the conference itself; other numbers are venues."""


class NameForm(forms.Form):
    """A person, a place, a last day and a reason."""

    account_id = forms.IntegerField(_l("Person"), [forms.required()])
    place = forms.SelectField(_l("As"), coerce=int)
    ends_on = forms.DateField(_l("Last day"), [forms.optional()])
    reason = forms.TextField(_l("Reason"), [forms.required(), forms.at_most(255)])

    def offer(self, conference: Conference, *, with_secretary: bool) -> None:
        """Offer the venues of the conference, and the secretary where one may be named."""
        choices: list[tuple[int, object]] = [
            (venue.id, _l("Officer of %(venue)s", venue=venue.name)) for venue in conference.venues
        ]
        if with_secretary:
            choices.append((SECRETARY, _l("Secretary of the conference")))
        self.place.choices = forms.options(choices)

    def wanted(self, conference: Conference) -> NewGrant:
        """What was filled in."""
        is_secretary = self.place.data == SECRETARY
        return NewGrant(
            Role.SECRETARY if is_secretary else Role.VENUE_OFFICER,
            place_id=conference.id if is_secretary else self.place.data,
            ends_on=self.ends_on.data,
            reason=self.reason.data or "",
        )
