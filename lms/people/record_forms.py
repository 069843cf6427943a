"""Forms about the record of one person and about many people at once."""

import re
from collections.abc import Mapping
from typing import Any, Final

from wtforms import ValidationError

from lms import clock
from lms.people.bulk import BulkAct, BulkChange
from lms.people.editing import RECORD
from lms.people.enums import Category, PartyStatus, Sex
from lms.people.models import Person
from lms.people.party_rules import is_of_cell
from lms.people.record_checks import a_name, birth_year, born, spelt_code, spelt_phone
from lms.people.words import BULK_WORDS, CATEGORY_WORDS, PARTY_WORDS, SEX_WORDS
from lms.units.fields import UnitField, unit_needed
from lms.web import forms
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"[+\d][\d .()-]{5,19}")
ANNULS: Final = _l(
    "By then the person had left, but a position is on record that begins later. Tick that it is annulled, or enter "
    "another day."
)


def _email(_form: Any, field: Any) -> None:
    if not _EMAIL.fullmatch(field.data):
        raise ValidationError(gettext("Enter an e-mail address such as anhnt@bo.example."))


def _phone(_form: Any, field: Any) -> None:
    if not _PHONE.fullmatch(field.data):
        raise ValidationError(gettext("Enter a phone number such as 0912 345 678."))


def _of_member(form: Any, field: Any) -> None:
    members = [each.value for each in PartyStatus if each.is_member]
    if field.data and form.party_status.data not in members:
        raise ValidationError(
            gettext(
                "Only members hold a position in the Party. Choose the membership, or leave this empty."
            )
        )


def _membership(status: PartyStatus) -> dict[str, Any]:
    """Whoever is no member any more holds no position in the Party."""
    return {"party_status": status} | ({} if status.is_member else {"party_position": ""})


class RecordForm(forms.Form):
    """Name, birth, code and how to reach somebody."""

    full_name = forms.TextField(
        _l("Full name"), [forms.required(_l("Enter the full name.")), forms.at_most(160), a_name]
    )
    sort_name = forms.TextField(_l("Name to sort by"), [forms.optional(), forms.at_most(160)])
    personnel_code = forms.TextField(_l("Personnel code"), [forms.optional(), forms.at_most(40)])
    born_on = forms.DateField(_l("Date of birth"), [forms.optional(), born])
    birth_year = forms.IntegerField(_l("Year of birth"), [forms.optional(), birth_year])
    sex = forms.SelectField(_l("Sex"), choices=forms.options([("", "–"), *SEX_WORDS.items()]))
    email = forms.EmailField(_l("E-mail"), [forms.optional(), _email, forms.at_most(254)])
    phone = forms.TextField(_l("Phone"), [forms.optional(), _phone, forms.at_most(20)])
    note = forms.TextField(_l("Note"), [forms.optional(), forms.at_most(255)])
    kept: Mapping[str, Any] = {}

    def know(self, person: Person) -> None:
        """What is on record already is not judged again."""
        self.kept = {name: getattr(person, name) for name in RECORD}

    def show(self, person: Person) -> None:
        """Fill in what is on record."""
        for name in RECORD:
            self[name].data = getattr(person, name)
        self.sex.data = person.sex.value if person.sex else ""

    def values(self) -> dict[str, Any]:
        """The columns of the record; where there is a full date, its year is the year."""
        year = self.birth_year.data
        if year and self.born_on.data:
            year = self.born_on.data.year
        return {
            "full_name": self.full_name.data,
            "sort_name": self.sort_name.data or "",
            "personnel_code": spelt_code(self.personnel_code.data or "", self.kept),
            "born_on": self.born_on.data,
            "birth_year": year,
            "sex": Sex(self.sex.data) if self.sex.data else None,
            "email": (self.email.data or "").lower() or None,
            "phone": spelt_phone(self.phone.data or ""),
            "note": self.note.data or "",
        }


class StandingForm(forms.Form):
    """What somebody is from a day on."""

    on = forms.DateField(_l("From the day"), [forms.required(_l("Enter the day."))])
    position = forms.TextField(_l("Position"), [forms.optional(), forms.at_most(160)])
    category = forms.SelectField(_l("Kind of staff"), choices=forms.options(CATEGORY_WORDS))
    party_status = forms.SelectField(_l("Party membership"), choices=forms.options(PARTY_WORDS))
    party_position = forms.TextField(
        _l("Party position"), [forms.optional(), forms.at_most(160), _of_member]
    )
    is_exempt = forms.BooleanField(_l("Exempt from Party work and meetings"))

    def show(self, person: Person) -> None:
        """Fill in what holds today."""
        self.on.data = clock.today()
        self.position.data = person.position
        self.category.data = person.category.value
        self.party_status.data = person.party_status.value
        self.party_position.data = person.party_position
        self.is_exempt.data = person.is_exempt

    def values(self) -> dict[str, Any]:
        """The dated columns."""
        return {
            "position": self.position.data or "",
            "category": Category(self.category.data),
            "party_status": PartyStatus(self.party_status.data),
            "party_position": self.party_position.data or "",
            "is_exempt": bool(self.is_exempt.data),
        }


class PlaceForm(forms.Form):
    """A unit from a day on; the unit says in which tree."""

    unit_id = UnitField(_l("Unit"), [unit_needed])
    on = forms.DateField(_l("From the day"), [forms.required(_l("Enter the day."))])


class MoveForm(PlaceForm):
    """The same for somebody who is there; who holds a position in the Party is asked whether it stays."""

    keeps_party_position = forms.BooleanField()

    def ask_of(self, position: str) -> None:
        """Ask of this position; of none, nothing. One in a cell ends with leaving it, unless somebody says not."""
        if not position:
            del self.keeps_party_position
            return
        self.keeps_party_position.label.text = gettext(
            "“%(position)s” in the Party is kept", position=position
        )
        if not self.is_submitted():
            self.keeps_party_position.data = not is_of_cell(position)

    @property
    def keeps_position(self) -> bool | None:
        """Whether the position in the Party was said to stay; None where nothing was asked."""
        return bool(self.keeps_party_position.data) if "keeps_party_position" in self else None


class AnnullingForm(forms.Form):
    """A form that asks before it annuls positions recorded since, where a day lies before their beginning."""

    annuls: Any
    """Below the days, so each form has its own."""

    def ask_to_annul(self, positions: str) -> None:
        """Ask of these positions; of none, nothing."""
        if not positions:
            del self.annuls
            return
        self.annuls.label.text = gettext("Annul: %(positions)s", positions=positions)


class DayForm(AnnullingForm):
    """A day on which something is so from then on."""

    on = forms.DateField(_l("First day no longer there"), [forms.required(_l("Enter the day."))])
    annuls = forms.BooleanField(validators=[forms.required(ANNULS)])


class PlaceDaysForm(AnnullingForm):
    """The days of a place."""

    starts_on = forms.DateField(_l("First day"), [forms.required(_l("Enter the day."))])
    ends_on = forms.DateField(
        _l("Last day"),
        [
            forms.optional(),
            forms.not_before("starts_on", _l("The last day lies before the first.")),
        ],
    )
    annuls = forms.BooleanField(validators=[forms.required(ANNULS)])


class NewPersonForm(RecordForm):
    """Somebody new: the record, what the person is, and where."""

    position = forms.TextField(_l("Position"), [forms.optional(), forms.at_most(160)])
    category = forms.SelectField(
        _l("Kind of staff"), choices=forms.options(CATEGORY_WORDS), default=Category.CIVIL_SERVANT
    )
    unit_id = UnitField(_l("Unit"))
    is_nowhere = forms.BooleanField(_l("Put the person on record without a unit"))
    party_status = forms.SelectField(_l("Party membership"), choices=forms.options(PARTY_WORDS))
    party_unit_id = UnitField(_l("Party cell or committee"))
    party_position = forms.TextField(
        _l("Party position"), [forms.optional(), forms.at_most(160), _of_member]
    )
    is_exempt = forms.BooleanField(_l("Exempt from Party work and meetings"))
    starts_on = forms.DateField(_l("There since"), [forms.required(_l("Enter the day."))])
    needs_a_unit = False
    is_other = forms.BooleanField(_l("This is somebody else; put the person on record"))

    @property
    def stands_nowhere(self) -> bool:
        """Whether no unit of either tree is chosen."""
        return not self.unit_id.data and not self.party_unit_id.data

    def validate_unit_id(self, _field: Any) -> None:
        """Somebody in no unit is in no count and no list of a unit: that is done on purpose, or not at all.

        Whoever keeps the records of some units adds nobody who stands in none.
        """
        if not self.stands_nowhere:
            return
        if self.needs_a_unit:
            raise ValidationError(gettext("Choose the unit."))
        if not self.is_nowhere.data:
            raise ValidationError(
                gettext(
                    "No unit is chosen. Without one the person is counted nowhere and summoned by no unit. Choose it, or tick that it is meant so."
                )
            )

    def values(self) -> dict[str, Any]:
        """All columns of the person."""
        return super().values() | {
            "position": self.position.data or "",
            "category": Category(self.category.data),
            "party_status": PartyStatus(self.party_status.data),
            "party_position": self.party_position.data or "",
            "is_exempt": bool(self.is_exempt.data),
        }


class BulkForm(forms.Form):
    """One act on many people; of the values only the act's own counts."""

    act = forms.RadioField(_l("What to do"), choices=[])
    on = forms.DateField(_l("From the day"), [forms.required(_l("Enter the day."))])
    unit_id = UnitField(_l("To the unit"))
    category = forms.SelectField(_l("Kind of staff"), choices=forms.options(CATEGORY_WORDS))
    party_status = forms.SelectField(_l("Party membership"), choices=forms.options(PARTY_WORDS))
    is_exempt = forms.SelectField(
        _l("Exempt"), choices=forms.options({"1": _l("exempt"), "0": _l("not exempt")})
    )

    def offer_acts(self, *, of_some_units: bool) -> None:
        """Leaving some units is for those who keep the records of some units alone."""
        self.act.choices = forms.options(
            (act, words)
            for act, words in BULK_WORDS.items()
            if of_some_units or act is not BulkAct.LEAVE_UNITS
        )

    def change(self) -> BulkChange:
        """What was chosen."""
        act = BulkAct(self.act.data)
        values: dict[BulkAct, dict[str, Any]] = {
            BulkAct.CATEGORY: {"category": Category(self.category.data)},
            BulkAct.PARTY: _membership(PartyStatus(self.party_status.data)),
            BulkAct.EXEMPT: {"is_exempt": self.is_exempt.data == "1"},
        }
        unit_id = self.unit_id.data or None if act is BulkAct.MOVE else None
        return BulkChange(act, self.on.data or clock.today(), unit_id, values.get(act))
