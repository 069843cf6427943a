"""Forms of the page about one person."""

from typing import Any

from lms.people.enums import Role
from lms.people.words import ROLE_WORDS
from lms.units.tree import UnitTree
from lms.units.words import TREE_WORDS
from lms.web import forms
from lms.web.i18n import lazy_gettext as _l

_INDENT = "\N{NO-BREAK SPACE}" * 4


class GrantForm(forms.Form):
    """A role over a unit and all below it."""

    role = forms.SelectField(
        _l("Role"),
        choices=[
            (role.value, ROLE_WORDS[role])
            for role in (Role.TRAINER, Role.UNIT_HEAD, Role.ADMINISTRATOR)
        ],
    )
    unit_id = forms.SelectField(_l("Over the unit"), coerce=int, validate_choice=True)
    ends_on = forms.DateField(_l("Last day"), [forms.optional()])

    def offer_units(self, trees: list[UnitTree]) -> None:
        """Offer every unit of both trees, indented; 0 stands for none chosen."""
        choices: dict[Any, Any] = {"": [(0, _l("Everywhere (administrators only)"))]}
        for tree in trees:
            choices[str(TREE_WORDS[tree.tree])] = [
                (node.id, _INDENT * depth + node.name) for depth, node in tree.walk()
            ]
        self.unit_id.choices = choices
