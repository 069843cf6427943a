"""The form that grants a role over a unit or over everything."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the types

from lms.people.enums import Role
from lms.people.roles.rules import OF_UNITS
from lms.people.roles.services import NewGrant
from lms.people.words import ROLE_WORDS
from lms.units.fields import UnitField
from lms.web import forms
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l


class GrantForm(forms.Form):
    """A role, over what, how long, and why."""

    role = forms.SelectField(
        _l("Role"),
        choices=[SelectChoice(value=role.value, label=ROLE_WORDS[role]) for role in OF_UNITS],
    )
    unit_id = UnitField(_l("Over the unit"))
    is_everywhere = forms.BooleanField(_l("Over everything: every unit of both organisations"))
    starts_on = forms.DateField(_l("First day"), [forms.optional()])
    ends_on = forms.DateField(_l("Last day"), [forms.optional()])
    reason = forms.TextField(
        _l("Reason"),
        [
            forms.required(
                _l("Say why the role is granted, for example the number of the decision.")
            ),
            forms.at_most(255),
        ],
    )

    goes_along = forms.BooleanField(
        validators=[
            forms.required(_l("The unit ends on a day already on record. Say that this is known."))
        ]
    )

    def ask_about_ends(self, told: Sequence[str]) -> None:
        """Ask whether the ends of the unit are known; of none, nothing."""
        if not told:
            del self.goes_along
            return
        self.goes_along.label.text = " ".join(told)

    def validate_unit_id(self, field: Any) -> None:
        """Everything is never granted by leaving a box empty: it is said, and instead of a unit."""
        if not field.data and not self.is_everywhere.data:
            raise ValidationError(
                gettext("Choose the unit, or mark that the role is over everything.")
            )
        if field.data and self.is_everywhere.data:
            raise ValidationError(gettext("Choose a unit or everything, not both."))

    def wanted(self) -> NewGrant:
        """What was filled in."""
        return NewGrant(
            Role(self.role.data),
            unit_id=self.unit_id.data or None,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            reason=self.reason.data or "",
        )
