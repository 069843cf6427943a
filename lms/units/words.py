"""What the interface calls trees and kinds of units."""

from typing import Final

from lms.units.enums import Tree, UnitKind
from lms.web.i18n import lazy_gettext as _l

TREE_WORDS: Final = {
    Tree.STATE: _l("State organisation"),
    Tree.PARTY: _l("Party organisation"),
}
KIND_WORDS: Final = {
    UnitKind.MINISTRY: _l("Ministry or province"),
    UnitKind.UNIT: _l("Unit"),
    UnitKind.SUB_UNIT: _l("Sub-unit"),
    UnitKind.PARTY_COMMITTEE: _l("Party committee"),
    UnitKind.PARTY_CELL: _l("Party cell"),
}
