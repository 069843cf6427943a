"""Forms of acts on units: the decision, and what each kind of act needs beside it."""

from collections.abc import Sequence
from typing import Final

from lms.units.enums import ActKind, Tree, UnitKind
from lms.units.words import KIND_WORDS
from lms.web import forms
from lms.web.i18n import lazy_gettext as _l

_KINDS: Final = {
    Tree.STATE: (UnitKind.MINISTRY, UnitKind.UNIT, UnitKind.SUB_UNIT),
    Tree.PARTY: (UnitKind.PARTY_COMMITTEE, UnitKind.PARTY_CELL),
}


class ActForm(forms.Form):
    """What every act carries."""

    effective_on = forms.DateField(
        _l("In force from"), [forms.required(_l("Enter the day from which it is in force."))]
    )
    decision = forms.TextField(
        _l("Number and day of the decision"),
        [forms.required(_l("Enter the decision.")), forms.at_most(160)],
    )
    note = forms.TextAreaField(_l("Note"), [forms.at_most(500)])


class FoundForm(ActForm):
    """A new unit."""

    first = ("name", "code", "kind", "leader_title")
    name = forms.TextField(
        _l("Name of the unit"), [forms.required(_l("Enter the name.")), forms.at_most(255)]
    )
    code = forms.TextField(_l("Code"), [forms.required(_l("Enter a code.")), forms.at_most(40)])
    kind = forms.SelectField(_l("Kind"))
    leader_title = forms.TextField(_l("Title of its head"), [forms.at_most(120)])

    def offer_kinds(self, tree: Tree) -> None:
        """Offer the kinds of one tree."""
        self.kind.choices = forms.options((kind.value, KIND_WORDS[kind]) for kind in _KINDS[tree])


class RenameForm(ActForm):
    """A new name."""

    first = ("name",)
    name = forms.TextField(
        _l("New name"), [forms.required(_l("Enter the name.")), forms.at_most(255)]
    )


class MoveForm(ActForm):
    """A new unit above."""

    first = ("unit",)
    unit = forms.TextField(_l("Under the unit"), [forms.at_most(255)])


class MergeForm(ActForm):
    """Other units, and what all become."""

    first = ("others", "unit", "name")
    others = forms.TextAreaField(_l("Other units that are merged"), [forms.at_most(4000)])
    unit = forms.TextField(
        _l("Merged into"), [forms.required(_l("Enter a unit, or a new code.")), forms.at_most(255)]
    )
    name = forms.TextField(_l("Name of the unit, if it is new"), [forms.at_most(255)])


class SplitForm(ActForm):
    """What a unit is split into, and who goes where."""

    first = ("results", "stays", "unit", "people")
    results = forms.TextAreaField(
        _l("Units it is split into"),
        [forms.required(_l("Enter the units.")), forms.at_most(4000)],
    )
    stays = forms.BooleanField(_l("The unit itself stays; only those named below leave it"))
    unit = forms.TextField(
        _l("Code of the unit that gets everybody not named"), [forms.at_most(40)]
    )
    people = forms.TextAreaField(_l("Who goes where"), [forms.at_most(200_000)])


class CloseForm(ActForm):
    """Who takes over, if anybody is left."""

    first = ("unit",)
    unit = forms.TextField(_l("Unit that takes over people and units below"), [forms.at_most(255)])


class CorrectionForm(forms.Form):
    """What a unit has without days."""

    code = forms.TextField(_l("Code"), [forms.required(_l("Enter a code.")), forms.at_most(40)])
    kind = forms.SelectField(_l("Kind"))
    leader_title = forms.TextField(_l("Title of its head"), [forms.at_most(120)])
    after = forms.SelectField(_l("Stands after"))
    reason = forms.TextField(
        _l("Why it is corrected"),
        [forms.required(_l("Say why it is corrected.")), forms.at_most(120)],
    )

    def offer(self, tree: Tree, beside: Sequence[tuple[int, str]]) -> None:
        """Offer the kinds of one tree, and the units beside it as (id, name)."""
        self.kind.choices = forms.options((kind.value, KIND_WORDS[kind]) for kind in _KINDS[tree])
        places = [("", _l("First of them")), *((str(each), name) for each, name in beside)]
        self.after.choices = forms.options(places)


FORMS: Final[dict[ActKind, type[ActForm]]] = {
    ActKind.FOUND: FoundForm,
    ActKind.RENAME: RenameForm,
    ActKind.MOVE: MoveForm,
    ActKind.MERGE: MergeForm,
    ActKind.SPLIT: SplitForm,
    ActKind.CLOSE: CloseForm,
}
