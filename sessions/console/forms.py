"""What a venue's officers type on the console."""

from datetime import date, datetime, time

from lms import clock
from lms.web import forms
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.enums import AttendanceState
from sessions.checkin.staff import EXCUSES
from sessions.gates.enums import Direction
from sessions.gates.rules import Period
from sessions.lists.wording import STATES


class HeadcountForm(forms.Form):
    """Heads counted in the room."""

    heads = forms.IntegerField(_l("People counted in the room"), [forms.between(0, 100_000)])
    note = forms.TextField(_l("Note"), [forms.at_most(500)])


class PassageForm(forms.Form):
    """A mid-session check or the way out, opened for some minutes."""

    direction = forms.SelectField(
        _l("What to open"),
        choices=forms.options(
            {Direction.MID.value: _l("Mid-session check"), Direction.OUT.value: _l("Way out")}
        ),
    )
    minutes = forms.IntegerField(_l("For how many minutes"), [forms.between(1, 240)], default=10)


class OutageForm(forms.Form):
    """When the gate could not be reached, on the session's day."""

    began = forms.TextField(_l("Began at"), [forms.required(_l("Enter when the outage began."))])
    ended = forms.TextField(_l("Ended at"), [forms.required(_l("Enter when the outage ended."))])

    def period(self, day: date) -> Period | None:
        """The times typed (24-hour, 08:15) on a local day; None where they are no times."""
        began, ended = _time(self.began.data), _time(self.ended.data)
        if began is None or ended is None:
            return None
        return Period(
            clock.from_local(datetime.combine(day, began)),
            clock.from_local(datetime.combine(day, ended)),
        )


class ExcuseForm(forms.Form):
    """An excuse that staff state."""

    states = forms.SelectField(
        _l("What holds"), choices=forms.options({each.value: STATES[each] for each in EXCUSES})
    )
    reason = forms.TextField(
        _l("Reason"),
        [forms.required(_l("Say why: a statement needs a reason.")), forms.at_most(500)],
    )

    @property
    def state(self) -> AttendanceState:
        """The state chosen."""
        return AttendanceState(self.states.data)


class ReasonForm(forms.Form):
    """A reason for a refusal."""

    reason = forms.TextField(
        _l("Reason"),
        [forms.required(_l("Say why: a statement needs a reason.")), forms.at_most(500)],
    )


class SignOffForm(forms.Form):
    """A word beside the signature."""

    note = forms.TextField(_l("Note"), [forms.at_most(500)])


def _time(text: str) -> time | None:
    for pattern in ("%H:%M", "%H:%M:%S", "%Hh%M"):
        try:
            return datetime.strptime(text.strip(), pattern).time()  # noqa: DTZ007 - a wall-clock time
        except ValueError:
            continue
    return None
