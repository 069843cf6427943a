"""Refusals of acts on units, in the reader's language: what stands against it and what to do."""

from typing import Final

from lms.errors import Conflict, DomainError, Invalid
from lms.units.rules import History, Problem, Refused
from lms.web.format import format_date
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l


class NeedsHeir(Invalid):
    """People or units would be left without one that takes them over."""


_SENTENCES: Final[dict[Problem, str]] = {
    Problem.NOT_STANDING: _l(
        "%(unit)s does not stand on %(day)s. Choose a day after its founding and before its closing."
    ),
    Problem.CLOSED_ALREADY: _l(
        "%(unit)s is closed already, from %(day)s. Take that act back first if it was a mistake."
    ),
    Problem.LATER_CHANGE: _l(
        "%(unit)s changes on %(day)s. Choose a later day, or take that change back first."
    ),
    Problem.SAME_NAME: _l("%(unit)s is called that already. Enter the new name."),
    Problem.SAME_PARENT: _l("%(unit)s stands there already. Choose another unit above it."),
    Problem.PARENT_MISSING: _l(
        "On %(day)s the unit above %(unit)s would not stand. Choose a unit or a day that fits."
    ),
    Problem.CYCLE: _l(
        "%(unit)s would stand under itself on %(day)s. Choose a unit that is not below it."
    ),
    Problem.HAS_CHILDREN: _l(
        "Units still stand under %(unit)s on %(day)s. Say which unit takes them over."
    ),
    Problem.OWN_HEIR: _l("%(unit)s cannot take over from itself. Choose another unit."),
    Problem.TOO_FEW: _l(
        "This needs at least one more unit than %(unit)s. Name units that differ from each other."
    ),
}

_KINDS: Final[dict[Problem, type[DomainError]]] = {
    Problem.CLOSED_ALREADY: Conflict,
    Problem.HAS_CHILDREN: NeedsHeir,
}


def refusal_of(refused: Refused, history: History) -> DomainError:
    """What to raise towards the person who ordered the act."""
    values = {"unit": name_of(history, refused), "day": format_date(refused.day)}
    kind = _KINDS.get(refused.problem, Invalid)
    return kind(str(_SENTENCES[refused.problem]) % values)


def name_of(history: History, refused: Refused) -> str:
    """The unit's name on the day it fails, or its last one."""
    spans = history.names.get(refused.unit_id)
    if not spans:
        return _("The new unit")
    return history.name_on(refused.unit_id, refused.day) or spans[-1].value
