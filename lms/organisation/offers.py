"""Units that an act on the trees may name."""

from typing import Final

from lms.people.actor import Actor
from lms.units.policy import manages_units

ACTS: Final = "to-chuc"


def _of_acts(actor: Actor) -> frozenset[int] | None:
    return None if manages_units(actor) else frozenset()


UNIT_SCOPES: Final = {ACTS: _of_acts}
"""Whoever changes the trees may name every unit."""
