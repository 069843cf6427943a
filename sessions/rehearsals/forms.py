"""What is typed about a rehearsal: when it begins, and what was measured at a venue."""

import re
from typing import Any

import wtforms

from lms.web import forms
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

_METRES = re.compile(r"\d{1,3}([.,]\d{1,2})?")


class MetresField(wtforms.StringField):
    """A length such as 4,5; `metres` is the number."""

    metres: float | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Accept a comma or a point; say in our words what is no length."""
        self.data = str(valuelist[0]).strip() if valuelist else ""
        if not self.data:
            return
        if not _METRES.fullmatch(self.data) or not float(self.data.replace(",", ".")):
            raise ValueError(gettext("Enter a length in metres, such as 3 or 4,5."))
        self.metres = float(self.data.replace(",", "."))


class StartForm(forms.Form):
    """When the first sitting of the rehearsal begins."""

    starts_at = forms.DateTimeField(
        _l("The first session begins"),
        [forms.required(_l("Enter when the first session of the rehearsal begins."))],
    )


class NetworkForm(forms.Form):
    """Filled in by the page's script, or by hand where there is none."""

    network_ms = forms.IntegerField(
        _l("Answer of the server (ms)"),
        [forms.required(_l("Measure, or enter the time.")), forms.between(0, 600_000)],
    )
    offset_ms = forms.IntegerField(
        _l("This device's clock is ahead by (ms)"),
        [forms.optional(), forms.between(-600_000_000, 600_000_000)],
    )


class CameraForm(forms.Form):
    """How far a phone still read the code."""

    distance_m = MetresField(
        _l("Farthest distance (m)"),
        [forms.required(_l("Enter the farthest distance in metres."))],
    )
    width_cm = forms.IntegerField(
        _l("Width of the code on the screen (cm)"), [forms.optional(), forms.between(1, 2000)]
    )
