"""The filters of the list of people as its page offers them."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.people.among import CATEGORY, EXEMPT, NO_UNIT, PARTY, PLACE, Among
from lms.people.words import CATEGORY_WORDS, PARTY_WORDS
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Filter:
    """One box: its name in the address, its label, what it offers, and what is chosen (empty: open)."""

    name: str
    label: object
    options: Sequence[tuple[str, object]]
    chosen: str

    @property
    def chosen_words(self) -> object:
        """What is chosen, as its option says it."""
        return dict(self.options).get(self.chosen, "")


def filters_of(among: Among, *, knows_party: bool, sees_all: bool) -> list[Filter]:
    """The boxes for somebody: Party membership and exemption only for those who may know them, who stands nowhere
    only for those who see everybody.
    """
    category = among.category.value if among.category else ""
    found = [Filter(CATEGORY, _l("Kind of staff"), _words(CATEGORY_WORDS), category)]
    if knows_party:
        party = among.party.value if among.party else ""
        found.append(Filter(PARTY, _l("Party membership"), _words(PARTY_WORDS), party))
        exempt = {True: "co", False: "khong", None: ""}[among.exempt]
        options = [("co", _l("Exempt only")), ("khong", _l("Without the exempt"))]
        found.append(Filter(EXEMPT, _l("Exempt"), options, exempt))
    if sees_all:
        place = NO_UNIT if among.has_no_unit else ""
        found.append(Filter(PLACE, _l("Standing in a unit"), [(NO_UNIT, _l("In no unit"))], place))
    return found


def _words(words: object) -> list[tuple[str, object]]:
    return [(str(key), text) for key, text in dict(words).items()]  # type: ignore[call-overload] # of StrEnums
