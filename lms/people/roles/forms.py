"""The form that grants a role over a unit or over everything."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the types

from lms.people.enums import Role
from lms.people.roles.rules import OF_UNITS
from lms.people.roles.services import NewGrant
from lms.people.words import ROLE_WORDS
from lms.units.tree import UnitTree
from lms.units.words import TREE_WORDS
from lms.web import forms
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

_INDENT = "\N{NO-BREAK SPACE}" * 4


def _unit_or_none(value: Any) -> int | None:
    return None if value in ("", None) else int(value)


class GrantForm(forms.Form):
    """A role, over what, how long, and why."""

    role = forms.SelectField(
        _l("Role"),
        choices=[SelectChoice(value=role.value, label=ROLE_WORDS[role]) for role in OF_UNITS],
    )
    unit_id = forms.SelectField(_l("Over the unit"), coerce=_unit_or_none)
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

    def offer_units(self, trees: Sequence[UnitTree]) -> None:
        """Offer every unit of both trees, indented; 0 stands for everything, which is chosen on purpose only."""
        self.unit_id.choices = [
            SelectChoice(value="", label="–"),
            SelectChoice(value=0, label=_l("Everything")),
        ] + [
            SelectChoice(
                value=node.id,
                label=_INDENT * depth + node.name,
                optgroup=str(TREE_WORDS[tree.tree]),
            )
            for tree in trees
            for depth, node in tree.walk()
        ]

    def validate_unit_id(self, field: Any) -> None:
        """Something must be chosen."""
        if field.data is None:
            raise ValidationError(gettext("Choose over which unit the role is held."))

    def wanted(self) -> NewGrant:
        """What was filled in."""
        return NewGrant(
            Role(self.role.data),
            unit_id=self.unit_id.data or None,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            reason=self.reason.data or "",
        )
