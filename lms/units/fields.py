"""Fields of a form that name one unit or several; `macros/units.html` draws them."""

from typing import Any

import wtforms
from wtforms.utils import unset_value
from wtforms.validators import StopValidation, ValidationError

from lms.units.choosing import (
    MOST_ASKED,
    Choice,
    Match,
    Offer,
    Problem,
    describe,
    read_choice,
)
from lms.units.words import TREE_WORDS
from lms.web.forms import Form
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

SENTENCES = {
    Problem.NOT_OFFERED: _l("This unit does not stand, or it is not yours to choose."),
    Problem.NONE_FOUND: _l("No unit has these words. Type its name or its code."),
    Problem.SEVERAL: _l("Choose which unit is meant."),
}
WORDS, LISTED_FOR = "-tim", "-cua"
"""What the box and the words of a list are called, after the name of the field."""
_NO_OFFER = Offer(())


class _Chooser(wtforms.Field):
    """What is offered, and what was made of the answer."""

    widget = wtforms.widgets.TextInput()

    def __init__(self, label: Any = "", validators: Any = None, **options: Any) -> None:
        """Nothing is offered yet."""
        self.offered: Offer = _NO_OFFER
        self.choice = Choice()
        super().__init__(label, validators, **options)

    def offer(self, offer: Offer) -> None:
        """Say what may be chosen, before the form is validated."""
        self.offered = offer
        self._read()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Nothing yet: what the words mean is read against what is offered."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what names no unit that is offered."""
        if self.choice.problem:
            raise StopValidation(gettext(str(SENTENCES[self.choice.problem])))

    def tell(self) -> None:
        """Say what became of the words typed, where nothing else is judged."""
        if self.choice.problem:
            self.errors = [gettext(str(SENTENCES[self.choice.problem]))]

    def _read(self) -> None:
        """Read what was sent against what is offered."""


class UnitField(_Chooser):
    """One of the units offered; `data` is its id, 0 stands for none.

    Few units are a plain list. Of many, one is found by its words: `name` holds the choice, `name-tim` the words,
    `name-cua` the words it was chosen for (`lms.units.choosing.read_choice`).
    """

    data: int

    def __init__(self, label: Any = "", validators: Any = None, **options: Any) -> None:
        """`nothing` is what no choice is called in a plain list."""
        self.nothing = options.pop("nothing", "–")
        self._sent: tuple[str | None, str | None, str] | None = None
        super().__init__(label, validators, **options)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take what was sent of it: the choice, the words, the words of the list."""
        parts = (self.name, self.name + WORDS, self.name + LISTED_FOR)
        sent = [formdata.get(part) if formdata else None for part in parts]
        is_sent = any(each is not None for each in sent)
        self._sent = (sent[0], sent[1], sent[2] or "") if is_sent else None
        super().process(formdata, data, extra_filters)
        self._read()

    def process_data(self, value: Any) -> None:
        """Fill it from what is stored."""
        self.data = value or 0

    @property
    def words(self) -> str:
        """What stands in the box."""
        return self.choice.words or ("" if self._sent else self.offered.name(self.data))

    @property
    def subtree(self) -> frozenset[int] | None:
        """The chosen unit with everything below it; None where none is chosen."""
        trees = (tree for tree in self.offered.trees if self.data in tree)
        return next((tree.subtree(self.data) for tree in trees), None)

    @property
    def is_cut(self) -> bool:
        """Whether more units may have the words than are listed."""
        return len(self.choice.matches) == MOST_ASKED

    def choose(self, unit_id: int) -> None:
        """Show a unit as chosen, such as the one a page falls back to."""
        self.choice, self.data = Choice(unit_id, self.offered.name(unit_id)), unit_id

    def forget(self) -> None:
        """Take no notice of what was sent: the form says that it does not matter."""
        self.choice, self.data = Choice(), 0

    @property
    def groups(self) -> list[tuple[str, list[tuple[int, int, str]]]]:
        """Of a plain list: (tree, [(id, depth, name), …]); a tree without a unit on offer is left out."""
        units = [
            (tree.tree, (node.id, depth, node.name)) for tree, depth, node in self.offered.units()
        ]
        trees = dict.fromkeys(tree for tree, _unit in units)
        return [
            (str(TREE_WORDS[tree]), [unit for each, unit in units if each is tree])
            for tree in trees
        ]

    @property
    def source(self) -> dict[str, Any]:
        """What the search as one types must know to offer the same units, as values of an address."""
        trees = self.offered.trees
        return {
            "pham-vi": self.offered.scope,
            "cay": trees[0].tree.value if len(trees) == 1 else None,
            "ngay": trees[0].on.isoformat() if trees else None,
        }

    def _read(self) -> None:
        if self._sent is not None:
            self.choice = read_choice(self.offered, *self._sent)
            self.data = self.choice.unit_id or 0


class UnitsField(_Chooser):
    """Several of the units offered; `data` holds their ids.

    Few units are check boxes. Of many, those chosen are, and a box finds more of them, one at a time.
    """

    data: list[int]

    def __init__(self, label: Any = "", validators: Any = None, **options: Any) -> None:
        """No units yet."""
        self._sent: tuple[list[str], str, str] | None = None
        super().__init__(label, validators, **options)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take what was sent of it: the units, the words, the words of the list."""
        self._sent = None
        if formdata:
            words = formdata.get(self.name + WORDS) or ""
            listed_for = formdata.get(self.name + LISTED_FOR) or ""
            self._sent = formdata.getlist(self.name), words, listed_for
        super().process(formdata, data, extra_filters)
        self._read()

    def process_data(self, value: Any) -> None:
        """Fill it from ids."""
        self.data = [each for each in value or () if isinstance(each, int)]

    @property
    def words(self) -> str:
        """What stands in the box: words that named no unit yet."""
        return self.choice.words if self.choice.problem else ""

    @property
    def chosen(self) -> list[Match]:
        """The units chosen so far."""
        return describe(self.offered, self.data)

    @property
    def source(self) -> dict[str, Any]:
        """What the search as one types must know to offer the same units."""
        return {"pham-vi": self.offered.scope}

    def _read(self) -> None:
        if self._sent is None:
            return
        raw, words, listed_for = self._sent
        read = [read_choice(self.offered, each, None, "") for each in raw]
        self.choice = next((each for each in read if each.problem), Choice())
        ids = [each.unit_id for each in read if each.unit_id]
        if words and words != listed_for:
            self.choice = read_choice(self.offered, None, words, "")
            ids += [self.choice.unit_id] if self.choice.unit_id else []
        self.data = list(dict.fromkeys(ids))


def unit_needed(_form: Any, field: Any) -> None:
    """Validator: one must be chosen."""
    if not field.data:
        raise ValidationError(gettext("Choose the unit."))


class UnitFilter(Form):
    """The one field of a filter above a list, in the address as `don-vi`."""

    unit = UnitField(_l("Unit"), name="don-vi", id="don-vi")


def unit_filter(args: Any, offer: Offer, label: Any = "", nothing: str | None = None) -> UnitField:
    """A filter by unit as the address says; words that name none leave it without a choice, and it says so.

    `nothing` is what no choice is called (all units); empty where a unit is always chosen.
    """
    field: UnitField = UnitFilter(formdata=args, meta={"csrf": False}).unit
    if label:
        field.label.text = label
    field.nothing = gettext("All units") if nothing is None else nothing
    field.offer(offer)
    if field.choice.problem is not Problem.NOT_OFFERED:
        field.tell()
    return field
