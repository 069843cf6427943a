"""Forms of the page about one person."""

from collections.abc import Sequence

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the types

from lms.people.enums import Role
from lms.people.words import ROLE_WORDS
from lms.units.tree import UnitTree
from lms.units.words import TREE_WORDS
from lms.web import forms
from lms.web.i18n import lazy_gettext as _l

_INDENT = "\N{NO-BREAK SPACE}" * 4
_GRANTED = (Role.TRAINER, Role.UNIT_HEAD, Role.ADMINISTRATOR)


class GrantForm(forms.Form):
    """A role over a unit and all below it."""

    role = forms.SelectField(
        _l("Role"),
        choices=[SelectChoice(value=role.value, label=ROLE_WORDS[role]) for role in _GRANTED],
    )
    unit_id = forms.SelectField(_l("Over the unit"), coerce=int)
    ends_on = forms.DateField(_l("Last day"), [forms.optional()])

    def offer_units(self, trees: Sequence[UnitTree]) -> None:
        """Offer every unit of both trees, indented; 0 stands for none chosen."""
        self.unit_id.choices = [
            SelectChoice(value=0, label=_l("Everywhere (administrators only)"))
        ] + [
            SelectChoice(
                value=node.id,
                label=_INDENT * depth + node.name,
                optgroup=str(TREE_WORDS[tree.tree]),
            )
            for tree in trees
            for depth, node in tree.walk()
        ]
