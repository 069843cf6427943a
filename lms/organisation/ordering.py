"""From a filled-in form to an order: units by code or name, lists of lines, people by their code."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from lms.errors import DomainError, Invalid
from lms.organisation.order_people import lines_of, parted, people_of_lines
from lms.organisation.orders import NewUnit, Order
from lms.text import nfc_clean, words_of
from lms.units.choosing import Offer, find_units
from lms.units.enums import ActKind, UnitKind
from lms.units.models import Unit
from lms.units.tree import Node, UnitTree
from lms.web.i18n import _

_MARKS: Final = tuple(",.-–—/")
"""What no code ends with: S31, or S31-, were meant to part the code from the name."""
_NEAR: Final = 3


class Misread(DomainError):
    """What was typed into one field cannot be understood."""

    def __init__(self, field_name: str, refusal: Invalid) -> None:
        """Keep the field that the sentence is about."""
        super().__init__(refusal.message)
        self.field_name = field_name


@dataclass(slots=True)
class Reading:
    """What a form is read against: the unit it is about and the tree on the day of the act."""

    db: Session
    unit: Unit | None
    """None: founding a root."""
    tree: UnitTree
    codes: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the units that stand on the day by code and by name."""
        for node in self.tree.nodes.values():
            self.codes[node.code.casefold()] = node.id
            self.names.setdefault(words_of(node.name), []).append(node.id)

    def find(self, words: str) -> int | None:
        """A unit by its code, or by its whole name where only one has it."""
        by_code = self.codes.get(nfc_clean(words).casefold())
        by_name = self.names.get(words_of(words), [])
        return by_code or (by_name[0] if len(by_name) == 1 else None)

    def get(self, words: str) -> int:
        """The same. Raises Invalid with what to write instead."""
        unit_id = self.find(words)
        if unit_id is None:
            sentence = _(
                "No unit with the code or name “%(words)s” stands on that day. Enter its code.",
                words=words[:60],
            )
            raise Invalid(" ".join([sentence, *self._near(words)]))
        return unit_id

    def _near(self, words: str) -> list[str]:
        """What else may be meant, in a sentence; nothing where no unit has the words."""
        near = find_units(Offer([self.tree]), words, _NEAR) if words_of(words) else []
        named = "; ".join(f"{each.code} ({each.name})" for each in near)
        return [_("Perhaps one of these: %(units)s.", units=named)] if near else []


def read_order(kind: ActKind, form: Any, reading: Reading) -> Order:
    """The order a valid form gives. Raises Misread with the field and what to correct."""
    order = Order(
        kind=kind,
        tree=reading.tree.tree,
        on=form.effective_on.data,
        decision=form.decision.data,
        note=form.note.data or "",
        units=(reading.unit.id,) if reading.unit else (),
    )
    return _READERS[kind](order, form, reading)


def _found(order: Order, form: Any, reading: Reading) -> Order:
    parent = reading.unit.id if reading.unit else None
    kind = UnitKind(form.kind.data)
    new = NewUnit(form.code.data, form.name.data, kind, form.leader_title.data or "", parent)
    return replace(order, units=(), target=new)


def _rename(order: Order, form: Any, _reading: Reading) -> Order:
    return replace(order, name=form.name.data)


def _move(order: Order, form: Any, reading: Reading) -> Order:
    with _about("unit"):
        return replace(order, target=reading.get(form.unit.data) if form.unit.data else None)


def _merge(order: Order, form: Any, reading: Reading) -> Order:
    with _about("others"):
        others = tuple(reading.get(line) for line in lines_of(form.others.data))
    known = reading.find(form.unit.data)
    target: int | NewUnit
    if known is not None:
        target = known
        with _about("name"):
            _check_same_name(form.name.data, reading.tree.name(known))
    else:
        with _about("name"):
            if not form.name.data:
                raise Invalid(
                    _("No unit has this code or name on that day. Enter a name to found a new one.")
                )
        with _about("unit"):
            target = _new_unit(form.unit.data, form.name.data, reading)
    return replace(order, units=order.units + others, target=target)


def _check_same_name(typed: str | None, name: str) -> None:
    """A new name beside the code of a unit that stands would be dropped without a word. Raises Invalid."""
    if typed and words_of(typed) != words_of(name):
        raise Invalid(
            _(
                "“%(name)s” has this code or name already, and its name would stay. Leave the new name empty "
                "to merge into that unit, or give the new unit another code.",
                name=name,
            )
        )


def _split(order: Order, form: Any, reading: Reading) -> Order:
    with _about("results"):
        results = [_result(line, reading) for line in lines_of(form.results.data)]
    places = {_code_of(each, reading).casefold(): place for place, each in enumerate(results)}
    heir = None
    with _about("unit"):
        if not form.stays.data:
            heir = places.get((form.unit.data or "").casefold())
            if heir is None:
                raise Invalid(_("Enter the code of one of the units it is split into."))
    with _about("people"):
        people = people_of_lines(form.people.data or "", places, reading.db)
    return replace(order, results=tuple(results), heir=heir, people=people)


def _close(order: Order, form: Any, reading: Reading) -> Order:
    with _about("unit"):
        return replace(order, target=reading.get(form.unit.data) if form.unit.data else None)


_READERS: Final[dict[ActKind, Callable[[Order, Any, Reading], Order]]] = {
    ActKind.FOUND: _found,
    ActKind.RENAME: _rename,
    ActKind.MOVE: _move,
    ActKind.MERGE: _merge,
    ActKind.SPLIT: _split,
    ActKind.CLOSE: _close,
}


class _about:  # noqa: N801 - reads as a word of the sentence it opens
    """Say which field a refusal is about."""

    def __init__(self, field_name: str) -> None:
        self._field = field_name

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, refusal: object, _trace: object) -> None:
        if isinstance(refusal, Invalid):
            raise Misread(self._field, refusal) from refusal


def _new_unit(code: str, name: str, reading: Reading) -> NewUnit:
    """A unit beside the one the act is about, of the same kind."""
    if reading.unit is None or reading.unit.id not in reading.tree:
        raise Invalid(_("The unit does not stand on that day. Choose another day."))
    if len(code) > 40 or len(name) > 255:
        raise Invalid(_("Too long: “%(value)s”. Shorten it.", value=max(code, name, key=len)[:60]))
    node: Node = reading.tree.nodes[reading.unit.id]
    return NewUnit(code, name, node.kind, node.leader_title, node.parent_id)


def _result(line: str, reading: Reading) -> int | NewUnit:
    """`code` of a unit that stands, or `code; name` of a new one."""
    known = reading.find(line)
    code, *rest = parted(line, line.split(maxsplit=1))
    known = known or reading.find(code)
    if known is not None:
        return known
    if not code or not rest or not rest[0] or code.endswith(_MARKS):
        raise Invalid(
            _(
                "No unit with the code “%(words)s” stands on that day. To found it, write its code, a "
                "semicolon and its name.",
                words=code[:60],
            )
        )
    return _new_unit(code, rest[0], reading)


def _code_of(result: int | NewUnit, reading: Reading) -> str:
    return result.code if isinstance(result, NewUnit) else reading.tree.nodes[result].code
